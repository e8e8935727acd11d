package io.dptrain.core.savedmodel;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;

/** Nodes and attributes of hand-written graphs, in few words. */
final class TestNodes {
  private TestNodes() {}

  /** A node with the attributes {@code name, value, name, value, ...}. */
  static NodeDef node(String name, String type, List<String> inputs, Object... attributes) {
    NodeDef.Builder node = NodeDef.newBuilder().setName(name).setOp(type).addAllInput(inputs);
    attributes(attributes).forEach(node::putAttr);
    return node.build();
  }

  /** A call of a function that gives one tensor, with tensors before variables. */
  static NodeDef call(String name, String function, List<String> inputs, int variables) {
    List<DataType> types =
        new ArrayList<>(Collections.nCopies(inputs.size() - variables, DataType.DT_FLOAT));
    types.addAll(Collections.nCopies(variables, DataType.DT_RESOURCE));
    return node(
        name,
        "StatefulPartitionedCall",
        inputs,
        "Tin",
        types(types),
        "Tout",
        types(List.of(DataType.DT_FLOAT)),
        "f",
        function(function));
  }

  static Map<String, AttrValue> attributes(Object... namesAndValues) {
    Map<String, AttrValue> attributes = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      attributes.put((String) namesAndValues[i], value(namesAndValues[i + 1]));
    }
    return attributes;
  }

  /** A function that is called, with what its attributes are set to. */
  static AttrValue function(String name, Object... attributes) {
    return AttrValue.newBuilder()
        .setFunc(NameAttrList.newBuilder().setName(name).putAllAttr(attributes(attributes)))
        .build();
  }

  /** What the caller of a function sets. */
  static AttrValue ofCaller(String attribute) {
    return AttrValue.newBuilder().setPlaceholder(attribute).build();
  }

  static AttrValue types(List<DataType> types) {
    return AttrValue.newBuilder()
        .setList(AttrValue.ListValue.newBuilder().addAllType(types))
        .build();
  }

  static AttrValue numbers(long... numbers) {
    AttrValue.ListValue.Builder list = AttrValue.ListValue.newBuilder();
    for (long number : numbers) {
      list.addI(number);
    }
    return AttrValue.newBuilder().setList(list).build();
  }

  private static AttrValue value(Object value) {
    AttrValue.Builder attribute = AttrValue.newBuilder();
    if (value instanceof AttrValue given) {
      return given;
    } else if (value instanceof DataType type) {
      attribute.setType(type);
    } else if (value instanceof Shape shape) {
      attribute.setShape(TensorInfos.of(shape));
    } else if (value instanceof Integer number) {
      attribute.setI(number);
    } else if (value instanceof Float number) {
      attribute.setF(number);
    } else if (value instanceof Boolean truth) {
      attribute.setB(truth);
    } else if (value instanceof TensorProto tensor) {
      attribute.setTensor(tensor);
    } else {
      attribute.setS(ByteString.copyFromUtf8((String) value));
    }
    return attribute.build();
  }

  static TensorProto ints(int... values) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setDtype(DataType.DT_INT32)
            .setTensorShape(TensorInfos.of(Shape.of(values.length)));
    for (int value : values) {
      tensor.addIntVal(value);
    }
    return tensor.build();
  }

  static TensorProto scalar(int value) {
    return TensorProto.newBuilder()
        .setDtype(DataType.DT_INT32)
        .setTensorShape(TensorInfos.of(Shape.scalar()))
        .addIntVal(value)
        .build();
  }

  static TensorProto truth(boolean value) {
    return TensorProto.newBuilder()
        .setDtype(DataType.DT_BOOL)
        .setTensorShape(TensorInfos.of(Shape.scalar()))
        .addBoolVal(value)
        .build();
  }

  static TensorProto strings(List<String> values) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setDtype(DataType.DT_STRING)
            .setTensorShape(TensorInfos.of(Shape.of(values.size())));
    values.forEach(value -> tensor.addStringVal(ByteString.copyFromUtf8(value)));
    return tensor.build();
  }
}
