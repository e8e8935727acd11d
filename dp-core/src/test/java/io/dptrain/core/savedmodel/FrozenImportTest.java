package io.dptrain.core.savedmodel;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.types.TFloat32;

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
