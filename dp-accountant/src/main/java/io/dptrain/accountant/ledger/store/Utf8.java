package io.dptrain.accountant.ledger.store;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Text of bytes that must be UTF-8: what is not is never taken for something else. Stateless. */
final class Utf8 {
  private Utf8() {}

  /** Returns the text of some bytes; empty if they are not UTF-8. */
  static Optional<String> decode(byte[] bytes, int from, int length) {
    try {
      ByteBuffer buffer = ByteBuffer.wrap(bytes, from, length);
      return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(buffer).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }
}
