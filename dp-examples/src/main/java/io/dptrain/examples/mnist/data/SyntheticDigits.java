package io.dptrain.examples.mnist.data;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Digits that the program draws itself, for machines without MNIST and without a network.
 *
 * <p>Each is written by a random hand: one of several shapes of its class, trembling control
 * points, slant, turn, size, place, pen width, ink, and now and then a gap. The digits are the same
 * on every machine, byte for byte, and depend on nothing but this package: no font, no file, no
 * seed of the user. Training and test digits come from separate random streams.
 *
 * <p>They are <b>not MNIST</b>, and an accuracy on them says nothing about MNIST. A linear
 * classifier stays well below a small convolutional network on them, so that a broken network
 * shows.
 */
public final class SyntheticDigits {
  /** Number of training digits, as in MNIST. */
  public static final int TRAIN_SIZE = 60_000;

  /** Number of test digits, as in MNIST. */
  public static final int TEST_SIZE = 10_000;

  /** What reports call the digits. */
  public static final String DESCRIPTION = "built-in synthetic digits (NOT MNIST)";

  private static final long TRAIN_STREAM = 1;
  private static final long TEST_STREAM = 2;
  private static final double GAP_PROBABILITY = 0.2;
  private static final double GRAIN = 0.12;

  private SyntheticDigits() {}

  /** Training and test digits of the size of MNIST; about two seconds of work. */
  public static MnistData data(List<String> notes) {
    return new MnistData(
        train(TRAIN_SIZE), test(TEST_SIZE), new DataOrigin(DESCRIPTION, true, notes));
  }

  /** The first {@code size} training digits. */
  public static DigitSet train(int size) {
    return draw("train", TRAIN_STREAM, size);
  }

  /** The first {@code size} test digits. */
  public static DigitSet test(int size) {
    return draw("test", TEST_STREAM, size);
  }

  private static DigitSet draw(String name, long stream, int size) {
    byte[] pixels = new byte[Math.multiplyExact(size, DigitSet.PIXELS)];
    byte[] labels = new byte[size];
    IntStream.range(0, size).parallel().forEach(i -> drawOne(stream, i, pixels, labels));
    return DigitSet.owning(name, pixels, labels);
  }

  private static void drawOne(long stream, int example, byte[] pixels, byte[] labels) {
    DigitRandom random = new DigitRandom(stream, example);
    int label = random.below(DigitSet.CLASSES);
    labels[example] = (byte) label;
    List<List<Stroke>> shapes = DigitShapes.of(label);
    List<Stroke> shape = shapes.get(random.below(shapes.size()));
    Hand hand = new Hand(random);
    Canvas canvas = new Canvas();
    canvas.clear();
    shape.forEach(stroke -> canvas.add(stroke.movedBy(hand).polyline(), hand.penRadius()));
    Gap gap = Gap.draw(random);
    int from = example * DigitSet.PIXELS;
    for (int i = 0; i < DigitSet.PIXELS; i++) {
      double ink = hand.ink() * canvas.coverage(i, hand.penRadius()) * gap.keeps(i);
      pixels[from + i] = gray(ink, random);
    }
  }

  /** Ink as a gray value with the grain of paper; clean paper stays clean. */
  private static byte gray(double ink, DigitRandom random) {
    if (ink <= 0) {
      return 0;
    }
    double grained = ink * (1 - GRAIN * random.uniform());
    return (byte) (int) (255 * grained + 0.5);
  }

  /** A place where the pen did not write; radius zero for none. */
  private record Gap(double x, double y, double radius) {
    static Gap draw(DigitRandom random) {
      double radius = random.uniform() < GAP_PROBABILITY ? random.uniform(1.0, 2.2) : 0;
      return new Gap(random.uniform(7, 21), random.uniform(7, 21), radius);
    }

    double keeps(int position) {
      if (radius == 0) {
        return 1;
      }
      int row = position / DigitSet.SIDE;
      int column = position % DigitSet.SIDE;
      double dx = column + 0.5 - x;
      double dy = row + 0.5 - y;
      return Math.min(Math.max(Math.sqrt(dx * dx + dy * dy) - radius, 0), 1);
    }
  }
}
