package io.dptrain.examples.mnist.data;

import io.dptrain.examples.BadInput;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/** The bytes of one IDX file after unpacking, read front to back; {@code file} is for messages. */
record IdxStream(Path file, InputStream in) {
  static final int IMAGE_MAGIC = 2051;
  static final int LABEL_MAGIC = 2049;

  private static final int MAX_EXAMPLES = IdxReader.MAX_EXAMPLES;

  /** Checks the header and returns what follows it, which must be exactly what it promises. */
  byte[] content(int magic) throws IOException {
    requireMagic(magic);
    int count = count();
    if (magic == LABEL_MAGIC) {
      return body(count, count + " labels");
    }
    requireSide("rows");
    requireSide("columns");
    return body(count * DigitSet.PIXELS, count + " images");
  }

  private void requireMagic(int expected) throws IOException {
    long found = header();
    if (found == expected) {
      return;
    }
    String kind = expected == IMAGE_MAGIC ? "images" : "labels";
    String guess =
        found == IMAGE_MAGIC
            ? " (a file of images)"
            : found == LABEL_MAGIC ? " (a file of labels)" : "";
    throw new BadInput(
        ("%s: begins with %d%s; an IDX file of %s begins with %d: check that the right "
                + "file has this name")
            .formatted(file, found, guess, kind, expected));
  }

  private int count() throws IOException {
    long count = header();
    if (count < 1 || count > MAX_EXAMPLES) {
      throw new BadInput(
          ("%s: its header promises %d examples; there must be 1 to %d: use a data set of "
                  + "that size, or copy the file again if it is damaged")
              .formatted(file, count, MAX_EXAMPLES));
    }
    return (int) count;
  }

  private void requireSide(String which) throws IOException {
    long found = header();
    if (found != DigitSet.SIDE) {
      throw new BadInput(
          ("%s: its images have %d %s; they must be 28 x 28 pixels: use MNIST or a data "
                  + "set of that shape")
              .formatted(file, found, which));
    }
  }

  private byte[] body(int length, String promised) throws IOException {
    byte[] body = in.readNBytes(length);
    if (body.length < length) {
      throw new BadInput(
          ("%s: its header promises %s (%d bytes), but only %d bytes follow; the file is "
                  + "truncated: copy or download it again")
              .formatted(file, promised, length, body.length));
    }
    if (in.read() >= 0) {
      throw new BadInput(
          ("%s: its header promises %s (%d bytes), but more bytes follow; the file must "
                  + "end there: copy or download it again")
              .formatted(file, promised, length));
    }
    return body;
  }

  /** The next number of the header, unsigned, so that nothing can overflow. */
  private long header() throws IOException {
    byte[] bytes = in.readNBytes(Integer.BYTES);
    if (bytes.length < Integer.BYTES) {
      throw new BadInput(
          ("%s: ends within the IDX header; the file is empty or truncated: copy or "
                  + "download it again")
              .formatted(file));
    }
    long value = 0;
    for (byte b : bytes) {
      value = value << 8 | (b & 0xFF);
    }
    return value;
  }
}
