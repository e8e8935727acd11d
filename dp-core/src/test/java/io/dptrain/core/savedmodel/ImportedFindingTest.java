package io.dptrain.core.savedmodel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dptrain.core.graph.PrivacyProofException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.random.RandomStandardNormal;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.types.TFloat32;

/** An operation of a model that was imported: no line of the program builds it. */
class ImportedFindingTest extends ImportSetUp {
  private static final String WHERE = "it is part of the imported model";

  /** A layer that cannot be trained. */
  private record Layer(String words, BiFunction<Ops, Operand<TFloat32>, Operand<TFloat32>> of) {
    @Override
    public String toString() {
      return words;
    }
  }

  private static final Layer NO_LAYER = new Layer("", (ops, x) -> x);

  static Stream<Layer> layers() {
    return Stream.of(
        new Layer("leave the seeds out", ImportedFindingTest::withSeed),
        new Layer("use tf.gather with the indices of its ones", ImportedFindingTest::masked),
        new Layer(
            "'mean' mixes examples",
            (ops, x) -> ops.math.sub(x, ops.withName("mean").math.mean(x, ops.constant(0)))));
  }

  private static Operand<TFloat32> withSeed(Ops ops, Operand<TFloat32> x) {
    var seed = RandomStandardNormal.seed(7L);
    return ops.math.add(x, ops.random.randomStandardNormal(ops.shape(x), TFloat32.class, seed));
  }

  private static Operand<TFloat32> masked(Ops ops, Operand<TFloat32> x) {
    var ones = ops.where(ops.math.greater(ops.onesLike(x), ops.constant(0f)));
    return ops.reshape(ops.gatherNd(x, ones), ops.array(-1, 2));
  }

  private static Operand<TFloat32> build(Ops ops, Layer layer) {
    Operand<TFloat32> x =
        ops.withName("x").placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, 2)));
    Operand<TFloat32> weight = ops.withName("weight").constant(new float[][] {{1, 2}, {3, 4}});
    return ops.reduceSum(layer.of().apply(ops, ops.linalg.matMul(x, weight)), ops.constant(1));
  }

  private ImportedModel imported(Layer layer) throws IOException {
    Path file = frozen("y.pb", ops -> ops.withName("y").identity(build(ops, layer)));
    return ImportedModel.ofGraphDef(tf, file, List.of("x"), List.of("y"), List.of("weight"));
  }

  @ParameterizedTest
  @MethodSource("layers")
  void minimize_importedOperation_saysThatItIsChangedElsewhere(Layer layer) throws IOException {
    Operand<TFloat32> loss = imported(layer).output(TFloat32.class);
    assertThatThrownBy(() -> minimize(loss))
        .isInstanceOf(PrivacyProofException.class)
        .hasMessageContaining(layer.words())
        .hasMessageContaining(WHERE);
  }

  @ParameterizedTest
  @MethodSource("layers")
  void minimize_ownOperation_saysNothingOfAnImport(Layer layer) {
    Operand<TFloat32> loss = build(tf, layer);
    assertThatThrownBy(() -> minimize(loss))
        .isInstanceOf(PrivacyProofException.class)
        .hasMessageContaining(layer.words())
        .hasMessageNotContaining(WHERE);
  }

  /** The loss is the program's own, even if it was imported. */
  @Test
  void minimize_importedOutputWithoutVariables_saysNothingOfTheImport() throws IOException {
    Path file = folder.resolve("y.pb");
    imported(NO_LAYER);
    ImportedModel frozen = ImportedModel.ofGraphDef(tf, file, List.of("x"), List.of("y"));
    assertThatThrownBy(() -> minimize(frozen.output(TFloat32.class)))
        .isInstanceOf(PrivacyProofException.class)
        .hasMessageContaining("add a layer with variables to the model")
        .hasMessageNotContaining(WHERE);
  }

  /** What is served is a model like any other. */
  @Test
  void export_importedModel_hasNoMark() throws IOException {
    ImportedModel model = imported(NO_LAYER);
    try (Session session = new Session(graph)) {
      session.initialize();
      model.export(session).to(folder.resolve("served"));
    }
    byte[] written = Files.readAllBytes(folder.resolve("served/saved_model.pb"));
    assertThat(SavedModel.parseFrom(written).getMetaGraphs(0).getGraphDef().getNodeList())
        .isNotEmpty()
        .noneMatch(
            node -> node.getAttrMap().keySet().stream().anyMatch(key -> key.contains("dptrain")));
    assertThat(graph.toGraphDef().getNodeList())
        .anyMatch(node -> node.containsAttr("_dptrain_imported"));
  }
}
