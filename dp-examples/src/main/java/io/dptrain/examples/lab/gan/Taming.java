package io.dptrain.examples.lab.gan;

import io.dptrain.core.stability.backprop.BackpropClipping;
import io.dptrain.core.stability.backprop.SignalRule;
import io.dptrain.core.stability.weights.WeightClipping;
import java.util.OptionalDouble;
import org.tensorflow.Operand;
import org.tensorflow.framework.optimizers.Optimizer;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * What keeps a critic from growing steep, or its generator from being told so.
 *
 * @param largestWeight of the critic, in magnitude
 * @param spectralScale of the score, where each kernel is divided by its spectral norm
 * @param largestSlope that a generated point is told of
 */
record Taming(
    OptionalDouble largestWeight, OptionalDouble spectralScale, OptionalDouble largestSlope) {
  private static final OptionalDouble NONE = OptionalDouble.empty();

  static Taming none() {
    return new Taming(NONE, NONE, NONE);
  }

  static Taming byWeightClipping(double largestWeight) {
    return new Taming(OptionalDouble.of(largestWeight), NONE, NONE);
  }

  static Taming bySpectralNormalization(double scale) {
    return new Taming(NONE, OptionalDouble.of(scale), NONE);
  }

  static Taming byFeedbackClipping(double largestSlope) {
    return new Taming(NONE, NONE, OptionalDouble.of(largestSlope));
  }

  /** The optimizer of the critic. */
  Optimizer around(Optimizer optimizer) {
    return largestWeight.isPresent()
        ? WeightClipping.of(largestWeight.getAsDouble()).around(optimizer)
        : optimizer;
  }

  /** Generated points, which hear of the critic through this. The loss is a mean over a batch. */
  Operand<TFloat32> listening(Ops tf, Operand<TFloat32> points, int batch) {
    return largestSlope.isPresent()
        ? BackpropClipping.clipSignal(
            tf, points, SignalRule.byRowNorm(largestSlope.getAsDouble() / batch))
        : points;
  }
}
