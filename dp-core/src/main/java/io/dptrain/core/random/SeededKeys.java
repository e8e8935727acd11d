package io.dptrain.core.random;

/**
 * Reproducible keys for tests, made of a seed, a purpose and the number of the request.
 *
 * <p><b>Thread safety.</b> Synchronized; with several threads it depends on their order who gets
 * which key.
 */
final class SeededKeys implements KeySource {

  static final int NOISE = 1;
  static final int BITS = 2;

  private final long seed;
  private final int purpose;
  private long request;

  SeededKeys(long seed, int purpose) {
    this.seed = seed;
    this.purpose = purpose;
  }

  @Override
  public synchronized int[] nextKey() {
    int[] key = new int[ChaCha20.KEY_WORDS];
    put(key, 0, seed);
    put(key, 2, request++);
    key[4] = purpose;
    return key;
  }

  private static void put(int[] key, int from, long value) {
    key[from] = (int) (value >>> Integer.SIZE);
    key[from + 1] = (int) value;
  }
}
