package io.dptrain.examples.rnn.train;

import io.dptrain.core.clip.Clipping;
import io.dptrain.core.stability.clip.GradientClipping;
import io.dptrain.core.stability.clip.NesterovLookAhead;
import java.util.function.DoubleFunction;
import org.tensorflow.Graph;
import org.tensorflow.framework.optimizers.GradientDescent;
import org.tensorflow.framework.optimizers.Momentum;
import org.tensorflow.framework.optimizers.Optimizer;

/** A way to train: what is clipped, and what updates the weights. */
public enum Variant {
  /** Momentum as it is. */
  NONE("none", Update.MOMENTUM, norm -> GradientClipping.none()),
  /** Every entry of the gradient is clipped. */
  VALUE("value", Update.MOMENTUM, norm -> GradientClipping.byValue(norm / 40)),
  /** The whole gradient is clipped to an l2 norm. */
  L2("l2", Update.MOMENTUM, GradientClipping::byGlobalNorm),
  /** The whole gradient is clipped to an l1 norm. */
  L1("l1", Update.MOMENTUM, norm -> GradientClipping.byL1Norm(10 * norm)),
  /** The gradient of each layer is clipped to an l2 norm. */
  LAYER("layer", Update.MOMENTUM, norm -> GradientClipping.byLayerNorm(norm, Variant::layerOf)),
  /** What flows back is clipped at each time step, for each example. */
  BACKPROP("backprop", Update.MOMENTUM, norm -> GradientClipping.none()),
  /** The l2 norm is a percentile of past norms. */
  HISTORY("history", Update.MOMENTUM, norm -> GradientClipping.byHistory(10, 1000, 20, norm)),
  /** The gradient is given almost the same l2 norm at each step. */
  NORMALIZED("normalized", Update.MOMENTUM, norm -> GradientClipping.normalized(norm, norm)),
  /** The gradient of each unit is clipped relative to the unit's weights. */
  UNIT("unit", Update.MOMENTUM, norm -> GradientClipping.byUnit(norm / 10)),
  /** Gradient descent as it is. */
  SGD("sgd", Update.PLAIN, norm -> GradientClipping.none()),
  /** Gradient descent after clipping to an l2 norm. */
  SGD_L2("sgd-l2", Update.PLAIN, GradientClipping::byGlobalNorm),
  /** Nesterov's look-ahead as it is. */
  NESTEROV("nesterov", Update.NESTEROV, norm -> GradientClipping.none()),
  /** Nesterov's look-ahead after clipping to an l2 norm. */
  NESTEROV_L2("nesterov-l2", Update.NESTEROV, GradientClipping::byGlobalNorm),
  /** The gradient of each example is clipped, and noise is added, before momentum. */
  PRIVATE("private", Update.MOMENTUM, norm -> GradientClipping.none());

  private final String label;
  private final Update update;

  @SuppressWarnings("ImmutableEnumChecker") // the lambdas hold nothing
  private final DoubleFunction<GradientClipping> clipping;

  Variant(String label, Update update, DoubleFunction<GradientClipping> clipping) {
    this.label = label;
    this.update = update;
    this.clipping = clipping;
  }

  /** Variables are named {@code layer_kernel} and {@code layer_bias}: momentum takes no scopes. */
  private static String layerOf(String variable) {
    return variable.substring(0, variable.lastIndexOf('_'));
  }

  private enum Update {
    PLAIN,
    MOMENTUM,
    NESTEROV
  }

  /** The name on the command line and in files. */
  public String label() {
    return label;
  }

  @Override
  public String toString() {
    return label;
  }

  /** Whether what flows back from time step to time step is clipped. */
  boolean clipsSignal() {
    return this == BACKPROP;
  }

  /**
   * The l2 norm that the signal of one example is clipped to at one of {@code length} time steps;
   * its loss counts 1 / batch, and the gradient adds up all time steps.
   */
  double signalNorm(RnnSettings settings, int length) {
    return settings.l2ClipNorm() / settings.batchSize() / length;
  }

  /**
   * What is done to the gradient of a batch.
   *
   * @param norm the l2 clip norm that all strategies are derived from
   */
  GradientClipping clipping(double norm) {
    return clipping.apply(norm);
  }

  /** The clipping in words, with its numbers. */
  public String description(RnnSettings settings, int length) {
    return switch (this) {
      case BACKPROP ->
          "signal of each example at each time step: l2 norm of at most "
              + signalNorm(settings, length);
      case PRIVATE -> Clipping.flat(settings.l2ClipNorm()).description();
      default -> clipping(settings.l2ClipNorm()).description();
    };
  }

  /** Without momentum the rate is larger, so that a lasting gradient moves as far. */
  Optimizer optimizer(Graph graph, RnnSettings settings) {
    double rate = settings.learningRate();
    double momentum = settings.momentum();
    return switch (update) {
      case PLAIN -> new GradientDescent(graph, (float) (rate / (1 - momentum)));
      case MOMENTUM -> new Momentum(graph, (float) rate, (float) momentum);
      case NESTEROV -> new NesterovLookAhead(graph, rate, momentum);
    };
  }
}
