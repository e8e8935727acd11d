package io.dptrain.core.internal.update;

import io.dptrain.core.internal.Scalars;
import io.dptrain.core.internal.seam.SumDeclaration;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TFloating;

/**
 * The noised statistics of a step: first what the clipping learns from, then what is reported.
 *
 * @param values noised sums over the examples, divided by the expected batch size
 * @param ofClipping how many of them the clipping asked for
 */
public record NoisedStatistics<T extends TFloating>(List<Output<T>> values, int ofClipping) {

  /**
   * Takes the statistics out of what a mechanism noised.
   *
   * @param noised gradients first, then statistics
   */
  static <T extends TFloating> NoisedStatistics<T> of(
      Ops tf, SumDeclaration<T> declared, List<Output<T>> noised) {
    List<Output<T>> values = new ArrayList<>();
    for (int i = 0; i < declared.statisticWeights().size(); i++) {
      Output<T> statistic = noised.get(declared.gradients() + i);
      Operand<T> weight = Scalars.like(tf, 1 / declared.statisticWeights().get(i), statistic);
      values.add(tf.math.mul(statistic, weight).asOutput());
    }
    return new NoisedStatistics<>(values, declared.ofClipping());
  }

  /** Lets a run fetch all of them. */
  Session.Runner fetchIn(Session.Runner runner) {
    values.forEach(runner::fetch);
    return runner;
  }
}
