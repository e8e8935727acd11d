package io.dptrain.core.savedmodel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dptrain.core.clip.Clipping;
import io.dptrain.core.graph.PrivacyProofException;
import io.dptrain.core.optimizer.DpOptimizer;
import io.dptrain.core.sampling.PoissonSampling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.framework.optimizers.GradientDescent;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TNumber;

/** Frozen graphs, whose weights are constants. */
class FrozenImportTest {
  @TempDir Path folder;

  private final Graph graph = new Graph();
  private final Ops tf = Ops.create(graph);

  @AfterEach
  void close() {
    graph.close();
  }

  private Path frozen() throws IOException {
    try (Graph frozen = new Graph()) {
      Ops ops = Ops.create(frozen);
      Operand<TFloat32> x =
          ops.withName("x").placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, 2)));
      Operand<TFloat32> weight =
          ops.withName("weight").constant(new float[][] {{1, 2, 3}, {4, 5, 6}});
      ops.withName("y").linalg.matMul(x, weight);
      GraphDef definition = frozen.toGraphDef();
      return Files.write(folder.resolve("frozen.pb"), definition.toByteArray());
    }
  }

  @Test
  void ofGraphDef_weights_stayConstants() throws IOException {
    ImportedModel model = ImportedModel.ofGraphDef(tf, frozen(), List.of("x"), List.of("y:0"));
    assertThat(model.variables()).isEmpty();
    assertThat(model.inputs().get("x").shape()).hasToString("[-1, 2]");
    assertThat(model.outputs().get("y:0").shape()).hasToString("[-1, 3]");
  }

  @Test
  void ofGraphDef_namedConstants_becomeVariables() throws IOException {
    ImportedModel model =
        ImportedModel.ofGraphDef(tf, frozen(), List.of("x"), List.of("y"), List.of("weight"));
    assertThat(model.trainable(TFloat32.class)).hasSize(1);
    assertThat(Imports.initial(model, "weight")).containsExactly(1, 2, 3, 4, 5, 6);
  }

  @Test
  void ofGraphDef_whatIsNotThere_isRefused() throws IOException {
    Path file = frozen();
    Imports.refused(() -> ImportedModel.ofGraphDef(tf, file, List.of("x"), List.of("z")))
        .hasMessageContaining("'z'");
    Imports.refused(() -> ImportedModel.ofGraphDef(tf, file, List.of("x"), List.of("y:1")))
        .hasMessageContaining("'y:1'");
    Imports.refused(
            () -> ImportedModel.ofGraphDef(tf, file, List.of("x"), List.of("y"), List.of("bias")))
        .hasMessageContaining("'bias' is none");
    Imports.refused(() -> ImportedModel.ofGraphDef(tf, file, List.of(), List.of("y")))
        .hasMessageContaining("Placeholder 'x' is fed by no input");
    Path other = Files.writeString(folder.resolve("text.pb"), "node { name: 'x' }");
    Imports.refused(() -> ImportedModel.ofGraphDef(tf, other, List.of("x"), List.of("y")))
        .hasMessageContaining("must be a GraphDef");
  }

  /** No line of the program builds the placeholder. */
  @Test
  void minimize_importedInputOfFixedRows_saysToWriteTheModelAgain() throws IOException {
    Path file;
    try (Graph frozen = new Graph()) {
      Ops ops = Ops.create(frozen);
      Operand<TFloat32> x =
          ops.withName("x").placeholder(TFloat32.class, Placeholder.shape(Shape.of(32, 2)));
      ops.withName("y").linalg.matMul(x, ops.withName("weight").constant(new float[2][1]));
      file = Files.write(folder.resolve("fixed.pb"), frozen.toGraphDef().toByteArray());
    }
    ImportedModel model =
        ImportedModel.ofGraphDef(tf, file, List.of("x"), List.of("y"), List.of("weight"));
    DpOptimizer optimizer =
        DpOptimizer.wrap(new GradientDescent(graph, 1f))
            .sampling(PoissonSampling.of(4, 4))
            .clipping(Clipping.flat(1))
            .noiseMultiplier(1)
            .build();
    assertThatThrownBy(() -> optimizer.minimize(model.output(TFloat32.class)))
        .isInstanceOf(PrivacyProofException.class)
        .hasMessageContaining("Placeholder 'x' has shape [32, 2], a fixed number of rows")
        .hasMessageContaining("the model that was imported again with an input of shape [None, 2]")
        .hasMessageNotContaining("tf.placeholder(");
  }

  /** A lookup in a table: numbers and class numbers alike may stand for its rows. */
  private Path lookup(long rows, boolean isCast) throws IOException {
    try (Graph frozen = new Graph()) {
      Ops ops = Ops.create(frozen);
      Operand<? extends TNumber> x =
          isCast
              ? ops.withName("x").placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1)))
              : ops.withName("x").placeholder(TInt64.class, Placeholder.shape(Shape.of(-1)));
      Operand<TFloat32> table =
          ops.withName("table").fill(ops.constant(new long[] {rows, 3}), ops.constant(2f));
      ops.withName("y").gather(table, ops.dtypes.cast(x, TInt64.class), ops.constant(0));
      return Files.write(folder.resolve("lookup.pb"), frozen.toGraphDef().toByteArray());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void ofGraphDef_tableOfOneRow_isTriedOnThatRow(boolean isCast) throws IOException {
    ImportedModel model =
        ImportedModel.ofGraphDef(tf, lookup(1, isCast), List.of("x"), List.of("y"));
    assertThat(model.difference()).isZero();
  }

  /** A failure of TensorFlow, of whichever class, is one line that says what was tried. */
  @Test
  void ofGraphDef_tableOfNoRow_isRefused() throws IOException {
    Path file = lookup(0, false);
    Imports.refused(() -> ImportedModel.ofGraphDef(tf, file, List.of("x"), List.of("y")))
        .hasMessageStartingWith("the graph in " + file + " cannot be run on random rows of its")
        .hasMessageNotContainingAny("\n");
  }

  /** An operation that no kernel computes is an exception of another class again. */
  @Test
  void ofGraphDef_graphThatTensorFlowRefuses_isRefused() throws IOException {
    GraphDef definition =
        GraphDef.newBuilder()
            .addNode(NodeDef.newBuilder().setName("y").setOp("NoSuchOperation"))
            .build();
    Path file = Files.write(folder.resolve("unknown.pb"), definition.toByteArray());
    Imports.refused(() -> ImportedModel.ofGraphDef(tf, file, List.of(), List.of("y")))
        .hasMessageStartingWith("the graph in " + file + " cannot be loaded: ")
        .hasMessageNotContainingAny("\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ":", ":0", "y:", "y:z", "y:-1", "^y:0:0"})
  void ofGraphDef_nameThatIsNone_isRefused(String name) throws IOException {
    Path file = frozen();
    Imports.refused(() -> ImportedModel.ofGraphDef(tf, file, List.of("x"), List.of(name)))
        .hasMessageContaining("'operation:0'")
        .hasMessageEndingWith("'" + name + "'");
    Imports.refused(() -> ImportedModel.ofGraphDef(tf, file, List.of(name), List.of("y")))
        .hasMessageEndingWith("'" + name + "'");
  }
}
