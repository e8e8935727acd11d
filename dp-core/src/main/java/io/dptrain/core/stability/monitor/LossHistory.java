package io.dptrain.core.stability.monitor;

/**
 * The losses so far, and the largest loss that the next step may have.
 *
 * <p>Losses of minibatches scatter, so a loss is compared with the median of the last ones in units
 * of their median absolute deviation, neither of which a few outliers can move. Both may be zero,
 * or tiny once a model fits, so the unit is at least a share of the loss at the start.
 */
final class LossHistory {
  /** Losses differ at least by this share of their median. */
  private static final double LEAST_SPREAD = 0.02;

  /** A loss is worse than at the start if it lies so many spreads above. */
  private static final double WORSE = 2;

  private final TrainingMonitorBuilder.Thresholds thresholds;
  private final Window start;
  private final Window window;
  private final Window lately;

  LossHistory(TrainingMonitorBuilder.Thresholds thresholds) {
    this.thresholds = thresholds;
    this.start = new Window(thresholds.startSteps());
    this.window = new Window(thresholds.lossWindow());
    this.lately = new Window(thresholds.sustainedSteps());
  }

  /**
   * <b>Formula</b>: median + spikeFactor * max(1.4826 MAD, 0.02 |median|, 0.02 |median at the
   * start|) of the losses in the window; infinite as long as there are fewer than at the start.
   * <b>Source</b>: that of {@link Window#spread} for the spread; the numbers are chosen on the runs
   * of {@code TrainingRunsTest}.
   */
  double limit() {
    if (window.size() < thresholds.startSteps()) {
      return Double.POSITIVE_INFINITY;
    }
    double unit = Math.max(spread(window), LEAST_SPREAD * Math.abs(start.median()));
    return window.median() + thresholds.spikeFactor() * unit;
  }

  /** Whether the last losses lie above those of the start by more than their noise. */
  boolean worseThanAtStart() {
    return !lately.isEmpty() && lately.median() > start.median() + WORSE * spread(start);
  }

  /** Takes in the loss of a step. */
  void add(double loss, boolean good) {
    if (good) {
      start.addIfNotFull(loss);
    }
    window.add(loss);
    lately.add(loss);
  }

  private static double spread(Window losses) {
    return Math.max(losses.spread(), LEAST_SPREAD * Math.abs(losses.median()));
  }
}
