package io.dptrain.examples.rnn.data;

import java.util.Random;

/**
 * Examples of the adding problem: add up the two marked numbers of a sequence.
 *
 * <p><b>Definition</b>: at each time step there is a number, uniform in [0, 1), and a mark, which
 * is one at one time step of the first half and at one of the second half, both uniform, and zero
 * elsewhere. The target is the sum of the two marked numbers. <b>Source</b>: Hochreiter and
 * Schmidhuber, Long short-term memory, 1997, experiment 4; in the form of Arjovsky, Shah and
 * Bengio, Unitary evolution recurrent neural networks, 2016, section 5.2.
 *
 * <p>Who always answers one has a mean squared error of 1/6, the variance of the target. The
 * literature quotes 0.1767. Immutable and thread safe.
 */
public final class AddingSet {
  /** Numbers at each time step: the number and its mark. */
  public static final int CHANNELS = 2;

  /** The mean squared error of the best constant answer, one. */
  public static final double BASELINE = 1.0 / 6;

  private final int size;
  private final int length;
  private final float[] inputs;
  private final float[] targets;

  private AddingSet(int size, int length) {
    this.size = size;
    this.length = length;
    this.inputs = new float[Math.multiplyExact(size, length * CHANNELS)];
    this.targets = new float[size];
  }

  /**
   * Draws examples.
   *
   * @param size how many
   * @param length time steps of each, at least two
   * @param seed decides all numbers
   */
  public static AddingSet draw(int size, int length, long seed) {
    AddingSet set = new AddingSet(size, length);
    Random random = new Random(seed);
    for (int row = 0; row < size; row++) {
      set.drawRow(row, random);
    }
    return set;
  }

  private void drawRow(int row, Random random) {
    for (int time = 0; time < length; time++) {
      inputs[place(row, time)] = random.nextFloat();
    }
    int half = length / 2;
    mark(row, random.nextInt(half));
    mark(row, half + random.nextInt(length - half));
  }

  private void mark(int row, int time) {
    inputs[place(row, time) + 1] = 1;
    targets[row] += inputs[place(row, time)];
  }

  private int place(int row, int time) {
    return (row * length + time) * CHANNELS;
  }

  /** How many examples there are. */
  public int size() {
    return size;
  }

  /** Time steps of each example. */
  public int length() {
    return length;
  }

  /** <b>Shape</b> {@code [rows, length, 2]}, flat: at each time step the number and its mark. */
  public float[] inputs(int... rows) {
    int width = length * CHANNELS;
    float[] chosen = new float[rows.length * width];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(inputs, rows[i] * width, chosen, i * width, width);
    }
    return chosen;
  }

  /** The sums of the marked numbers. <b>Shape</b> {@code [rows]} */
  public float[] targets(int... rows) {
    float[] chosen = new float[rows.length];
    for (int i = 0; i < rows.length; i++) {
      chosen[i] = targets[rows[i]];
    }
    return chosen;
  }
}
