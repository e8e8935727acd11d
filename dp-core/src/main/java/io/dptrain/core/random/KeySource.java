package io.dptrain.core.random;

/**
 * Where the cipher keys come from: one fresh key per request.
 *
 * <p><b>Thread safety.</b> Implementations hand each key to one caller only.
 */
@FunctionalInterface
interface KeySource {

  /** A key never handed out before, as {@value ChaCha20#KEY_WORDS} words; the caller wipes it. */
  int[] nextKey();
}
