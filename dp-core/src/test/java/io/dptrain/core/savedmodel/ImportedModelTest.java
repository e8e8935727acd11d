package io.dptrain.core.savedmodel;

import static io.dptrain.core.savedmodel.TestBundle.FLOAT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.types.TFloat32;

/** Bundles as Keras writes them become plain operations that give the same. */
class ImportedModelTest {
  @TempDir Path folder;

  private final Graph graph = new Graph();
  private final Ops tf = Ops.create(graph);

  /** Rows of numbers from 0 to 2. */
  static TFloat32 rows(int count, Operand<?> input) {
    Random random = new Random(count);
    return TFloat32.tensorOf(
        input.shape().tail().prepend(count),
        tensor -> tensor.scalars().forEach(value -> value.setFloat(2 * random.nextFloat())));
  }

  private static float[] numbers(Result result) {
    float[] numbers = new float[Math.toIntExact(result.get(0).shape().size())];
    result.get(0).asRawTensor().data().asFloats().read(numbers);
    return numbers;
  }

  private float[] imported(ImportedModel model, TFloat32 rows) {
    try (Session session = new Session(graph)) {
      session.initialize();
      return values(session, model, rows);
    }
  }

  static float[] values(Session session, ImportedModel model, TFloat32 rows) {
    try (Result result =
        session
            .runner()
            .feed(model.input(TFloat32.class), rows)
            .fetch(model.output(TFloat32.class))
            .run()) {
      return numbers(result);
    }
  }

  static float[] served(Path bundle, TFloat32 rows) {
    try (SavedModelBundle loaded = SavedModelBundle.load(bundle.toString(), "serve")) {
      var signature = loaded.signatures().get(0);
      String input = signature.inputNames().iterator().next();
      try (Result result = loaded.function(signature.key()).call(Map.of(input, rows))) {
        return numbers(result);
      }
    }
  }

  private List<String> types() {
    List<String> types = new ArrayList<>();
    for (Iterator<GraphOperation> all = graph.operations(); all.hasNext(); ) {
      types.add(all.next().type());
    }
    return types;
  }

  static Stream<Arguments> bundles() {
    return Stream.of(
        Arguments.of("dense", TestBundles.classifier()),
        Arguments.of("convolution", TestBundles.convolutional()),
        Arguments.of("embedding", TestBundles.embedding()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("bundles")
  void ofSavedModel_anyBundle_givesWhatItGives(String name, TestBundle bundle) {
    Path written = bundle.write(folder);
    ImportedModel model = ImportedModel.ofSavedModel(tf, written);
    try (TFloat32 rows = rows(5, model.input(TFloat32.class))) {
      assertThat(imported(model, rows)).containsExactly(served(written, rows), within(1e-5f));
    }
    assertThat(model.difference()).isBetween(0.0, 1e-5);
    assertThat(types())
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
    try (Session session = new Session(graph)) {
      session.initialize();
      try (Result value = session.runner().fetch(model.variables().get("dense/kernel")).run()) {
        assertThat(numbers(value)).containsExactly(bundle.values("dense/kernel"));
      }
    }
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
    assertThatThrownBy(() -> model.tensor("other/BiasAdd"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'other/BiasAdd'")
        .hasMessageContaining("[model/dense/BiasAdd, model/dense_1/BiasAdd]");
    assertThatThrownBy(() -> model.tensor("model/dense_1/BiasAdd:1"))
        .isInstanceOf(IllegalArgumentException.class);
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
    TestFunction training =
        new TestFunction("training")
            .input("x", FLOAT)
            .node("noise", "Neg", List.of("x"), "T", FLOAT)
            .returns("y", FLOAT, "noise:y:0");
    TestFunction serving =
        new TestFunction("serving")
            .input("x", FLOAT)
            .node("same", "Tanh", List.of("x"), "T", FLOAT)
            .returns("y", FLOAT, "same:y:0");
    TestFunction model =
        new TestFunction("model")
            .input("x", FLOAT)
            .node(
                "no",
                "Const",
                List.of(),
                "dtype",
                DataType.DT_BOOL,
                "value",
                TestNodes.truth(false))
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
    Path written = TestBundles.of(model).function(training).function(serving).write(folder);
    ImportedModel.ofSavedModel(tf, written);
    assertThat(types()).contains("Tanh").doesNotContain("Neg", "StatelessIf");
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

  @Test
  void ofSavedModel_unknownSignature_listsThoseThereAre() {
    Path written = TestBundles.classifier().write(folder);
    refused(() -> ImportedModel.ofSavedModel(tf, written, "predict"))
        .hasMessageContaining("[serving_default]")
        .hasMessageContaining("'predict'");
  }

  @Test
  void ofSavedModel_noSignature_isRefused() {
    TestBundle bundle = TestBundles.classifier();
    bundle.signatureKey = "__saved_model_init_op";
    Path written = bundle.write(folder);
    refused(() -> ImportedModel.ofSavedModel(tf, written)).hasMessageContaining("has none");
  }

  /** As tf.saved_model.save writes Keras 3 models: what is restored is another variable. */
  @Test
  void ofSavedModel_restoredTwin_givesItsValue() {
    TestFunction model =
        new TestFunction("model")
            .input("x", FLOAT)
            .input("weight", TestBundle.RESOURCE)
            .node("read", "ReadVariableOp", List.of("weight"), "dtype", FLOAT)
            .node("sum", "AddV2", List.of("x", "read:value:0"), "T", FLOAT)
            .returns("y", FLOAT, "sum:z:0");
    TestBundle bundle =
        new TestBundle()
            .variable("Variable", true, 4)
            .node(
                "layer/weight",
                "VarHandleOp",
                List.of(),
                "dtype",
                FLOAT,
                "shape",
                Shape.of(4),
                "shared_name",
                "layer/weight")
            .node("initial", "ReadVariableOp", List.of("layer/weight"), "dtype", FLOAT)
            .node("assign", "AssignVariableOp", List.of("Variable", "initial"), "dtype", FLOAT)
            .function(model)
            .input("x", FLOAT, -1, 4)
            .call("model", List.of("serving_default_x"), List.of("layer/weight"), FLOAT)
            .output("y", "StatefulPartitionedCall:0", FLOAT, -1, 4);
    ImportedModel imported = ImportedModel.ofSavedModel(tf, bundle.write(folder));
    try (Session session = new Session(graph)) {
      session.initialize();
      try (Result value = session.runner().fetch(imported.variables().get("layer/weight")).run()) {
        assertThat(numbers(value)).containsExactly(bundle.values("Variable"));
      }
    }
  }

  @Test
  void ofSavedModel_variableThatNothingRestores_isNamed() {
    TestFunction model =
        new TestFunction("model")
            .input("x", FLOAT)
            .input("weight", TestBundle.RESOURCE)
            .node("read", "ReadVariableOp", List.of("weight"), "dtype", FLOAT)
            .node("sum", "AddV2", List.of("x", "read:value:0"), "T", FLOAT)
            .returns("y", FLOAT, "sum:z:0");
    Path written =
        new TestBundle()
            .variable("other", true, 4)
            .node(
                "weight",
                "VarHandleOp",
                List.of(),
                "dtype",
                FLOAT,
                "shape",
                Shape.of(4),
                "shared_name",
                "weight")
            .function(model)
            .input("x", FLOAT, -1, 4)
            .call("model", List.of("serving_default_x"), List.of("weight"), FLOAT)
            .output("y", "StatefulPartitionedCall:0", FLOAT, -1, 4)
            .write(folder);
    refused(() -> ImportedModel.ofSavedModel(tf, written))
        .hasMessageContaining("'weight'")
        .hasMessageContaining("was not restored");
  }

  @Test
  void ofSavedModel_noFile_isRefused() {
    refused(() -> ImportedModel.ofSavedModel(tf, folder.resolve("none")))
        .hasMessageContaining("saved_model.pb");
  }

  @Test
  void ofSavedModel_otherBytes_isRefused() throws IOException {
    Path written = TestBundles.classifier().write(folder);
    byte[] bytes = Files.readAllBytes(written.resolve("saved_model.pb"));
    Files.write(written.resolve("saved_model.pb"), java.util.Arrays.copyOf(bytes, 700));
    refused(() -> ImportedModel.ofSavedModel(tf, written)).hasMessageContaining("cannot be read");
  }

  @Test
  void ofSavedModel_withoutVariablesFolder_isRefused() throws IOException {
    Path written = TestBundles.classifier().write(folder);
    Files.move(written.resolve("variables"), written.resolve("elsewhere"));
    refused(() -> ImportedModel.ofSavedModel(tf, written))
        .hasMessageContaining("variables/variables.index");
  }

  @Test
  void ofSavedModel_loop_isNamedWithItsFunction() {
    Path written = TestBundles.loop().write(folder);
    refused(() -> ImportedModel.ofSavedModel(tf, written))
        .hasMessageContaining("StatelessWhile 'lstm/while' in model is a loop")
        .hasMessageContaining("feed what it gives");
    assertThat(types()).isEmpty();
  }

  @Test
  void ofSavedModel_tableOfStrings_isNamedWithoutWhatFollows() {
    TestBundle bundle =
        new TestBundle()
            .input("word", DataType.DT_STRING, -1)
            .node(
                "table",
                "HashTableV2",
                List.of(),
                "key_dtype",
                DataType.DT_STRING,
                "value_dtype",
                FLOAT)
            .node(
                "none",
                "Const",
                List.of(),
                "dtype",
                FLOAT,
                "value",
                org.tensorflow.proto.TensorProto.newBuilder()
                    .setDtype(FLOAT)
                    .addFloatVal(0)
                    .build())
            .node(
                "find",
                "LookupTableFindV2",
                List.of("table", "serving_default_word", "none"),
                "Tin",
                DataType.DT_STRING,
                "Tout",
                FLOAT)
            .output("y", "find:0", FLOAT, -1);
    Path written = bundle.write(folder);
    refused(() -> ImportedModel.ofSavedModel(tf, written))
        .hasMessageContaining("'word' takes DT_STRING")
        .hasMessageContaining("HashTableV2 'table'")
        .hasMessageNotContaining("LookupTableFindV2");
  }

  @Test
  void ofSavedModel_writesWhileItServes_isRefused() {
    TestFunction model =
        new TestFunction("model")
            .input("x", FLOAT)
            .input("state", TestBundle.RESOURCE)
            .node("assign", "AssignAddVariableOp", List.of("state", "x"), "dtype", FLOAT)
            .node("read", "ReadVariableOp", List.of("state", "^assign"), "dtype", FLOAT)
            .returns("y", FLOAT, "read:value:0");
    Path written =
        new TestBundle()
            .variable("state", false, 1, 2)
            .function(model)
            .input("x", FLOAT, 1, 2)
            .call("model", List.of("serving_default_x"), List.of("state"), FLOAT)
            .output("y", "StatefulPartitionedCall:0", FLOAT, 1, 2)
            .write(folder);
    refused(() -> ImportedModel.ofSavedModel(tf, written))
        .hasMessageContaining("AssignAddVariableOp 'assign' in model changes a variable");
  }

  /** What is not the same twice is not the same after an import. */
  @Test
  void ofSavedModel_randomNumbers_isRefusedAndNothingIsAdded() {
    TestFunction model =
        new TestFunction("model")
            .input("x", FLOAT)
            .node("shape", "Shape", List.of("x"), "T", FLOAT)
            .node(
                "noise",
                "RandomUniform",
                List.of("shape:output:0"),
                "T",
                DataType.DT_INT32,
                "dtype",
                FLOAT)
            .node("sum", "AddV2", List.of("x", "noise:output:0"), "T", FLOAT)
            .returns("y", FLOAT, "sum:z:0");
    Path written = TestBundles.of(model).write(folder);
    refused(() -> ImportedModel.ofSavedModel(tf, written))
        .hasMessageContaining("the output 'y'")
        .hasMessageContaining("random numbers");
    assertThat(types()).isEmpty();
  }

  private Path frozen() throws IOException {
    try (Graph frozen = new Graph()) {
      Ops ops = Ops.create(frozen);
      Operand<TFloat32> x =
          ops.withName("x")
              .placeholder(
                  TFloat32.class, org.tensorflow.op.core.Placeholder.shape(Shape.of(-1, 2)));
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
    try (Session session = new Session(graph)) {
      session.initialize();
      try (Result value = session.runner().fetch(model.variables().get("weight")).run()) {
        assertThat(numbers(value)).containsExactly(1, 2, 3, 4, 5, 6);
      }
    }
  }

  @Test
  void ofGraphDef_whatIsNotThere_isRefused() throws IOException {
    Path file = frozen();
    refused(() -> ImportedModel.ofGraphDef(tf, file, List.of("x"), List.of("z")))
        .hasMessageContaining("'z'");
    refused(() -> ImportedModel.ofGraphDef(tf, file, List.of("x"), List.of("y"), List.of("bias")))
        .hasMessageContaining("'bias' is none");
    refused(() -> ImportedModel.ofGraphDef(tf, file, List.of(), List.of("y")))
        .hasMessageContaining("Placeholder 'x' is fed by no input");
    Path other = Files.writeString(folder.resolve("text.pb"), "node { name: 'x' }");
    refused(() -> ImportedModel.ofGraphDef(tf, other, List.of("x"), List.of("y")))
        .hasMessageContaining("must be a GraphDef");
  }

  private static org.assertj.core.api.AbstractThrowableAssert<?, ? extends Throwable> refused(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    return assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class);
  }

  @org.junit.jupiter.api.AfterEach
  void close() {
    graph.close();
  }
}
