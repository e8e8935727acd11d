package io.dptrain.core.savedmodel;

import static io.dptrain.core.savedmodel.TestBundle.FLOAT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TFloat32;

/** Bundles as Keras writes them become plain operations that give the same. */
class ImportedModelTest extends ImportSetUp {
  private float[] imported(ImportedModel model, TFloat32 rows) {
    try (Session session = new Session(graph)) {
      session.initialize();
      return Imports.values(session, model, rows);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.dptrain.core.savedmodel.TestBundles#each")
  void ofSavedModel_anyBundle_givesWhatItGives(String name, TestBundle bundle) {
    Path written = bundle.write(folder);
    ImportedModel model = ImportedModel.ofSavedModel(tf, written);
    try (TFloat32 rows = Imports.rows(5, model.input(TFloat32.class))) {
      assertThat(imported(model, rows))
          .containsExactly(Imports.served(written, rows), within(1e-5f));
    }
    assertThat(model.difference()).isBetween(0.0, 1e-5);
    assertThat(Imports.types(graph))
        .doesNotContain("StatefulPartitionedCall", "VarHandleOp", "ReadVariableOp", "NoOp");
  }

  @Test
  void variables_ofKeras_haveItsNamesAndAreTrained() {
    ImportedModel model = ImportedModel.ofSavedModel(tf, TestBundles.classifier().write(folder));
    assertThat(model.variables())
        .containsOnlyKeys("dense/kernel", "dense/bias", "dense_1/kernel", "dense_1/bias");
    assertThat(model.trainable(TFloat32.class)).hasSize(4);
    assertThat(model.inputs()).containsOnlyKeys("features");
    assertThat(model.inputs().get("features").shape()).hasToString("[-1, 4]");
    assertThat(model.outputs()).containsOnlyKeys("classes");
    assertThat(model.outputs().get("classes").shape()).hasToString("[-1, 3]");
  }

  @Test
  void variables_initialized_holdTheValuesOfTheBundle() {
    TestBundle bundle = TestBundles.classifier();
    ImportedModel model = ImportedModel.ofSavedModel(tf, bundle.write(folder));
    assertThat(Imports.initial(model, "dense/kernel"))
        .containsExactly(bundle.values("dense/kernel"));
  }

  @Test
  void variables_movingStatistics_areConstants() {
    ImportedModel model = ImportedModel.ofSavedModel(tf, TestBundles.convolutional().write(folder));
    assertThat(model.variables())
        .containsOnlyKeys(
            "conv2d/kernel",
            "batch_normalization/gamma",
            "batch_normalization/beta",
            "dense/kernel");
    assertThat(graph.operation("batch_normalization/moving_mean").type()).isEqualTo("Const");
    assertThat(model.tensor("bn/mean").op().name()).isEqualTo("batch_normalization/moving_mean");
  }

  /** What no object of the bundle marks is told apart by name. */
  @Test
  void variables_movingStatisticsWithoutMarks_areConstants() {
    TestBundle bundle = TestBundles.convolutional();
    bundle.objects.clear();
    ImportedModel model = ImportedModel.ofSavedModel(tf, bundle.write(folder));
    assertThat(model.variables().keySet())
        .contains("batch_normalization/gamma")
        .doesNotContain("batch_normalization/moving_mean", "batch_normalization/moving_variance");
  }

  /** The product that broadcasts is wrong on some processors; the other is twice as fast. */
  @Test
  void ofSavedModel_productThatBroadcasts_isComputedByTheRightKernel() {
    ImportedModel model = ImportedModel.ofSavedModel(tf, TestBundles.sequences().write(folder));
    assertThat(model.tensor("dense/MatMul").op().type()).isEqualTo("BatchMatMulV3");
    assertThat(model.tensor("scores").op().type()).isEqualTo("BatchMatMulV2");
  }

  @Test
  void trainable_variableThatIsWrittenTwice_isThatOfTheSignature() {
    ImportedModel model = ImportedModel.ofSavedModel(tf, TestBundles.sequences().write(folder));
    assertThat(model.trainable(TFloat32.class))
        .extracting(variable -> variable.asOutput().op().name())
        .containsExactly("dense/kernel_1");
  }

  @Test
  void trainable_frozenLayer_isLeftOut() {
    TestBundle bundle = TestBundles.classifier();
    TestBundles.listTrained(bundle, 3, 4);
    ImportedModel model = ImportedModel.ofSavedModel(tf, bundle.write(folder));
    assertThat(model.variables()).hasSize(4);
    assertThat(model.trainable(TFloat32.class))
        .extracting(variable -> variable.asOutput().op().name())
        .containsExactly("dense_1/kernel", "dense_1/bias");
  }

  @Test
  void tensor_beforeTheSoftmax_givesLogits() {
    ImportedModel model = ImportedModel.ofSavedModel(tf, TestBundles.classifier().write(folder));
    assertThat(model.tensor("model/dense_1/BiasAdd").shape()).hasToString("[-1, 3]");
    assertThat(model.tensorNames()).contains("serving_default_features", "model/dense/MatMul");
    Imports.refused(() -> model.tensor("other/BiasAdd"))
        .hasMessageContaining("'other/BiasAdd'")
        .hasMessageContaining("like it are 2: [model/dense/BiasAdd, model/dense_1/BiasAdd]");
    Imports.refused(() -> model.tensor("nothing"))
        .hasMessageContaining("there are " + model.tensorNames().size() + ", as [")
        .hasMessageContaining(model.tensorNames().get(9))
        .hasMessageNotContaining(model.tensorNames().get(10))
        .hasMessageContaining("tensorNames()");
  }

  @Test
  void tensor_byNumber_isOneOfThoseOfTheOperation() {
    ImportedModel model = ImportedModel.ofSavedModel(tf, TestBundles.convolutional().write(folder));
    assertThat(model.tensor("split:0")).isEqualTo(model.tensor("split"));
    assertThat(model.tensor("split:1").index()).isOne();
    Imports.refused(() -> model.tensor("split:2"))
        .hasMessageContaining("below 2")
        .hasMessageContaining("'split:2'");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", ":", ":0", "split:", "split:x", "split:-1", "split:1:0", "split:99999999999"})
  void tensor_nameThatIsNone_isRefused(String name) {
    ImportedModel model = ImportedModel.ofSavedModel(tf, TestBundles.convolutional().write(folder));
    Imports.refused(() -> model.tensor(name))
        .hasMessageContaining("'operation:0'")
        .hasMessageEndingWith("'" + name + "'");
  }

  @Test
  void ofSavedModel_twice_keepsThemApart() {
    Path written = TestBundles.classifier().write(folder);
    ImportedModel first = ImportedModel.ofSavedModel(tf, written);
    ImportedModel second = ImportedModel.ofSavedModel(tf, written);
    ImportedModel third = ImportedModel.ofSavedModel(tf.withSubScope("trunk"), written);
    assertThat(
            Stream.of(first, second, third)
                .map(model -> model.variables().get("dense/kernel").op().name()))
        .containsExactly("dense/kernel", "imported_1/dense/kernel", "trunk/dense/kernel");
    assertThat(second.tensor("model/dense/MatMul").op().name())
        .isEqualTo("imported_1/model/dense/MatMul");
  }

  /** The type of an operation may be what the caller of its function says. */
  @Test
  void ofSavedModel_attributeOfTheCaller_isFilledIn() {
    TestFunction half =
        new TestFunction("half")
            .inputOf("x", "T")
            .node("twice", "AddV2", List.of("x", "x"), "T", TestNodes.ofCaller("T"))
            .returns("y", FLOAT, "twice:z:0");
    TestFunction outer =
        new TestFunction("outer")
            .input("x", FLOAT)
            .node(
                "call",
                "PartitionedCall",
                List.of("x"),
                "Tin",
                TestNodes.types(List.of(FLOAT)),
                "Tout",
                TestNodes.types(List.of(FLOAT)),
                "f",
                TestNodes.function("half", "T", FLOAT))
            .returns("y", FLOAT, "call:output:0");
    Path written = TestBundles.of(outer).function(half).write(folder);
    ImportedModel model = ImportedModel.ofSavedModel(tf, written);
    assertThat(model.tensor("call/twice").op().type()).isEqualTo("AddV2");
  }

  /** The learning phase of older Keras: a branch of which it is known where it goes. */
  @Test
  void ofSavedModel_branchOnAConstant_isTaken() {
    TestFunction model =
        new TestFunction("model")
            .input("x", FLOAT)
            .constant("no", TestNodes.truth(false))
            .node(
                "phase",
                "PlaceholderWithDefault",
                List.of("no:output:0"),
                "dtype",
                DataType.DT_BOOL,
                "shape",
                Shape.scalar())
            .node(
                "cond",
                "StatelessIf",
                List.of("phase:output:0", "x"),
                "Tcond",
                DataType.DT_BOOL,
                "Tin",
                TestNodes.types(List.of(FLOAT)),
                "Tout",
                TestNodes.types(List.of(FLOAT)),
                "then_branch",
                TestNodes.function("training"),
                "else_branch",
                TestNodes.function("serving"))
            .returns("y", FLOAT, "cond:output:0");
    Path written =
        TestBundles.of(model)
            .function(TestBundles.unary("training", "Neg"))
            .function(TestBundles.unary("serving", "Tanh"))
            .write(folder);
    ImportedModel.ofSavedModel(tf, written);
    assertThat(Imports.types(graph)).contains("Tanh").doesNotContain("Neg", "StatelessIf");
  }

  @Test
  void ofSavedModel_onlySignatureOfAnotherName_isTaken() {
    TestBundle bundle = TestBundles.classifier();
    bundle.signatureKey = "predictor";
    Path written = bundle.write(folder);
    assertThat(ImportedModel.ofSavedModel(tf, written).outputs()).containsOnlyKeys("classes");
    assertThat(ImportedModel.ofSavedModel(tf, written, "predictor").outputs())
        .containsOnlyKeys("classes");
  }

  /** As tf.saved_model.save writes Keras 3 models: what is restored is another variable. */
  @Test
  void ofSavedModel_restoredTwin_givesItsValue() {
    TestBundle bundle =
        new TestBundle()
            .variable("Variable", true, 4)
            .handle("layer/weight", 4)
            .node("initial", "ReadVariableOp", List.of("layer/weight"), "dtype", FLOAT)
            .node("assign", "AssignVariableOp", List.of("Variable", "initial"), "dtype", FLOAT)
            .serving(TestBundles.sum(), "layer/weight");
    ImportedModel imported = ImportedModel.ofSavedModel(tf, bundle.write(folder));
    assertThat(Imports.initial(imported, "layer/weight"))
        .containsExactly(bundle.values("Variable"));
  }

  /** The first twin has no value either: another twin has, or a twin of the twin. */
  @ParameterizedTest
  @ValueSource(strings = {"layer/weight", "empty"})
  void ofSavedModel_twinWithoutAValue_takesThatOfAnother(String source) {
    TestBundle bundle =
        new TestBundle()
            .variable("Variable", true, 4)
            .handle("layer/weight", 4)
            .handle("empty", 4)
            .node("initial", "ReadVariableOp", List.of("layer/weight"), "dtype", FLOAT)
            .node("assign", "AssignVariableOp", List.of("empty", "initial"), "dtype", FLOAT)
            .node("other", "ReadVariableOp", List.of(source), "dtype", FLOAT)
            .node("restored", "AssignVariableOp", List.of("Variable", "other"), "dtype", FLOAT)
            .serving(TestBundles.sum(), "layer/weight");
    ImportedModel imported = ImportedModel.ofSavedModel(tf, bundle.write(folder));
    assertThat(Imports.initial(imported, "layer/weight"))
        .containsExactly(bundle.values("Variable"));
  }
}
