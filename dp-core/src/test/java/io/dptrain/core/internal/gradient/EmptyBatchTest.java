package io.dptrain.core.internal.gradient;

import static org.assertj.core.api.Assertions.assertThat;

import io.dptrain.core.clip.Clipping;
import io.dptrain.core.optimizer.DpOptimizer;
import io.dptrain.core.sampling.PoissonSampling;
import io.dptrain.core.testing.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.framework.optimizers.GradientDescent;
import org.tensorflow.types.TFloat32;

/** The clipped sum of no examples is zero, for every op: a step without noise changes nothing. */
class EmptyBatchTest {

  static Stream<Model> models() {
    return Models.all().stream().filter(model -> model.rowsPerUnit() == 1);
  }

  @ParameterizedTest
  @MethodSource("models")
  void step_emptyBatchWithoutNoise_changesNoVariable(Model model) {
    Examples examples = Examples.draw(model, 1, new Random(1));
    try (ModelGraph graph = ModelGraph.of(model, TFloat32.class, 1)) {
      // A batch is not empty with probability 1e-12.
      DpOptimizer optimizer =
          DpOptimizer.wrap(new GradientDescent(graph.graph(), 1f))
              .sampling(PoissonSampling.of(1_000_000, 1e-12))
              .clipping(Clipping.flat(1))
              .noiseMultiplier(0)
              .trustKernelsWithoutProbe()
              .build();
      optimizer.minimize(graph.loss());
      List<Double> before = values(graph);
      optimizer.step(graph.session(), rows -> examples.feeds(graph, 0, rows.length));
      assertThat(values(graph)).isEqualTo(before);
      assertThat(optimizer.ledger().steps()).isOne();
    }
  }

  private static List<Double> values(ModelGraph graph) {
    Session.Runner runner = graph.session().runner();
    graph.variables().forEach(runner::fetch);
    List<Double> values = new ArrayList<>();
    try (Result result = runner.run()) {
      for (int i = 0; i < result.size(); i++) {
        for (double value : Tensors.toDoubles(result.get(i))) {
          values.add(value);
        }
      }
    }
    return values;
  }
}
