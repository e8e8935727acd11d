package io.dptrain.core.savedmodel;

import static io.dptrain.core.savedmodel.TestBundle.FLOAT;
import static io.dptrain.core.savedmodel.TestBundle.RESOURCE;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.SavedObjectGraphOuterClass.SavedObject;
import org.tensorflow.proto.TrackableObjectGraphOuterClass.TrackableObjectGraph.TrackableObject.ObjectReference;

/** Models of the kinds that Keras writes. */
final class TestBundles {
  private TestBundles() {}

  /** One of each kind, with its name. */
  static Stream<Arguments> each() {
    return Stream.of(
        Arguments.of("dense", classifier()),
        Arguments.of("convolution", convolutional()),
        Arguments.of("embedding", embedding()),
        Arguments.of("sequences", sequences()),
        Arguments.of("dense layer of sequences", tensordot()));
  }

  /** A dense layer as a function: {@code activation(x kernel + bias)}. */
  static TestFunction dense(String name, String activation) {
    return new TestFunction(name)
        .input("x", FLOAT)
        .inputs(RESOURCE, "kernel", "bias")
        .read("MatMul/ReadVariableOp", "kernel")
        .node("MatMul", "MatMul", List.of("x", "MatMul/ReadVariableOp:value:0"), "T", FLOAT)
        .read("BiasAdd/ReadVariableOp", "bias")
        .node(
            "BiasAdd",
            "BiasAdd",
            List.of("MatMul:product:0", "BiasAdd/ReadVariableOp:value:0"),
            "T",
            FLOAT)
        .node(activation, activation, List.of("BiasAdd:output:0"), "T", FLOAT)
        .node("NoOp", "NoOp", List.of("^MatMul/ReadVariableOp", "^BiasAdd/ReadVariableOp"))
        .node(
            "Identity",
            "Identity",
            List.of(activation + (activation.equals("Softmax") ? ":softmax:0" : ":y:0"), "^NoOp"),
            "T",
            FLOAT)
        .returns("y", FLOAT, "Identity:output:0");
  }

  /** A function that calls two layers, one after the other. */
  static TestFunction twoLayers(String name, String first, String second) {
    return new TestFunction(name)
        .input("x", FLOAT)
        .inputs(RESOURCE, "k1", "b1", "k2", "b2")
        .call("dense/StatefulPartitionedCall", first, "x", "k1", "b1")
        .call(
            "dense_1/StatefulPartitionedCall",
            second,
            "dense/StatefulPartitionedCall:output:0",
            "k2",
            "b2")
        .returns("y", FLOAT, "dense_1/StatefulPartitionedCall:output:0");
  }

  /** Two dense layers and a softmax, in functions that are nested twice; three classes. */
  static TestBundle classifier() {
    TestFunction inside = twoLayers("__inference_model", "layer", "layer_1");
    TestFunction outside =
        new TestFunction("__inference_signature_wrapper")
            .input("x", FLOAT)
            .inputs(RESOURCE, "k1", "b1", "k2", "b2")
            .call("model/StatefulPartitionedCall", inside.name, "x", "k1", "b1", "k2", "b2")
            .returns("y", FLOAT, "model/StatefulPartitionedCall:output:0");
    return new TestBundle()
        .variable("dense/kernel", true, 4, 6)
        .variable("dense/bias", true, 6)
        .variable("dense_1/kernel", true, 6, 3)
        .variable("dense_1/bias", true, 3)
        .variable("Adam/m/dense/kernel", false, 4, 6)
        .function(dense("layer", "Tanh"))
        .function(dense("layer_1", "Softmax"))
        .function(inside)
        .input("features", FLOAT, -1, 4)
        .call(
            outside,
            List.of("serving_default_features"),
            List.of("dense/kernel", "dense/bias", "dense_1/kernel", "dense_1/bias"))
        .output("classes", "StatefulPartitionedCall:0", FLOAT, -1, 3);
  }

  /**
   * A convolution, a batch normalization by frozen statistics, a split and a list argument, a
   * flatten, a dense layer.
   */
  static TestBundle convolutional() {
    TestFunction model =
        new TestFunction("__inference_signature_wrapper")
            .input("x", FLOAT)
            .inputs(RESOURCE, "kernel", "gamma", "beta", "mean", "variance", "weight")
            .read("conv/ReadVariableOp", "kernel")
            .node(
                "conv",
                "Conv2D",
                List.of("x", "conv/ReadVariableOp:value:0"),
                "T",
                FLOAT,
                "strides",
                TestNodes.numbers(1, 1, 1, 1),
                "padding",
                "SAME");
    for (String name : List.of("gamma", "beta", "mean", "variance")) {
      model.read("bn/" + name, name);
    }
    model
        .node(
            "bn/FusedBatchNormV3",
            "FusedBatchNormV3",
            List.of(
                "conv:output:0",
                "bn/gamma:value:0",
                "bn/beta:value:0",
                "bn/mean:value:0",
                "bn/variance:value:0"),
            "T",
            FLOAT,
            "U",
            FLOAT,
            "is_training",
            false,
            "epsilon",
            1e-3f)
        .constant("axis", TestNodes.scalar(3))
        .node(
            "split",
            "Split",
            List.of("axis:output:0", "bn/FusedBatchNormV3:y:0"),
            "T",
            FLOAT,
            "num_split",
            2)
        .node(
            "both",
            "IdentityN",
            List.of("split:output:1", "split:output:0"),
            "T",
            TestNodes.types(List.of(FLOAT, FLOAT)))
        .node(
            "concat",
            "ConcatV2",
            List.of("both:output:0", "both:output:1", "split:output:0", "axis:output:0"),
            "T",
            FLOAT,
            "N",
            3,
            "Tidx",
            DataType.DT_INT32)
        .node("relu", "Relu6", List.of("concat:output:0"), "T", FLOAT)
        .constant("flat/shape", TestNodes.ints(-1, 5 * 5 * 6))
        .node(
            "flat",
            "Reshape",
            List.of("relu:activations:0", "flat/shape:output:0"),
            "T",
            FLOAT,
            "Tshape",
            DataType.DT_INT32)
        .read("dense/ReadVariableOp", "weight")
        .node(
            "dense/MatMul",
            "MatMul",
            List.of("flat:output:0", "dense/ReadVariableOp:value:0"),
            "T",
            FLOAT)
        .returns("y", FLOAT, "dense/MatMul:product:0");
    return new TestBundle()
        .variable("conv2d/kernel", true, 3, 3, 2, 4)
        .variable("batch_normalization/gamma", true, 4)
        .variable("batch_normalization/beta", true, 4)
        .variable("batch_normalization/moving_mean", false, 4)
        .variable("batch_normalization/moving_variance", false, 4)
        .variable("dense/kernel", true, 150, 2)
        .input("image", FLOAT, -1, 5, 5, 2)
        .call(
            model,
            List.of("serving_default_image"),
            List.of(
                "conv2d/kernel",
                "batch_normalization/gamma",
                "batch_normalization/beta",
                "batch_normalization/moving_mean",
                "batch_normalization/moving_variance",
                "dense/kernel"))
        .output("scores", "StatefulPartitionedCall:0", FLOAT, -1, 2);
  }

  /** An embedding of ids that come as floating point, as Keras has it, and their mean. */
  static TestBundle embedding() {
    TestFunction model =
        new TestFunction("__inference_signature_wrapper")
            .input("x", FLOAT)
            .input("table", RESOURCE)
            .node("ids", "Cast", List.of("x"), "SrcT", FLOAT, "DstT", DataType.DT_INT32)
            .node(
                "embedding/lookup",
                "ResourceGather",
                List.of("table", "ids:y:0"),
                "Tindices",
                DataType.DT_INT32,
                "dtype",
                FLOAT)
            .constant("axis", TestNodes.scalar(1))
            .node(
                "mean",
                "Mean",
                List.of("embedding/lookup:output:0", "axis:output:0"),
                "T",
                FLOAT,
                "Tidx",
                DataType.DT_INT32)
            .returns("y", FLOAT, "mean:output:0");
    return new TestBundle()
        .variable("embedding/embeddings", true, 7, 3)
        .input("ids", FLOAT, -1, 4)
        .call(model, List.of("serving_default_ids"), List.of("embedding/embeddings"))
        .output("mean", "StatefulPartitionedCall:0", FLOAT, -1, 3);
  }

  /**
   * A dense layer of sequences, as Keras 3 has it: a product that broadcasts, and one of equal
   * leading axes, of each sequence with itself. The signature reads one of two equal variables, and
   * the model lists the other.
   */
  static TestBundle sequences() {
    TestFunction model =
        new TestFunction("__inference_signature_wrapper")
            .input("x", FLOAT)
            .inputs(RESOURCE, "kernel")
            .read("dense/read", "kernel")
            .node(
                "dense/MatMul",
                "BatchMatMulV2",
                List.of("x", "dense/read:value:0"),
                "T",
                FLOAT,
                "adj_x",
                false,
                "adj_y",
                false)
            .node(
                "scores",
                "BatchMatMulV2",
                List.of("dense/MatMul:output:0", "dense/MatMul:output:0"),
                "T",
                FLOAT,
                "adj_x",
                false,
                "adj_y",
                true)
            .returns("y", FLOAT, "scores:output:0");
    TestBundle bundle =
        new TestBundle()
            .variable("dense/kernel_1", true, 4, 2)
            .input("x", FLOAT, -1, 3, 4)
            .call(model, List.of("serving_default_x"), List.of("dense/kernel_1"))
            .output("scores", "StatefulPartitionedCall:0", FLOAT, -1, 3, 3);
    bundle.objects.getNodesBuilder(1).getVariableBuilder().setName("dense/kernel");
    listTrained(bundle, 1);
    return bundle;
  }

  /**
   * A dense layer of sequences, as Keras 2 has it: a product of rows, reshaped to sizes computed
   * from the shape before. TensorFlow knows nothing of its shape but the rank.
   */
  static TestBundle tensordot() {
    TestFunction model =
        new TestFunction("__inference_signature_wrapper")
            .input("x", FLOAT)
            .inputs(RESOURCE, "kernel")
            .read("read", "kernel")
            .node("shape", "Shape", List.of("x"), "T", FLOAT, "out_type", DataType.DT_INT32)
            .constant("free", TestNodes.ints(0, 1))
            .constant("axis", TestNodes.scalar(0))
            .constant("units", TestNodes.ints(2))
            .constant("rows", TestNodes.ints(-1, 4))
            .node(
                "sizes",
                "GatherV2",
                List.of("shape:output:0", "free:output:0", "axis:output:0"),
                "Tparams",
                DataType.DT_INT32,
                "Tindices",
                DataType.DT_INT32,
                "Taxis",
                DataType.DT_INT32);
    reshape(model, "flat", "x", "rows:output:0")
        .node("product", "MatMul", List.of("flat:output:0", "read:value:0"), "T", FLOAT)
        .node(
            "target",
            "ConcatV2",
            List.of("sizes:output:0", "units:output:0", "axis:output:0"),
            "T",
            DataType.DT_INT32,
            "N",
            2,
            "Tidx",
            DataType.DT_INT32);
    reshape(model, "y", "product:product:0", "target:output:0").returns("y", FLOAT, "y:output:0");
    return ofSequences(model, 3, 2);
  }

  /** Its sizes go through floats, which no analysis follows: only the signature states them. */
  static TestBundle sizesThroughFloats() {
    TestFunction model =
        new TestFunction("__inference_signature_wrapper")
            .input("x", FLOAT)
            .inputs(RESOURCE, "kernel")
            .read("read", "kernel")
            .constant("rows", TestNodes.ints(-1, 4))
            .node("shape", "Shape", List.of("x"), "T", FLOAT, "out_type", DataType.DT_INT32)
            .node(
                "cast", "Cast", List.of("shape:output:0"), "SrcT", DataType.DT_INT32, "DstT", FLOAT)
            .node("back", "Cast", List.of("cast:y:0"), "SrcT", FLOAT, "DstT", DataType.DT_INT32);
    reshape(model, "flat", "x", "rows:output:0")
        .node("product", "MatMul", List.of("flat:output:0", "read:value:0"), "T", FLOAT);
    reshape(model, "y", "product:product:0", "back:y:0").returns("y", FLOAT, "y:output:0");
    return ofSequences(model, 3, 4);
  }

  private static TestBundle ofSequences(TestFunction model, int steps, int units) {
    return new TestBundle()
        .variable("dense/kernel", true, 4, units)
        .input("x", FLOAT, -1, steps, 4)
        .call(model, List.of("serving_default_x"), List.of("dense/kernel"))
        .output("y", "StatefulPartitionedCall:0", FLOAT, -1, steps, units);
  }

  private static TestFunction reshape(
      TestFunction function, String name, String tensor, String shape) {
    return function.node(
        name, "Reshape", List.of(tensor, shape), "T", FLOAT, "Tshape", DataType.DT_INT32);
  }

  /** A function of rows and a variable, their sum. */
  static TestFunction sum() {
    return new TestFunction("model")
        .input("x", FLOAT)
        .input("weight", RESOURCE)
        .read("read", "weight")
        .node("sum", "AddV2", List.of("x", "read:value:0"), "T", FLOAT)
        .returns("y", FLOAT, "sum:z:0");
  }

  /** A function of rows that has one operation. */
  static TestFunction unary(String name, String type) {
    return new TestFunction(name)
        .input("x", FLOAT)
        .node("same", type, List.of("x"), "T", FLOAT)
        .returns("y", FLOAT, "same:y:0");
  }

  /** A list of the variables that a model trains, which leaves out a frozen layer. */
  static void listTrained(TestBundle bundle, int... objects) {
    SavedObject.Builder list = SavedObject.newBuilder();
    for (int object : objects) {
      list.addChildren(ObjectReference.newBuilder().setNodeId(object));
    }
    bundle.objects.addNodes(list);
    bundle
        .objects
        .getNodesBuilder(0)
        .addChildren(
            ObjectReference.newBuilder()
                .setLocalName("trainable_variables")
                .setNodeId(bundle.objects.getNodesCount() - 1));
  }

  /** A loop, as recurrent layers have it; this one ends before its first run. */
  static TestBundle loop() {
    TestFunction condition =
        new TestFunction("condition")
            .input("x", FLOAT)
            .constant("no", TestNodes.truth(false))
            .returns("go", DataType.DT_BOOL, "no:output:0");
    TestFunction model =
        new TestFunction("model")
            .input("x", FLOAT)
            .node(
                "lstm/while",
                "StatelessWhile",
                List.of("x"),
                "T",
                TestNodes.types(List.of(FLOAT)),
                "cond",
                TestNodes.function("condition"),
                "body",
                TestNodes.function("body"))
            .node("after", "Tanh", List.of("lstm/while:output:0"), "T", FLOAT)
            .returns("y", FLOAT, "after:y:0");
    return of(model).function(condition).function(unary("body", "Tanh"));
  }

  /** A model without variables whose only layer is one operation of numbers. */
  static TestBundle of(TestFunction function) {
    return new TestBundle().serving(function);
  }
}
