package io.dptrain.core.stability.weights;

import io.dptrain.core.internal.Scalars;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.framework.optimizers.Optimizer;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TFloating;
import org.tensorflow.types.family.TType;

/** Multiplies variables with a factor between their gradients and another optimizer's update. */
final class DecayingOptimizer extends WrappedOptimizer {
  private final DecoupledWeightDecay decay;

  DecayingOptimizer(Optimizer wrapped, DecoupledWeightDecay decay, List<Output<?>> chosen) {
    super(wrapped, chosen);
    this.decay = decay;
  }

  /** All gradients are there before a weight decays, and all have decayed before the update. */
  @Override
  Op apply(List<GradAndVar<? extends TType>> gradients, String name) {
    Ops scope = tf.withSubScope("weight_decay");
    List<Op> computed = new ArrayList<>();
    gradients.forEach(gradient -> computed.add(gradient.getGradient()));
    Ops afterGradients = scope.withControlDependencies(computed);
    List<Op> decayed = new ArrayList<>();
    for (Output<? extends TFloating> variable : meant(gradients)) {
      decayed.add(WeightVariables.replace(afterGradients, variable, this::decay));
    }
    Ops afterDecay = scope.withControlDependencies(decayed);
    List<GradAndVar<? extends TType>> waiting = new ArrayList<>();
    gradients.forEach(gradient -> waiting.add(wait(afterDecay, gradient)));
    return update(waiting, name);
  }

  private <T extends TFloating> Operand<T> decay(Ops tf, Operand<T> weight) {
    double factor = 1 - decay.learningRate() * decay.decay();
    return tf.math.mul(weight, Scalars.like(tf, factor, weight));
  }

  private static <T extends TType> GradAndVar<T> wait(Ops tf, GradAndVar<T> gradient) {
    return new GradAndVar<>(tf.identity(gradient.getGradient()).asOutput(), gradient.getVariable());
  }

  @Override
  public String toString() {
    return getOptimizerName() + " with " + decay;
  }
}
