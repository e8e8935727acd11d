package io.dptrain.examples.lab.clip;

import io.dptrain.examples.run.Finding;
import java.util.Arrays;
import java.util.stream.DoubleStream;
import org.apache.commons.math3.distribution.BetaDistribution;
import org.apache.commons.math3.stat.StatUtils;

/**
 * Scores of runs with a record and of as many runs without it, and what they prove.
 *
 * <p><b>Formula</b>: every test with true positive rate TPR and false positive rate FPR proves
 * {@code epsilon >= log((TPR - delta) / FPR)}. <b>Source</b>: Jagielski, Ullman and Oprea, Auditing
 * Differentially Private Machine Learning, 2020, section 4.
 */
final class Audit {
  private static final double TAIL = 0.025;

  private final double[] with;
  private final double[] without;

  Audit(double[] with, double[] without) {
    this.with = with.clone();
    this.without = without.clone();
  }

  /**
   * The proved lower bound on epsilon, at least zero. <b>Error</b>: too large with a probability of
   * at most 5 %. The threshold is the middle between both worlds in the first half of the runs; the
   * rates are counted in the second half and taken at the unfavorable ends of their intervals.
   */
  double epsilon(double delta) {
    int half = with.length / 2;
    double threshold = (StatUtils.mean(with, 0, half) + StatUtils.mean(without, 0, half)) / 2;
    int hits = above(threshold, Arrays.copyOfRange(with, half, with.length));
    int falseHits = above(threshold, Arrays.copyOfRange(without, half, without.length));
    double leastHits = 1 - most(with.length - half - hits, with.length - half);
    double mostFalse = most(falseHits, without.length - half);
    return Math.log(Math.max(1, (leastHits - delta) / mostFalse));
  }

  /** The upper end of the interval of a rate (Clopper and Pearson, 1934). */
  private static double most(int hits, int of) {
    return hits == of
        ? 1
        : new BetaDistribution(hits + 1.0, of - hits).inverseCumulativeProbability(1 - TAIL);
  }

  private static int above(double threshold, double[] scores) {
    return (int) DoubleStream.of(scores).filter(score -> score > threshold).count();
  }

  /** The curve of true over false positive rates, for every threshold from the highest on. */
  Finding rates(String curve) {
    Finding finding = new Finding();
    DoubleStream.concat(DoubleStream.of(with), DoubleStream.of(without))
        .map(score -> -score)
        .sorted()
        .forEach(
            minus ->
                finding.point(
                    curve,
                    above(-minus, without) / (double) without.length,
                    above(-minus, with) / (double) with.length));
    return finding;
  }
}
