package io.dptrain.examples.mnist.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/** Makes IDX files, good and bad, for tests. */
public final class IdxFiles {
  private IdxFiles() {}

  /** The four packed files in a folder, under the names of the original. */
  public static void writeFolder(Path folder, DigitSet train, DigitSet test) {
    write(folder, "train-images-idx3-ubyte.gz", gzip(images(train)));
    write(folder, "train-labels-idx1-ubyte.gz", gzip(labels(train)));
    write(folder, "t10k-images-idx3-ubyte.gz", gzip(images(test)));
    write(folder, "t10k-labels-idx1-ubyte.gz", gzip(labels(test)));
  }

  public static byte[] images(DigitSet digits) {
    return bytes(digits.rawPixels(), 2051, digits.size(), 28, 28);
  }

  public static byte[] labels(DigitSet digits) {
    return bytes(digits.rawLabels(), 2049, digits.size());
  }

  /** A header of big-endian numbers and a body. */
  public static byte[] bytes(byte[] body, int... header) {
    ByteBuffer buffer = ByteBuffer.allocate(header.length * Integer.BYTES + body.length);
    for (int number : header) {
      buffer.putInt(number);
    }
    return buffer.put(body).array();
  }

  public static byte[] gzip(byte[] content) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }

  public static Path write(Path folder, String name, byte[] content) {
    try {
      return Files.write(folder.resolve(name), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
