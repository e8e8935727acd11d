package io.dptrain.core.savedmodel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.dptrain.core.clip.Clipping;
import io.dptrain.core.noise.InGraphNoise;
import io.dptrain.core.optimizer.BatchFeeds;
import io.dptrain.core.optimizer.DpOptimizer;
import io.dptrain.core.optimizer.DpOptimizerBuilder;
import io.dptrain.core.random.SeededBits;
import io.dptrain.core.sampling.PoissonSampling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Session;
import org.tensorflow.framework.optimizers.Adam;
import org.tensorflow.framework.optimizers.GradientDescent;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.VarHandleOp;
import org.tensorflow.op.core.Variable;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** A folder for serving: the model alone, with private values. */
class ModelExportTest {
  private static final int ROWS = 4;

  @TempDir Path folder;

  private final Graph graph = new Graph();
  private final Session session = new Session(graph);
  private final Ops tf = Ops.create(graph);
  private final Placeholder<TFloat32> x =
      tf.withName("x").placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, 3)));
  private final Variable<TFloat32> weight =
      tf.withName("weight").variable(tf.constant(new float[][] {{1}, {2}, {3}}));
  private final Operand<TFloat32> y = tf.withName("y").linalg.matMul(x, weight);
  private final Operand<TFloat32> loss =
      tf.reduceSum(tf.math.squaredDifference(y, tf.constant(1f)), tf.constant(1));

  private DpOptimizerBuilder builder() {
    return DpOptimizer.wrap(new Adam(graph, 0.1f))
        .sampling(PoissonSampling.of(ROWS, ROWS))
        .clipping(Clipping.flat(1))
        .noiseMultiplier(1);
  }

  private void trained(DpOptimizer optimizer) {
    optimizer.minimize(loss);
    session.initialize();
    optimizer.step(session, rows -> new BatchFeeds().feed(x, rows(rows.length)));
  }

  private TFloat32 rows(int count) {
    return Imports.rows(count, x);
  }

  private ModelExport export() {
    return ModelExport.of(session).input("features", x).output("score", y);
  }

  private static GraphDef written(Path exported) throws IOException {
    byte[] bytes = Files.readAllBytes(exported.resolve("saved_model.pb"));
    return SavedModel.parseFrom(bytes).getMetaGraphs(0).getGraphDef();
  }

  private static int operations(Graph graph) {
    int count = 0;
    for (Iterator<?> all = graph.operations(); all.hasNext(); all.next()) {
      count++;
    }
    return count;
  }

  @Test
  void to_afterPrivateTraining_holdsTheModelAlone() throws IOException {
    trained(builder().build());
    int before = operations(graph);
    Path exported = folder.resolve("model");
    export().to(exported);
    assertThat(operations(graph)).as("operations of the trained graph").isEqualTo(before);
    assertThat(written(exported).getNodeList())
        .filteredOn(node -> !node.getName().startsWith("save/"))
        .extracting(node -> node.getName())
        .containsExactlyInAnyOrder("x", "weight", "y");
    try (TFloat32 rows = rows(5);
        SavedModelBundle bundle = SavedModelBundle.load(exported.toString(), "serve");
        Result served = bundle.function("serving_default").call(Map.of("features", rows));
        Result own = session.runner().feed(x, rows).fetch(y).run()) {
      assertThat(served.get("score")).isPresent();
      assertThat(EqualOutputs.difference(own.get(0), served.get(0))).isEqualTo(0, within(1e-6));
    }
  }

  @Test
  void to_noiseInTheGraph_isPrivateOutput() throws IOException {
    trained(builder().noise(InGraphNoise.of(SeededBits.of(3))).build());
    export().to(folder.resolve("model"));
    assertThat(folder.resolve("model/saved_model.pb")).exists();
  }

  @Test
  void to_ordinaryTraining_isRefusedUnlessThatIsSaid() throws IOException {
    new GradientDescent(graph, 0.1f).minimize(loss);
    session.initialize();
    assertThatThrownBy(() -> export().to(folder.resolve("model")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not private output: the variable 'weight', written by")
        .hasMessageContaining("Placeholder 'x'")
        .hasMessageContaining("withVariablesNotPrivate()");
    assertThat(folder).isEmptyDirectory();
    export().withVariablesNotPrivate().to(folder.resolve("model"));
    assertThat(folder.resolve("model/saved_model.pb")).exists();
  }

  @Test
  void to_ordinaryTrainingBesidePrivate_isRefused() {
    DpOptimizer.wrap(new GradientDescent(graph, 0.1f))
        .sampling(PoissonSampling.of(ROWS, ROWS))
        .clipping(Clipping.flat(1))
        .noiseMultiplier(1)
        .build()
        .minimize(loss);
    session.initialize();
    new GradientDescent(graph, "second", 0.1f).minimize(loss);
    assertThatThrownBy(() -> export().to(folder.resolve("model")))
        .hasMessageContaining("not private output: the variable 'weight'");
  }

  /** A running mean of raw data, used to normalize what is served. */
  @Test
  void to_averageOfRawData_isRefusedAndExplained() {
    Variable<TFloat32> average = tf.withName("average").variable(tf.constant(0f));
    tf.withName("update").assign(average, tf.math.mean(x, tf.constant(new int[] {0, 1})));
    Variable<TFloat32> copy = tf.withName("copy").variable(tf.constant(0f));
    tf.withName("copied").assign(copy, tf.math.mul(average, tf.constant(2f)));
    DpOptimizer optimizer = builder().build();
    trained(optimizer);
    assertThat(optimizer.explain().notPrivateOutput())
        .containsExactlyInAnyOrder(
            "the variable 'average', written by Assign 'update'",
            "the variable 'copy', written by Assign 'update'");
    assertThat(optimizer.explain().toString()).contains("not private output: the variable 'copy'");
    ModelExport export =
        ModelExport.of(session).input("features", x).output("score", tf.math.sub(y, copy));
    assertThatThrownBy(() -> export.to(folder.resolve("model")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(
            "not private output: the variable 'copy', written by Assign 'update', which");
  }

  @Test
  void explain_resourceVariableOfRawData_isNamed() {
    VarHandleOp total = tf.withName("total").varHandleOp(TFloat32.class, Shape.scalar());
    tf.withName("add").assignAddVariableOp(total, tf.math.mean(x, tf.constant(new int[] {0, 1})));
    VarHandleOp fixed = tf.withName("fixed").varHandleOp(TFloat32.class, Shape.scalar());
    tf.assignVariableOp(fixed, tf.constant(1f));
    DpOptimizer optimizer = builder().build();
    trained(optimizer);
    assertThat(optimizer.explain().notPrivateOutput())
        .containsExactly("the variable 'total', written by AssignAddVariableOp 'add'");
  }

  @Test
  void explain_slotsOfTheOptimizer_arePrivateOutput() {
    DpOptimizer optimizer = builder().build();
    trained(optimizer);
    assertThat(optimizer.explain().notPrivateOutput()).isEmpty();
  }

  @Test
  void to_folderWithFiles_isRefused() throws IOException {
    session.initialize();
    Files.writeString(folder.resolve("notes.txt"), "mine");
    assertThatThrownBy(() -> export().to(folder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must be new or empty");
    assertThat(folder.resolve("notes.txt")).hasContent("mine");
  }

  @Test
  void to_emptyFolder_isFilled() throws IOException {
    session.initialize();
    Path empty = Files.createDirectory(folder.resolve("empty"));
    export().to(empty);
    assertThat(empty.resolve("variables/variables.index")).exists();
  }

  @Test
  void to_notInitialized_leavesNothing() {
    try (Session empty = new Session(graph, false)) {
      ModelExport export = ModelExport.of(empty).input("features", x).output("score", y);
      assertThatThrownBy(() -> export.to(folder.resolve("model")))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("initialize()");
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void to_variableWithoutValue_leavesNothing() {
    Variable<TFloat32> empty = tf.variable(Shape.of(1), TFloat32.class);
    session.initialize();
    ModelExport export =
        ModelExport.of(session).input("features", x).output("score", tf.math.add(y, empty));
    assertThatThrownBy(() -> export.to(folder.resolve("model")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("each variable must have a value");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void to_otherPlaceholder_isRefused() {
    session.initialize();
    Operand<TFloat32> rate = tf.withName("rate").placeholder(TFloat32.class);
    ModelExport export =
        ModelExport.of(session).input("features", x).output("score", tf.math.mul(y, rate));
    assertThatThrownBy(() -> export.to(folder.resolve("model")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("placeholder 'rate'");
  }

  @Test
  void input_ofAnotherGraph_isRefused() {
    try (Graph other = new Graph()) {
      Operand<TFloat32> elsewhere = Ops.create(other).placeholder(TFloat32.class);
      assertThatThrownBy(() -> ModelExport.of(session).input("x", elsewhere))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("of another");
    }
  }

  @Test
  void to_noOutput_isRefused() {
    assertThatThrownBy(() -> ModelExport.of(session).input("x", x).to(folder.resolve("model")))
        .isInstanceOf(IllegalStateException.class);
  }

  /** An input in the middle of a graph: what stands before it is not served. */
  @Test
  void to_inputThatIsComputed_becomesAPlaceholder() throws IOException {
    Operand<TFloat32> hidden = tf.withName("hidden").math.tanh(x);
    Operand<TFloat32> out = tf.withName("out").linalg.matMul(hidden, weight);
    session.initialize();
    ModelExport.of(session).input("hidden", hidden).output("out", out).to(folder.resolve("m"));
    assertThat(written(folder.resolve("m")).getNodeList())
        .extracting(node -> node.getOp() + " " + node.getName())
        .contains("Placeholder hidden")
        .doesNotContain("Placeholder x");
  }

  /** TensorFlow leaves the second size open; it follows from how the graph computes it. */
  @Test
  void to_sizesThatFollow_areStated() throws IOException {
    Operand<TInt32> front = tf.slice(tf.shape(x), tf.array(0), tf.array(1));
    Operand<TInt32> sizes = tf.concat(List.of(front, tf.array(-1, 1)), tf.constant(0));
    Operand<TFloat32> columns = tf.reshape(tf.math.tanh(x), sizes);
    ModelExport.of(session).input("x", x).output("columns", columns).to(folder.resolve("m"));
    assertThat(columns.shape().asArray()).containsExactly(-1, -1, 1);
    assertThat(Imports.signature(folder.resolve("m")))
        .containsExactly("gives columns DT_FLOAT[-1, 3, 1]", "takes x DT_FLOAT[-1, 3]");
  }

  /** What stands before an input is not served: a caller may feed another size. */
  @Test
  void to_inputThatIsComputed_leavesSizesThatFollowFromBeforeItOpen() throws IOException {
    Operand<TInt32> front = tf.slice(tf.shape(x), tf.array(0), tf.array(1));
    Operand<TFloat32> same =
        tf.reshape(tf.math.tanh(x), tf.concat(List.of(front, tf.array(-1)), tf.constant(0)));
    Operand<TFloat32> twice = tf.math.add(same, same);
    ModelExport.of(session).input("in", same).output("out", twice).to(folder.resolve("m"));
    assertThat(Imports.signature(folder.resolve("m")))
        .containsExactly("gives out DT_FLOAT[-1, -1]", "takes in DT_FLOAT[-1, -1]");
  }

  /** The signature of an import knows a size that neither TensorFlow nor the analysis finds. */
  @Test
  void export_sizesThatTheSignatureStates_areKept() throws IOException {
    Path keras = TestBundles.sizesThroughFloats().write(folder.resolve("keras"));
    Path exported = folder.resolve("m");
    exportImported(keras, exported);
    assertThat(Imports.signature(exported))
        .containsExactly("gives y DT_FLOAT[-1, 3, 4]", "takes x DT_FLOAT[-1, 3, 4]")
        .isEqualTo(Imports.signature(keras));
    exportImported(exported, folder.resolve("again"));
    assertThat(Imports.signature(folder.resolve("again"))).isEqualTo(Imports.signature(keras));
  }

  private static void exportImported(Path from, Path to) throws IOException {
    try (Graph other = new Graph();
        Session serving = new Session(other)) {
      ImportedModel model = ImportedModel.ofSavedModel(Ops.create(other), from);
      serving.initialize();
      model.export(serving).to(to);
    }
  }

  /** What the signature states is of its own tensors, under whichever name they go out. */
  @Test
  void export_otherTensorUnderTheNameOfAnOutput_hasNoneOfItsSizes() throws IOException {
    Path keras = TestBundles.sizesThroughFloats().write(folder.resolve("keras"));
    try (Graph other = new Graph();
        Session serving = new Session(other)) {
      Ops ops = Ops.create(other);
      ImportedModel model = ImportedModel.ofSavedModel(ops, keras);
      Operand<TFloat32> y = model.output(TFloat32.class);
      serving.initialize();
      model
          .export(serving)
          .output("y", ops.concat(List.of(y, y), ops.constant(2)))
          .output("single", y)
          .to(folder.resolve("m"));
    }
    assertThat(Imports.signature(folder.resolve("m")))
        .contains("gives y DT_FLOAT[-1, -1, -1]", "gives single DT_FLOAT[-1, 3, 4]");
  }

  /** Where a signature and the graph disagree, the graph is right. */
  @Test
  void export_sizesThatTheSignatureHasWrong_areThoseOfTheGraph() throws IOException {
    Path keras =
        TestBundles.tensordot()
            .output("y", "StatefulPartitionedCall:0", TestBundle.FLOAT, -1, 7, -1)
            .write(folder.resolve("keras"));
    exportImported(keras, folder.resolve("m"));
    assertThat(Imports.signature(folder.resolve("m"))).contains("gives y DT_FLOAT[-1, 3, 2]");
  }

  /** The graph of a loaded bundle is one like any other: no import is needed. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void to_whatWasLoaded_trainsInItsOwnGraph(boolean adam) throws IOException {
    trained(builder().build());
    Path exported = folder.resolve("model");
    export().to(exported);
    try (SavedModelBundle bundle = SavedModelBundle.load(exported.toString(), "serve")) {
      Graph loaded = bundle.graph();
      Ops ops = Ops.create(loaded);
      Operand<TFloat32> input = loaded.outputOrThrow("x").expect(TFloat32.class);
      Operand<TFloat32> score = loaded.outputOrThrow("y").expect(TFloat32.class);
      DpOptimizer again =
          DpOptimizer.wrap(adam ? new Adam(loaded, 0.1f) : new GradientDescent(loaded, 0.1f))
              .sampling(PoissonSampling.of(ROWS, ROWS))
              .clipping(Clipping.flat(1))
              .noiseMultiplier(1)
              .build();
      again.minimize(
          ops.reduceSum(ops.math.squaredDifference(score, ops.constant(1f)), ops.constant(1)),
          List.of(loaded.outputOrThrow("weight").expect(TFloat32.class)));
      // What was loaded counts as initialized; what an optimizer adds does not.
      bundle.session().initialize();
      again.step(bundle.session(), rows -> new BatchFeeds().feed(input, rows(rows.length)));
      ModelExport.of(bundle.session())
          .input("features", input)
          .output("score", score)
          .to(folder.resolve("again"));
    }
    assertThat(filesIn(folder.resolve("again"))).isEqualTo(filesIn(exported));
  }

  private static List<String> filesIn(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.map(file -> folder.relativize(file).toString()).sorted().toList();
    }
  }

  @AfterEach
  void close() {
    session.close();
    graph.close();
  }
}
