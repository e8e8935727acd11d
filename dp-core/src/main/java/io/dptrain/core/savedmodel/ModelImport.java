package io.dptrain.core.savedmodel;

import com.google.protobuf.ByteString;
import io.dptrain.core.internal.inline.FlatModel;
import io.dptrain.core.internal.inline.Inliner;
import io.dptrain.core.internal.inline.RightProducts;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.Tensor;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;

/** Opens a model, makes plain nodes of it, holds them against it, and places them. Stateless. */
final class ModelImport {
  private static final Set<DataType> FLOATING =
      Set.of(DataType.DT_FLOAT, DataType.DT_DOUBLE, DataType.DT_HALF, DataType.DT_BFLOAT16);

  private ModelImport() {}

  static ImportedModel ofSavedModel(Ops tf, Path folder, Optional<String> signature) {
    try (OpenedModel original = OpenedModel.ofSavedModel(folder, signature)) {
      return place(tf, original, Set.of());
    }
  }

  static ImportedModel ofGraphDef(
      Ops tf, Path file, List<String> inputs, List<String> outputs, List<String> variables) {
    try (OpenedModel original = OpenedModel.ofGraphDef(file, inputs, outputs)) {
      return place(tf, original, Set.copyOf(variables));
    }
  }

  private static ImportedModel place(Ops tf, OpenedModel original, Set<String> variableConstants) {
    FlatModel inlined =
        new Inliner(original.definition(), variableConstants)
            .inline(original.name(), original.signature());
    FlatModel flat = inlined.with(RightProducts.of(inlined));
    requireAll(original, flat, variableConstants);
    requireSize(original, flat);
    Map<String, Tensor> values = original.values(flat.variables());
    try {
      FlatModel fixed = flat.with(constants(original, flat, values));
      double difference = EqualOutputs.require(original, fixed, values);
      Set<String> trained = new LinkedHashSet<>(fixed.variables().keySet());
      trained.removeIf(name -> !original.variables().isTrained(name));
      PlacedModel placed = PlacedModel.in(tf, fixed, values);
      return new ImportedModel(placed, original.key(), original.signature(), trained, difference);
    } finally {
      values.values().forEach(Tensor::close);
    }
  }

  private static void requireAll(OpenedModel original, FlatModel flat, Set<String> constants) {
    for (String constant : constants) {
      if (!flat.variables().containsValue(constant)) {
        throw new IllegalArgumentException(
            "variables must name constants behind the outputs of "
                + original.name()
                + ", but '"
                + constant
                + "' is none");
      }
    }
  }

  private static void requireSize(OpenedModel original, FlatModel flat) {
    long bytes =
        flat.definition().getNodeList().stream()
            .filter(node -> flat.variables().containsKey(node.getName()))
            .mapToLong(ModelImport::bytes)
            .sum();
    if (bytes > ImportedModel.MOST_BYTES) {
      throw new IllegalArgumentException(
          "the variables of "
              + original.name()
              + " must have at most "
              + ImportedModel.MOST_BYTES
              + " bytes, since a graph holds no more, but have "
              + bytes);
    }
  }

  private static long bytes(NodeDef variable) {
    long numbers =
        variable.getAttrOrThrow("shape").getShape().getDimList().stream()
            .mapToLong(size -> size.getSize())
            .reduce(1, (a, b) -> a * b);
    return numbers * (variable.getAttrOrThrow("dtype").getType() == DataType.DT_DOUBLE ? 8 : 4);
  }

  /** The variables that nothing trains, as constants. */
  private static Map<String, NodeDef> constants(
      OpenedModel original, FlatModel flat, Map<String, Tensor> values) {
    Map<String, NodeDef> constants = new LinkedHashMap<>();
    for (String name : flat.variables().keySet()) {
      Tensor value = values.get(name);
      if (!FLOATING.contains(value.dataType()) || original.variables().isFixed(name)) {
        constants.put(name, constant(name, value));
      }
    }
    return constants;
  }

  private static NodeDef constant(String name, Tensor value) {
    byte[] bytes = new byte[Math.toIntExact(value.numBytes())];
    value.asRawTensor().data().read(bytes);
    TensorProto proto =
        TensorProto.newBuilder()
            .setDtype(value.dataType())
            .setTensorShape(TensorInfos.of(value.shape()))
            .setTensorContent(ByteString.copyFrom(bytes))
            .build();
    return NodeDef.newBuilder()
        .setName(name)
        .setOp("Const")
        .putAttr("dtype", AttrValue.newBuilder().setType(value.dataType()).build())
        .putAttr("value", AttrValue.newBuilder().setTensor(proto).build())
        .build();
  }
}
