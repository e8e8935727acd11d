package io.dptrain.examples.mnist.data;

import java.util.Objects;

/**
 * Labeled gray images of 28 x 28 pixels, held as the 8-bit values of the file.
 *
 * <p><b>Memory:</b> {@link #PIXELS} + 1 bytes per example, 45 MiB for 60,000. Immutable, and safe
 * for use by several threads.
 */
public final class DigitSet {
  /** Rows and columns of an image. */
  public static final int SIDE = 28;

  /** Pixels of an image. */
  public static final int PIXELS = SIDE * SIDE;

  /** Labels run from 0 to {@code CLASSES - 1}. */
  public static final int CLASSES = 10;

  private static final float FULL_INK = 255.0f;

  private final String name;
  private final byte[] pixels;
  private final byte[] labels;

  private DigitSet(String name, byte[] pixels, byte[] labels) {
    this.name = Objects.requireNonNull(name, "name");
    this.pixels = pixels;
    this.labels = labels;
  }

  /**
   * Copies the arrays into a new set.
   *
   * @param name what messages and reports call the set, such as {@code "train"}
   * @param pixels image by image, row by row, 0 for background to 255 for ink, unsigned
   * @param labels one per image, 0 to 9
   * @throws IllegalArgumentException if the lengths do not fit or a label is out of range
   */
  public static DigitSet of(String name, byte[] pixels, byte[] labels) {
    return owning(name, pixels.clone(), labels.clone());
  }

  /** As {@link #of} without the copy; the caller gives the arrays away. */
  static DigitSet owning(String name, byte[] pixels, byte[] labels) {
    if ((long) labels.length * PIXELS != pixels.length) {
      throw new IllegalArgumentException(
          "pixels must hold %d bytes for each of %d labels, but holds %d"
              .formatted(PIXELS, labels.length, pixels.length));
    }
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] < 0 || labels[i] >= CLASSES) {
        throw new IllegalArgumentException(
            "label %d must be 0 to 9, but is %d".formatted(i, labels[i]));
      }
    }
    return new DigitSet(name, pixels, labels);
  }

  /** What messages and reports call the set. */
  public String name() {
    return name;
  }

  /** Number of examples. */
  public int size() {
    return labels.length;
  }

  /** The label of an example, 0 to 9. */
  public int label(int example) {
    return labels[example];
  }

  /** One pixel of an example, 0 to 255; {@code position} counts row by row from the top left. */
  public int pixel(int example, int position) {
    Objects.checkIndex(position, PIXELS);
    return pixels[example * PIXELS + position] & 0xFF;
  }

  /**
   * Writes the images of the given examples one after the other, scaled to [0, 1].
   *
   * @param target receives {@code examples.length * PIXELS} values from its start; the rest of it
   *     is left alone
   */
  public void copyPixels(int[] examples, float[] target) {
    Objects.checkFromIndexSize(0, Math.multiplyExact(examples.length, PIXELS), target.length);
    int to = 0;
    for (int example : examples) {
      int from = example * PIXELS;
      for (int i = 0; i < PIXELS; i++) {
        target[to++] = (pixels[from + i] & 0xFF) / FULL_INK;
      }
    }
  }

  /** Writes the labels of the given examples from the start of {@code target}. */
  public void copyLabels(int[] examples, int[] target) {
    Objects.checkFromIndexSize(0, examples.length, target.length);
    for (int i = 0; i < examples.length; i++) {
      target[i] = labels[examples[i]];
    }
  }

  /** The bytes without a copy, for checksums; not to be changed. */
  byte[] rawPixels() {
    return pixels;
  }

  /** The labels without a copy, for checksums; not to be changed. */
  byte[] rawLabels() {
    return labels;
  }

  @Override
  public String toString() {
    return "%s (%d digits)".formatted(name, size());
  }
}
