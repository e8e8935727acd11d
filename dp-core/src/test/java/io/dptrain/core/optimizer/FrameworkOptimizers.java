package io.dptrain.core.optimizer;

import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.tensorflow.Graph;
import org.tensorflow.framework.optimizers.AdaDelta;
import org.tensorflow.framework.optimizers.AdaGrad;
import org.tensorflow.framework.optimizers.AdaGradDA;
import org.tensorflow.framework.optimizers.Adam;
import org.tensorflow.framework.optimizers.Adamax;
import org.tensorflow.framework.optimizers.Ftrl;
import org.tensorflow.framework.optimizers.GradientDescent;
import org.tensorflow.framework.optimizers.Momentum;
import org.tensorflow.framework.optimizers.Nadam;
import org.tensorflow.framework.optimizers.Optimizer;
import org.tensorflow.framework.optimizers.RMSProp;

/** Every optimizer of tensorflow-framework. */
final class FrameworkOptimizers {
  private FrameworkOptimizers() {}

  interface Maker {
    Optimizer of(Graph graph, float learningRate);
  }

  static Stream<Named<Maker>> all() {
    return Stream.concat(
        ordered(), Stream.of(Named.of("Adam", Adam::new), Named.of("Adamax", Adamax::new)));
  }

  /**
   * Those whose update does not depend on which of its operations TensorFlow runs first: Adam and
   * Adamax write the powers of their betas beside the update that reads them.
   */
  static Stream<Named<Maker>> ordered() {
    return Stream.of(
        Named.of("GradientDescent", GradientDescent::new),
        Named.of("Momentum", (graph, rate) -> new Momentum(graph, rate, 0.9f, false)),
        Named.of("Nesterov", (graph, rate) -> new Momentum(graph, rate, 0.9f, true)),
        Named.of("Nadam", Nadam::new),
        Named.of("AdaDelta", AdaDelta::new),
        Named.of("AdaGrad", AdaGrad::new),
        Named.of("AdaGradDA", AdaGradDA::new),
        Named.of("RMSProp", RMSProp::new),
        Named.of(
            "centered RMSProp", (graph, rate) -> new RMSProp(graph, rate, 0.9f, 0f, 1e-7f, true)),
        Named.of("Ftrl", Ftrl::new));
  }
}
