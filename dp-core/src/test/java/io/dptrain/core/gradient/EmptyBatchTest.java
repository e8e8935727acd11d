package io.dptrain.core.gradient;

import static org.assertj.core.api.Assertions.assertThat;

import io.dptrain.core.clip.Clipping;
import io.dptrain.core.optimizer.BatchFeeds;
import io.dptrain.core.optimizer.DpOptimizer;
import io.dptrain.core.sampling.PoissonSampling;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Graph;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.framework.optimizers.GradientDescent;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/** The clipped sum of no examples is zero, for every op: a step without noise changes nothing. */
class EmptyBatchTest {

  static List<Models.Model> models() {
    return Models.all();
  }

  @ParameterizedTest
  @MethodSource("models")
  void step_emptyBatchWithoutNoise_changesNoVariable(Models.Model model) {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      Placeholder<TFloat32> data = model.placeholder(tf);
      Models.Builder builder = new Models.Builder(tf, new Random(1));
      // A batch is not empty with probability 1e-12.
      DpOptimizer optimizer =
          DpOptimizer.wrap(new GradientDescent(graph, 1f))
              .sampling(PoissonSampling.of(1_000_000, 1e-12))
              .clipping(Clipping.flat(1))
              .noiseMultiplier(0)
              .build();
      optimizer.minimize(model.loss().build(builder, data));
      session.initialize();
      List<Double> before = values(session, builder.variables());
      optimizer.step(
          session,
          rows ->
              new BatchFeeds().feed(data, TFloat32.tensorOf(model.example().prepend(rows.length))));
      assertThat(values(session, builder.variables())).isEqualTo(before);
      assertThat(optimizer.ledger().steps()).isOne();
    }
  }

  private static List<Double> values(Session session, List<Output<TFloat32>> variables) {
    Session.Runner runner = session.runner();
    variables.forEach(runner::fetch);
    List<Double> values = new ArrayList<>();
    try (Result result = runner.run()) {
      for (int i = 0; i < variables.size(); i++) {
        for (double value : Tensors.toDoubles((TFloat32) result.get(i))) {
          values.add(value);
        }
      }
    }
    return values;
  }
}
