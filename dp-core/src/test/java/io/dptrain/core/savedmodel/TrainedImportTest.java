package io.dptrain.core.savedmodel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dptrain.core.check.NeighborReport;
import io.dptrain.core.clip.Clipping;
import io.dptrain.core.internal.Doubles;
import io.dptrain.core.optimizer.BatchFeeds;
import io.dptrain.core.optimizer.DpOptimizer;
import io.dptrain.core.sampling.PoissonSampling;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.framework.optimizers.GradientDescent;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;

/** What was imported trains privately, serves, and trains again. */
class TrainedImportTest {
  private static final int ROWS = 4;

  @TempDir Path folder;

  private static DpOptimizer optimizer(Graph graph) {
    return DpOptimizer.wrap(new GradientDescent(graph, 0.1f))
        .sampling(PoissonSampling.of(ROWS, ROWS))
        .clipping(Clipping.flat(0.1))
        .noiseMultiplier(1)
        .build();
  }

  private static Operand<TFloat32> distance(Ops tf, Operand<TFloat32> rows) {
    return tf.reduceSum(tf.math.squaredDifference(rows, tf.constant(0.3f)), tf.constant(1));
  }

  private static BatchFeeds feeds(ImportedModel model, int rows) {
    return new BatchFeeds()
        .feed(model.input(TFloat32.class), Imports.rows(rows, model.input(TFloat32.class)));
  }

  private static double[][] values(Session session, List<? extends Output<?>> variables) {
    Session.Runner runner = session.runner();
    variables.forEach(runner::fetch);
    return Doubles.fetch(runner);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.dptrain.core.savedmodel.TestBundles#each")
  void minimize_allVariables_isExactServesAndTrainsAgain(String name, TestBundle bundle)
      throws IOException {
    Path exported = folder.resolve("served");
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      Path keras = bundle.write(folder.resolve("keras"));
      ImportedModel model = ImportedModel.ofSavedModel(tf, keras);
      trains(graph, session, model);
      model.export(session).to(exported);
      try (TFloat32 rows = Imports.rows(5, model.input(TFloat32.class))) {
        assertThat(Imports.served(exported, rows))
            .containsExactly(Imports.values(session, model, rows), within(1e-6f));
      }
      assertThat(Imports.signature(exported)).isEqualTo(Imports.signature(keras));
      assertTrainsAgain(model, exported);
    }
  }

  private void assertTrainsAgain(ImportedModel model, Path exported) {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      ImportedModel again = ImportedModel.ofSavedModel(Ops.create(graph), exported);
      assertThat(again.variables().keySet()).isEqualTo(model.variables().keySet());
      trains(graph, session, again);
    }
  }

  /** One step, and each example held against its own gradient. */
  private static void trains(Graph graph, Session session, ImportedModel model) {
    Ops tf = Ops.create(graph);
    DpOptimizer optimizer = optimizer(graph);
    optimizer.minimize(distance(tf, model.output(TFloat32.class)));
    session.initialize();
    List<Output<?>> variables = List.copyOf(model.variables().values());
    double[][] before = values(session, variables);
    optimizer.step(session, rows -> feeds(model, rows.length));
    double[][] after = values(session, variables);
    for (int i = 0; i < before.length; i++) {
      assertThat(after[i]).isNotEqualTo(before[i]);
    }
    NeighborReport report = optimizer.verify(session, feeds(model, ROWS)).neighbors();
    assertThat(report.normError()).isLessThan(1e-3);
    assertThat(report.sumError()).isLessThan(1e-3);
    assertThat(optimizer.explain().fallback()).isEmpty();
    assertThat(optimizer.explain().notPrivateOutput()).isEmpty();
  }

  @Test
  void minimize_headAlone_movesTheHeadAlone() {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      ImportedModel trunk =
          ImportedModel.ofSavedModel(tf, TestBundles.convolutional().write(folder));
      Variable<TFloat32> head =
          tf.withName("head").variable(tf.constant(new float[][] {{1, 0}, {0, 1}}));
      DpOptimizer optimizer = optimizer(graph);
      optimizer.minimize(
          distance(tf, tf.linalg.matMul(trunk.output(TFloat32.class), head)), List.of(head));
      session.initialize();
      List<Output<?>> frozen = new ArrayList<>(trunk.variables().values());
      double[][] before = values(session, frozen);
      double[][] headBefore = values(session, List.of(head.asOutput()));
      optimizer.step(session, rows -> feeds(trunk, rows.length));
      assertThat(values(session, frozen)).isDeepEqualTo(before);
      assertThat(values(session, List.of(head.asOutput()))[0]).isNotEqualTo(headBefore[0]);
      assertThat(optimizer.verify(session, feeds(trunk, ROWS)).neighbors().sumError())
          .isLessThan(1e-3);
    }
  }

  /** A trunk with a loop cannot be imported: it runs where batches are made. */
  @Test
  void minimize_headOverWhatTheBundleGives_isExact() {
    Path written = TestBundles.loop().write(folder);
    try (Graph graph = new Graph();
        Session session = new Session(graph);
        SavedModelBundle trunk = SavedModelBundle.load(written.toString(), "serve")) {
      Ops tf = Ops.create(graph);
      Placeholder<TFloat32> features =
          tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, 4)));
      Variable<TFloat32> head = tf.variable(tf.constant(new float[4][2]));
      DpOptimizer optimizer = optimizer(graph);
      optimizer.minimize(distance(tf, tf.linalg.matMul(features, head)));
      session.initialize();
      optimizer.step(
          session, rows -> new BatchFeeds().feed(features, given(trunk, features, rows.length)));
      assertThat(
              optimizer
                  .verify(session, new BatchFeeds().feed(features, given(trunk, features, ROWS)))
                  .neighbors()
                  .sumError())
          .isLessThan(1e-3);
    }
  }

  /** Features of rows. The caller closes them. */
  private static Tensor given(SavedModelBundle trunk, Operand<?> features, int rows) {
    try (TFloat32 batch = Imports.rows(rows, features)) {
      return trunk.function("serving_default").call(Map.of("x", batch)).get("y").orElseThrow();
    }
  }

  /** The logits before a softmax: what losses of tensorflow-framework want. */
  @Test
  void minimize_logits_isExact() {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      ImportedModel model = ImportedModel.ofSavedModel(tf, TestBundles.classifier().write(folder));
      DpOptimizer optimizer = optimizer(graph);
      optimizer.minimize(
          distance(tf, model.tensor("model/dense_1/BiasAdd").expect(TFloat32.class)),
          model.trainable(TFloat32.class));
      session.initialize();
      optimizer.step(session, rows -> feeds(model, rows.length));
      assertThat(optimizer.verify(session, feeds(model, ROWS)).neighbors().sumError())
          .isLessThan(1e-3);
    }
  }
}
