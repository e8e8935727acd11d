package io.dptrain.examples.readme;

import static org.assertj.core.api.Assertions.assertThat;

import io.dptrain.core.optimizer.BatchFeeder;
import io.dptrain.core.optimizer.BatchFeeds;
import io.dptrain.core.optimizer.DpOptimizer;
import io.dptrain.core.savedmodel.ModelExport;
import io.dptrain.examples.readme.TrainingYourOwnPage.Model;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** Runs the code of docs/training-your-own.md on a model that was saved before. */
class TrainingYourOwnPageTest {
  private static final Page PAGE = new Page("docs/training-your-own.md");
  private static final int ROWS = 200;

  @TempDir private Path folder;

  @Test
  void page_everyBlock_isCodeThatIsTested() throws IOException {
    assertThat(PAGE.javaBlocks())
        .hasSize(8)
        .isEqualTo(
            PAGE.regions(
                "dp-examples/src/test/java/io/dptrain/examples/readme/TrainingYourOwnPage.java"));
  }

  @Test
  void allOfIt_trained_learnsAndIsServedAndBroughtBack() throws IOException {
    Path theirs = savedModel("logits");
    Path ours = folder.resolve("ours");
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      Model model = TrainingYourOwnPage.allOfIt(tf, theirs);
      assertThat(model.trained()).hasSize(4);
      DpOptimizer optimizer =
          TrainingYourOwnPage.checked(graph, session, model, feeder(model), ROWS);
      double before = accuracy(session, model);
      for (int step = 0; step < 60; step++) {
        optimizer.step(session, feeder(model));
      }
      assertThat(accuracy(session, model)).isGreaterThan(0.8).isGreaterThan(before);
      TrainingYourOwnPage.saved(session, Files.createDirectory(folder.resolve("checkpoint")));
      assertThat(folder.resolve("checkpoint/weights.index")).exists();
      TrainingYourOwnPage.shipped(tf, session, model.data(), model.logits(), ours);
      assertThat(served(ours, "probabilities"))
          .isEqualTo(now(session, model, tf.nn.softmax(model.logits())));
    }
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Model again = TrainingYourOwnPage.allOfIt(Ops.create(graph), ours);
      DpOptimizer optimizer =
          TrainingYourOwnPage.checked(graph, session, again, feeder(again), ROWS);
      optimizer.step(session, feeder(again));
      assertThat(optimizer.ledger().steps()).isOne();
    }
  }

  @Test
  void headAlone_trained_leavesTheTrunkAsItWas() throws IOException {
    requireTrained(savedModel("logits"), TrainingYourOwnPage::headAlone, 1);
  }

  @Test
  void frozenGraph_trained_movesTheNamedConstants() throws IOException {
    Path file = folder.resolve("frozen.pb");
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      net(
          tf,
          tf.withName("x").placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, 4))),
          false);
      Files.write(file, graph.toGraphDef().toByteArray());
    }
    requireTrained(file, TrainingYourOwnPage::frozenGraph, 2);
  }

  private static void requireTrained(
      Path model, BiFunction<Ops, Path, Model> bring, int trainedVariables) {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Model brought = bring.apply(Ops.create(graph), model);
      assertThat(brought.trained()).hasSize(trainedVariables);
      DpOptimizer optimizer =
          TrainingYourOwnPage.checked(graph, session, brought, feeder(brought), ROWS);
      float[] before = now(session, brought, brought.logits());
      Operand<TFloat32> frozen = graph.operation("net/hidden/kernel").output(0);
      float[] trunk = now(session, brought, frozen);
      optimizer.step(session, feeder(brought));
      assertThat(now(session, brought, brought.logits())).isNotEqualTo(before);
      assertThat(now(session, brought, frozen)).isEqualTo(trunk);
      assertThat(optimizer.explain().variables()).hasSize(trainedVariables);
    }
  }

  @Test
  void featuresOfTheBundle_trained_isAHeadOnWhatTheBundleGives() throws IOException {
    Path theirs = savedModel("features");
    try (SavedModelBundle bundle = SavedModelBundle.load(theirs.toString(), "serve");
        Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      Placeholder<TFloat32> features =
          tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, 8)));
      Placeholder<TInt32> labels = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(-1)));
      Operand<TFloat32> kernel = tf.variable(tf.constant(new float[8][2]));
      Operand<TFloat32> logits = tf.linalg.matMul(features, kernel);
      Operand<TFloat32> loss = tf.nn.sparseSoftmaxCrossEntropyWithLogits(logits, labels).loss();
      Model head = new Model(features, labels, logits, loss, List.of(kernel));
      BatchFeeder feeder =
          TrainingYourOwnPage.featuresOfTheBundle(
              bundle, features, labels, TrainingYourOwnPageTest::rows, classes());
      DpOptimizer optimizer = TrainingYourOwnPage.checked(graph, session, head, feeder, ROWS);
      optimizer.step(session, feeder);
      assertThat(optimizer.ledger().steps()).isOne();
    }
  }

  @Test
  void twoRates_step_isOneChargeForBoth() throws IOException {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      Model model = TrainingYourOwnPage.allOfIt(tf, savedModel("logits"));
      Placeholder<TFloat32> keep =
          tf.placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
      Operand<TFloat32> loss = tf.math.mul(model.loss(), keep);
      DpOptimizer optimizer =
          TrainingYourOwnPage.twoRates(
              graph,
              loss,
              model.trained().subList(0, 2),
              model.trained().subList(2, 4),
              keep,
              ROWS);
      session.initialize();
      optimizer.step(
          session, rows -> feeder(model).feeds(rows).feed(keep, TFloat32.scalarOf(0.5f)));
      assertThat(optimizer.ledger().steps()).isOne();
    }
  }

  /** A classifier of four numbers, saved by somebody; the signature gives one of its tensors. */
  private Path savedModel(String output) throws IOException {
    Path saved = folder.resolve("theirs-" + output);
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      Placeholder<TFloat32> x =
          tf.withName("x").placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, 4)));
      Net net = net(tf, x, true);
      session.initialize();
      ModelExport.of(session)
          .input("x", x)
          .output(output, output.equals("features") ? net.features() : tf.nn.softmax(net.logits()))
          .to(saved);
    }
    return saved;
  }

  private record Net(Operand<TFloat32> features, Operand<TFloat32> logits) {}

  private static Net net(Ops root, Operand<TFloat32> x, boolean withVariables) {
    Random random = new Random(3);
    Ops net = root.withSubScope("net");
    Ops hidden = net.withSubScope("hidden");
    Ops last = net.withSubScope("logits");
    Operand<TFloat32> features =
        hidden.withName("Relu").nn.relu(dense(hidden, x, 8, withVariables, random));
    return new Net(features, dense(last, features, 2, withVariables, random));
  }

  private static Operand<TFloat32> dense(
      Ops tf, Operand<TFloat32> x, int units, boolean withVariables, Random random) {
    long inputs = x.shape().get(1);
    float[] weights = new float[(int) inputs * units];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) random.nextGaussian();
    }
    Operand<TFloat32> kernel = value(tf, "kernel", Shape.of(inputs, units), weights, withVariables);
    Operand<TFloat32> bias = value(tf, "bias", Shape.of(units), new float[units], withVariables);
    return tf.withName("BiasAdd").nn.biasAdd(tf.linalg.matMul(x, kernel), bias);
  }

  private static Operand<TFloat32> value(
      Ops tf, String name, Shape shape, float[] values, boolean asVariable) {
    return asVariable
        ? tf.withName(name).variable(tf.constant(shape, DataBuffers.of(values)))
        : tf.withName(name).constant(shape, DataBuffers.of(values));
  }

  private static BatchFeeder feeder(Model model) {
    int[] classes = classes();
    return rows -> {
      int[] labels = new int[rows.length];
      for (int i = 0; i < rows.length; i++) {
        labels[i] = classes[rows[i]];
      }
      return new BatchFeeds()
          .feed(model.data(), rows(rows))
          .feed(model.labels(), TInt32.vectorOf(labels));
    };
  }

  /** Rows of four numbers. */
  private static TFloat32 rows(int... rows) {
    float[] values = new float[4 * rows.length];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(row(rows[i]), 0, values, 4 * i, 4);
    }
    return TFloat32.tensorOf(Shape.of(rows.length, 4), DataBuffers.of(values));
  }

  private static float[] row(int row) {
    Random random = new Random(row);
    float[] values = new float[4];
    for (int i = 0; i < 4; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  /** The sign of the sum of a row. */
  private static int[] classes() {
    int[] classes = new int[ROWS];
    for (int i = 0; i < ROWS; i++) {
      float[] row = row(i);
      classes[i] = row[0] + row[1] + row[2] + row[3] > 0 ? 1 : 0;
    }
    return classes;
  }

  private static double accuracy(Session session, Model model) {
    float[] logits = now(session, model, model.logits());
    int[] classes = classes();
    int right = 0;
    for (int i = 0; i < ROWS; i++) {
      right += (logits[2 * i + 1] > logits[2 * i] ? 1 : 0) == classes[i] ? 1 : 0;
    }
    return (double) right / ROWS;
  }

  /** A tensor of the model, of all rows. */
  private static float[] now(Session session, Model model, Operand<TFloat32> tensor) {
    try (TFloat32 x = rows(IntStream.range(0, ROWS).toArray());
        Result result = session.runner().feed(model.data(), x).fetch(tensor).run()) {
      return floats((TFloat32) result.get(0));
    }
  }

  private static float[] served(Path saved, String output) {
    try (SavedModelBundle bundle = SavedModelBundle.load(saved.toString(), "serve");
        TFloat32 x = rows(IntStream.range(0, ROWS).toArray());
        Result result = bundle.function("serving_default").call(Map.of("x", x))) {
      return floats((TFloat32) result.get(output).orElseThrow());
    }
  }

  private static float[] floats(TFloat32 tensor) {
    float[] values = new float[(int) tensor.size()];
    tensor.asRawTensor().data().asFloats().read(values);
    return values;
  }
}
