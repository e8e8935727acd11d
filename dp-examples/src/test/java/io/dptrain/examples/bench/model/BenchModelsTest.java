package io.dptrain.examples.bench.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dptrain.core.gradient.CustomGradients;
import io.dptrain.core.optimizer.BatchFeeds;
import io.dptrain.examples.BadInput;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.framework.optimizers.GradientDescent;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

class BenchModelsTest {
  private static final int BATCH = 8;

  static List<BenchModel> all() {
    return BenchModels.all();
  }

  @ParameterizedTest
  @MethodSource("all")
  void build_any_hasOneLossPerExample(BenchModel model) {
    try (Graph graph = new Graph()) {
      BuiltModel built = model.build(Ops.create(graph), 1);
      assertThat(built.loss().shape().numDimensions()).isEqualTo(1);
      assertThat(built.inputs())
          .allSatisfy(input -> assertThat(input.exampleShape().hasUnknownDimension()).isFalse());
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void minimize_twentyStepsOnOneBatch_lowersTheLoss(BenchModel model) {
    CustomGradients.register();
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      BuiltModel built = model.build(tf, 1);
      Operand<TFloat32> loss = tf.math.mean(built.loss(), tf.constant(0));
      Op update = new GradientDescent(graph, 0.05f).minimize(loss);
      session.initialize();
      SyntheticData data = built.data(BATCH, 2);
      float before = step(session, data, loss, update);
      float after = before;
      for (int i = 0; i < 20; i++) {
        after = step(session, data, loss, update);
      }
      assertThat(before).isFinite();
      assertThat(after).isLessThan(0.98f * before);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "mlp, 1863690",
    "cnn, 26010",
    "cnn-gn, 141034",
    "embedding, 644290",
    "lstm, 164106",
    "transformer, 166666"
  })
  void build_model_hasTheParametersOfItsLayers(String name, long parameters) {
    try (Graph graph = new Graph()) {
      BenchModels.named(name).build(Ops.create(graph), 1);
      assertThat(parameters(graph)).isEqualTo(parameters);
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void data_equalSeeds_givesEqualRows(BenchModel model) {
    try (Graph graph = new Graph()) {
      BuiltModel built = model.build(Ops.create(graph), 1);
      for (int i = 0; i < built.inputs().size(); i++) {
        try (var first = built.data(3, 5).columns().get(i).rows().of(new int[] {2, 0});
            var again = built.data(3, 5).columns().get(i).rows().of(new int[] {2, 0})) {
          assertThat(first).isEqualTo(again);
          assertThat(first.shape().get(0)).isEqualTo(2);
        }
      }
    }
  }

  @Test
  void named_unknown_listsTheNames() {
    assertThatThrownBy(() -> BenchModels.named("resnet"))
        .isInstanceOf(BadInput.class)
        .hasMessageContainingAll("--models", "resnet", "cnn-gn", "transformer");
  }

  private static float step(
      Session session, SyntheticData data, Operand<TFloat32> loss, Op update) {
    int[] rows = IntStream.range(0, data.examples()).toArray();
    try (BatchFeeds feeds = data.feeds(rows);
        Result result = feeds.feedTo(session.runner().addTarget(update).fetch(loss)).run()) {
      return ((TFloat32) result.get(0)).getFloat();
    }
  }

  private static long parameters(Graph graph) {
    long sum = 0;
    for (var operations = graph.operations(); operations.hasNext(); ) {
      GraphOperation operation = operations.next();
      if (operation.type().equals("VariableV2")) {
        sum += operation.output(0).shape().size();
      }
    }
    return sum;
  }
}
