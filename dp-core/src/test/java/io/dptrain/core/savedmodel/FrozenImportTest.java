package io.dptrain.core.savedmodel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dptrain.core.graph.PrivacyProofException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TNumber;

/** Frozen graphs, whose weights are constants. */
class FrozenImportTest extends ImportSetUp {
  private Path frozen() throws IOException {
    return frozen(
        "frozen.pb",
        ops -> {
          Operand<TFloat32> weight =
              ops.withName("weight").constant(new float[][] {{1, 2, 3}, {4, 5, 6}});
          ops.withName("y").linalg.matMul(input(ops, -1, 2), weight);
        });
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

  /**
   * A model whose input takes no batch.
   *
   * @param line what to write
   */
  private record Unfit(String name, Function<Ops, Operand<TFloat32>> model, String line) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Operand<TFloat32> input(Ops tf, long... shape) {
    return tf.withName("x").placeholder(TFloat32.class, Placeholder.shape(Shape.of(shape)));
  }

  private static Operand<TFloat32> weight(Ops tf, long... shape) {
    return tf.withName("weight")
        .constant(
            Shape.of(shape), DataBuffers.of(new float[Math.toIntExact(Shape.of(shape).size())]));
  }

  static Stream<Unfit> unfit() {
    String made = " where the model that was imported is made";
    return Stream.of(
        new Unfit(
            "rows",
            tf -> tf.linalg.matMul(input(tf, 32, 2), weight(tf, 2, 1)),
            "a fixed number of rows and no example axis of any length in front, [-1, ...]; build it"
                + " as an input of shape [None, 2]"
                + made),
        new Unfit(
            "one example",
            tf -> tf.linalg.matMul(tf.expandDims(input(tf, 2), tf.constant(0)), weight(tf, 2, 1)),
            "build it as an input of shape [None, 2]" + made + " (as ExpandDims"),
        new Unfit(
            "a column",
            tf -> tf.linalg.matMul(weight(tf, 1, 2), input(tf, 2, 1)),
            "build it as an input of shape [None, 2]" + made + ", a row for each example"),
        new Unfit(
            "a rate",
            tf -> tf.math.mul(input(tf), weight(tf, 2)),
            "as a rate, declare it where the optimizer is built, .publicInputs(x), and feed it in"
                + " each step; if it is part of each example, build it as an input of shape [None]"
                + made));
  }

  /** No line of the program builds the placeholder. */
  @ParameterizedTest
  @MethodSource("unfit")
  void minimize_importedInputThatTakesNoBatch_saysWhatToBuildWhereTheModelIsMade(Unfit unfit)
      throws IOException {
    Path file = frozen("unfit.pb", ops -> ops.identity(unfit.model().apply(ops)));
    ImportedModel model =
        ImportedModel.ofGraphDef(tf, file, List.of("x"), List.of("Identity"), List.of("weight"));
    assertThatThrownBy(() -> minimize(model.output(TFloat32.class)))
        .isInstanceOf(PrivacyProofException.class)
        .hasMessageContaining(unfit.line())
        .hasMessageNotContaining("tf.placeholder(");
  }

  /** A lookup in a table: numbers and class numbers alike may stand for its rows. */
  private Path lookup(long rows, boolean isCast) throws IOException {
    return frozen(
        "lookup.pb",
        ops -> {
          Operand<? extends TNumber> x =
              isCast
                  ? input(ops, -1)
                  : ops.withName("x").placeholder(TInt64.class, Placeholder.shape(Shape.of(-1)));
          Operand<TFloat32> table =
              ops.withName("table").fill(ops.constant(new long[] {rows, 3}), ops.constant(2f));
          ops.withName("y").gather(table, ops.dtypes.cast(x, TInt64.class), ops.constant(0));
        });
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

  @Test
  void ofGraphDef_operationThatIsNotKnown_isRefused() throws IOException {
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
