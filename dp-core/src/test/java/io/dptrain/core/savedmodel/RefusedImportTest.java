package io.dptrain.core.savedmodel;

import static io.dptrain.core.savedmodel.TestBundle.FLOAT;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorProto;

/** What cannot become plain operations is named, and nothing is added to the graph. */
class RefusedImportTest extends ImportSetUp {
  @Test
  void ofSavedModel_unknownSignature_listsThoseThereAre() {
    Path written = TestBundles.classifier().write(folder);
    Imports.refused(() -> ImportedModel.ofSavedModel(tf, written, "predict"))
        .hasMessageContaining("[serving_default]")
        .hasMessageContaining("'predict'");
  }

  @Test
  void ofSavedModel_noSignature_isRefused() {
    TestBundle bundle = TestBundles.classifier();
    bundle.signatureKey = "__saved_model_init_op";
    Path written = bundle.write(folder);
    Imports.refused(() -> ImportedModel.ofSavedModel(tf, written)).hasMessageContaining("has none");
  }

  @Test
  void ofSavedModel_variableThatNothingRestores_isNamed() {
    Path written =
        new TestBundle()
            .variable("other", true, 4)
            .handle("weight", 4)
            .serving(TestBundles.sum(), "weight")
            .write(folder);
    Imports.refused(() -> ImportedModel.ofSavedModel(tf, written))
        .hasMessageContaining("'weight'")
        .hasMessageContaining("was not restored");
  }

  @Test
  void ofSavedModel_noFile_isRefused() {
    Imports.refused(() -> ImportedModel.ofSavedModel(tf, folder.resolve("none")))
        .hasMessageContaining("saved_model.pb");
  }

  @Test
  void ofSavedModel_otherBytes_isRefused() throws IOException {
    Path written = TestBundles.classifier().write(folder);
    byte[] bytes = Files.readAllBytes(written.resolve("saved_model.pb"));
    Files.write(written.resolve("saved_model.pb"), Arrays.copyOf(bytes, 700));
    Imports.refused(() -> ImportedModel.ofSavedModel(tf, written))
        .hasMessageContaining("cannot be read");
  }

  @Test
  void ofSavedModel_withoutVariablesFolder_isRefused() throws IOException {
    Path written = TestBundles.classifier().write(folder);
    Files.move(written.resolve("variables"), written.resolve("elsewhere"));
    Imports.refused(() -> ImportedModel.ofSavedModel(tf, written))
        .hasMessageContaining("variables/variables.index");
  }

  @Test
  void ofSavedModel_loop_isNamedWithItsFunction() {
    Path written = TestBundles.loop().write(folder);
    Imports.refused(() -> ImportedModel.ofSavedModel(tf, written))
        .hasMessageContaining("StatelessWhile 'lstm/while' in model is a loop")
        .hasMessageContaining("feed what it gives");
    assertThat(Imports.types(graph)).isEmpty();
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
                TensorProto.newBuilder().setDtype(FLOAT).addFloatVal(0).build())
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
    Imports.refused(() -> ImportedModel.ofSavedModel(tf, written))
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
        new TestBundle().variable("state", false, 1, 4).serving(model, "state").write(folder);
    Imports.refused(() -> ImportedModel.ofSavedModel(tf, written))
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
    Imports.refused(() -> ImportedModel.ofSavedModel(tf, written))
        .hasMessageContaining("the output 'y'")
        .hasMessageContaining("random numbers");
    assertThat(Imports.types(graph)).isEmpty();
  }
}
