package io.dptrain.core.savedmodel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SavedObjectGraphOuterClass.SavedObject;
import org.tensorflow.proto.SavedObjectGraphOuterClass.SavedObjectGraph;
import org.tensorflow.proto.SavedObjectGraphOuterClass.SavedVariable;
import org.tensorflow.proto.SaverDef;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;

/**
 * A SavedModel as Keras writes it, by hand: resource variables in the graph, layers in functions, a
 * signature that calls one of them, and a function that restores the variables.
 */
final class TestBundle {
  static final DataType FLOAT = DataType.DT_FLOAT;
  static final DataType RESOURCE = DataType.DT_RESOURCE;

  final GraphDef.Builder graph = GraphDef.newBuilder();
  final SignatureDef.Builder signature =
      SignatureDef.newBuilder().setMethodName("tensorflow/serving/predict");
  final SavedObjectGraph.Builder objects =
      SavedObjectGraph.newBuilder().addNodes(SavedObject.newBuilder());
  String signatureKey = "serving_default";
  private final Map<String, float[]> values = new LinkedHashMap<>();
  private final Map<String, Shape> shapes = new LinkedHashMap<>();
  private final Random random = new Random(3);

  /** Adds a variable of small random numbers. */
  TestBundle variable(String name, boolean trainable, long... shape) {
    float[] numbers = new float[Math.toIntExact(Shape.of(shape).size())];
    for (int i = 0; i < numbers.length; i++) {
      // Positive for a variance.
      numbers[i] =
          (float) (name.contains("variance") ? 1 + random.nextDouble() : random.nextGaussian() / 2);
    }
    values.put(name, numbers);
    shapes.put(name, Shape.of(shape));
    handle(name, shape);
    objects.addNodes(
        SavedObject.newBuilder()
            .setVariable(SavedVariable.newBuilder().setName(name).setTrainable(trainable)));
    return this;
  }

  /** Adds a variable that nothing restores. */
  TestBundle handle(String name, long... shape) {
    return node(
        name,
        "VarHandleOp",
        List.of(),
        "dtype",
        FLOAT,
        "shape",
        Shape.of(shape),
        "shared_name",
        name);
  }

  float[] values(String variable) {
    return values.get(variable);
  }

  TestBundle function(TestFunction function) {
    graph.getLibraryBuilder().addFunction(function.definition());
    return this;
  }

  TestBundle node(String name, String type, List<String> inputs, Object... attributes) {
    graph.addNode(TestNodes.node(name, type, inputs, attributes));
    return this;
  }

  TestBundle input(String key, DataType type, long... shape) {
    node(
        "serving_default_" + key,
        "Placeholder",
        List.of(),
        "dtype",
        type,
        "shape",
        Shape.of(shape));
    signature.putInputs(key, info("serving_default_" + key + ":0", type, shape));
    return this;
  }

  TestBundle output(String key, String tensor, DataType type, long... shape) {
    signature.putOutputs(key, info(tensor, type, shape));
    return this;
  }

  /** Calls a function from the graph, with inputs of numbers before variables. */
  TestBundle call(TestFunction function, List<String> inputs, List<String> variables) {
    List<String> all = new ArrayList<>(inputs);
    all.addAll(variables);
    graph.addNode(TestNodes.call("StatefulPartitionedCall", function.name, all, variables.size()));
    return function(function);
  }

  /** Serves a function of rows of four numbers that gives as many. */
  TestBundle serving(TestFunction function, String... variables) {
    return input("x", FLOAT, -1, 4)
        .call(function, List.of("serving_default_x"), List.of(variables))
        .output("y", "StatefulPartitionedCall:0", FLOAT, -1, 4);
  }

  private static TensorInfo info(String tensor, DataType type, long... shape) {
    return TensorInfo.newBuilder()
        .setName(tensor)
        .setDtype(type)
        .setTensorShape(TensorInfos.of(Shape.of(shape)))
        .build();
  }

  /** Writes the bundle, with its variables. */
  Path write(Path folder) {
    addRestore();
    MetaGraphDef meta =
        MetaGraphDef.newBuilder()
            .setMetaInfoDef(MetaGraphDef.MetaInfoDef.newBuilder().addTags("serve"))
            .setGraphDef(graph)
            .setObjectGraphDef(objects)
            .putSignatureDef(signatureKey, signature.build())
            .setSaverDef(
                SaverDef.newBuilder()
                    .setFilenameTensorName("saver_filename:0")
                    .setRestoreOpName("StatefulPartitionedCall_1")
                    .setSaveTensorName("StatefulPartitionedCall_1:0")
                    .setVersion(SaverDef.CheckpointFormatVersion.V2))
            .build();
    try {
      Files.createDirectories(folder.resolve("variables"));
      SavedModel model =
          SavedModel.newBuilder().setSavedModelSchemaVersion(1).addMetaGraphs(meta).build();
      Files.write(folder.resolve("saved_model.pb"), model.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    save(folder.resolve("variables/variables"));
    return folder;
  }

  private void addRestore() {
    TestFunction restore =
        new TestFunction("__inference__traced_restore").input("file", DataType.DT_STRING);
    List<String> names = List.copyOf(values.keySet());
    restore.constant("names", TestNodes.strings(names));
    restore.constant("slices", TestNodes.strings(Collections.nCopies(names.size(), "")));
    restore.node(
        "RestoreV2",
        "RestoreV2",
        List.of("file", "names:output:0", "slices:output:0"),
        "dtypes",
        TestNodes.types(Collections.nCopies(names.size(), FLOAT)));
    List<String> inputs = new ArrayList<>(List.of("saver_filename"));
    List<DataType> types = new ArrayList<>(List.of(DataType.DT_STRING));
    List<String> written = new ArrayList<>(List.of("file"));
    for (int i = 0; i < names.size(); i++) {
      restore.input("variable_" + i, RESOURCE);
      restore.node(
          "AssignVariableOp_" + i,
          "AssignVariableOp",
          List.of("variable_" + i, "RestoreV2:tensors:" + i),
          "dtype",
          FLOAT);
      inputs.add(names.get(i));
      types.add(RESOURCE);
      written.add("^AssignVariableOp_" + i);
    }
    restore.node("Identity", "Identity", written, "T", DataType.DT_STRING);
    restore.returns("done", DataType.DT_STRING, "Identity:output:0");
    function(restore);
    node(
        "saver_filename",
        "Placeholder",
        List.of(),
        "dtype",
        DataType.DT_STRING,
        "shape",
        Shape.scalar());
    node(
        "StatefulPartitionedCall_1",
        "StatefulPartitionedCall",
        inputs,
        "Tin",
        TestNodes.types(types),
        "Tout",
        TestNodes.types(List.of(DataType.DT_STRING)),
        "f",
        TestNodes.function(restore.name));
  }

  private void save(Path file) {
    if (values.isEmpty()) {
      return;
    }
    try (Graph writer = new Graph();
        Session session = new Session(writer)) {
      Ops tf = Ops.create(writer);
      List<Operand<?>> tensors = new ArrayList<>();
      values.forEach(
          (name, numbers) -> tensors.add(tf.constant(shapes.get(name), DataBuffers.of(numbers))));
      session.run(
          tf.train.save(
              tf.constant(file.toString()),
              tf.constant(NdArrays.vectorOfObjects(values.keySet().toArray(String[]::new))),
              tf.constant(
                  NdArrays.vectorOfObjects(
                      Collections.nCopies(values.size(), "").toArray(String[]::new))),
              tensors));
    }
  }
}
