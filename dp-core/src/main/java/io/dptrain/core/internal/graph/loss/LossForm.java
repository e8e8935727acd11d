package io.dptrain.core.internal.graph.loss;

import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;

/**
 * What the loss of a program is over its batch, which decides what its learning rate becomes: the
 * step always takes the mean over the expected number of rows.
 *
 * @param over what it is
 * @param entries how many of it there are, which count as their sum
 */
public record LossForm(Over over, long entries) {

  /** How the loss of a batch comes from that of its examples. */
  public enum Over {
    /** It is given for each example. */
    EXAMPLE,
    /** It is a mean over the batch. */
    MEAN,
    /** It is a sum over the batch. */
    SUM
  }

  /**
   * The form of a loss.
   *
   * @param isMean whether it is a mean over the batch
   */
  static LossForm of(Output<?> loss, boolean isMean, boolean isReduced) {
    Shape shape = loss.shape();
    boolean isCounted = !shape.isUnknown() && !shape.hasUnknownDimension();
    long entries = isCounted ? Math.max(1, shape.size()) : 1;
    Over reduced = isMean ? Over.MEAN : Over.SUM;
    return isReduced ? new LossForm(reduced, entries) : new LossForm(Over.EXAMPLE, 1);
  }

  /** The form of a loss that was not followed: one of open shape is given for each example. */
  public static LossForm ofMapped(Output<?> loss, boolean isMean) {
    Shape shape = loss.shape();
    return of(loss, isMean, isMean || !(shape.isUnknown() || shape.hasUnknownDimension()));
  }

  /**
   * What becomes of the learning rate of an ordinary program, in words.
   *
   * @param rows the expected number of rows of a batch
   */
  public String learningRate(double rows) {
    return switch (over) {
      case EXAMPLE ->
          "the loss is given per example, and the step takes the mean over the expected number of"
              + " rows; an ordinary optimizer adds the rows up, so a learning rate that was chosen"
              + " for it is to be multiplied by "
              + rows;
      case MEAN -> over("mean") + ": the learning rate stays as it is";
      case SUM ->
          over("sum")
              + ", of which the step takes the mean: it is divided by the expected number of rows,"
              + " so a learning rate for the sum is to be multiplied by "
              + rows;
    };
  }

  /** What is added to that where units have different numbers of rows, and are counted instead. */
  public String perRow() {
    return switch (over) {
      case EXAMPLE, SUM ->
          " (the expected number of units) times the number of rows that a unit has on average";
      case MEAN -> ", but each unit counts alike, however many rows it has";
    };
  }

  private String over(String what) {
    return entries == 1
        ? "a " + what + " over the batch"
        : entries + " " + what + "s over the batch, added up as by an ordinary optimizer";
  }
}
