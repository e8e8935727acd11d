package io.dptrain.core.stability.weights;

import io.dptrain.core.internal.Checks;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.framework.optimizers.Optimizer;
import org.tensorflow.types.family.TFloating;

/**
 * Weight decay beside the gradient rather than through it, so that Adam does not rescale it: {@code
 * DecoupledWeightDecay.of(1e-3, 0.01).around(new Adam(graph, 1e-3f))} is AdamW.
 *
 * <p><b>Formula</b>: {@code w <- (1 - learningRate * decay) w - s}, where {@code s} is the step of
 * the wrapped optimizer, whose gradient is that at {@code w} before the decay. <b>Source</b>:
 * Loshchilov and Hutter, Decoupled Weight Decay Regularization, 2019, algorithm 2.
 *
 * <p>In a private optimizer it is post-processing of the weights and costs no privacy: {@code
 * DpOptimizer.wrap(DecoupledWeightDecay.of(...).around(new Adam(...)))}. Immutable and thread safe.
 *
 * @param learningRate that of the wrapped optimizer; positive and finite
 * @param decay {@code lambda}, the share of a weight that goes per unit of learning rate; positive
 *     and finite, and {@code learningRate * decay} below 1
 */
public record DecoupledWeightDecay(double learningRate, double decay) {

  /** Checks both. */
  public DecoupledWeightDecay {
    Checks.positiveFinite("learningRate", learningRate);
    Checks.positiveFinite("decay", decay);
    if (!(learningRate * decay < 1)) {
      throw new IllegalArgumentException(
          "learningRate * decay must be below 1, but is "
              + learningRate * decay
              + "; take a smaller decay");
    }
  }

  /** Decays each weight by {@code learningRate * decay} of itself per update. */
  public static DecoupledWeightDecay of(double learningRate, double decay) {
    return new DecoupledWeightDecay(learningRate, decay);
  }

  /** Wraps an optimizer, so that every variable that it trains decays. */
  public Optimizer around(Optimizer optimizer) {
    return new DecayingOptimizer(optimizer, this, List.of());
  }

  /**
   * Wraps an optimizer, so that some of the variables that it trains decay.
   *
   * @param variables what decays, such as the weights without biases and scales
   * @throws IllegalArgumentException if the list is empty, or holds something else than variables
   */
  public Optimizer around(
      Optimizer optimizer, List<? extends Operand<? extends TFloating>> variables) {
    return new DecayingOptimizer(optimizer, this, WeightVariables.requireSome(variables));
  }
}
