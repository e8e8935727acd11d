package io.dptrain.core.graph;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.tensorflow.internal.c_api.TF_Buffer;
import org.tensorflow.internal.c_api.global.tensorflow;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.OpList;

/**
 * What TensorFlow itself says of its op types. Read once, from the loaded library. Thread safe.
 *
 * <p>An op counts as pure if it is not stateful, takes and gives numbers alone, writes into none of
 * its inputs and holds no function: then nothing but its inputs and attributes can decide its
 * output. Ops that read files take names, and so are not pure here.
 */
final class OpRegistry {
  private static final Set<DataType> NOT_NUMBERS =
      Set.of(DataType.DT_STRING, DataType.DT_RESOURCE, DataType.DT_VARIANT);

  /** Reads a region of memory or a file that is named by an attribute. */
  private static final Set<String> NAMED_BY_ATTRIBUTE = Set.of("ImmutableConst");

  private static final Map<String, OpDef> DEFINITIONS = read();

  private OpRegistry() {}

  /** Whether an op type keeps state, draws chance, has side effects, or is not registered. */
  static boolean isStateful(String type) {
    OpDef definition = DEFINITIONS.get(type);
    return definition == null || definition.getIsStateful();
  }

  /** Whether the outputs of an op type are decided by its inputs and attributes alone. */
  static boolean isPure(String type) {
    OpDef definition = DEFINITIONS.get(type);
    return definition != null
        && !definition.getIsStateful()
        && !type.startsWith("_")
        && !NAMED_BY_ATTRIBUTE.contains(type)
        && definition.getInputArgList().stream().allMatch(OpRegistry::isNumber)
        && definition.getOutputArgList().stream().allMatch(OpRegistry::isNumber)
        && definition.getAttrList().stream().noneMatch(OpRegistry::isFunction);
  }

  private static boolean isNumber(OpDef.ArgDef argument) {
    return !argument.getIsRef() && !NOT_NUMBERS.contains(argument.getType());
  }

  private static boolean isFunction(OpDef.AttrDef attribute) {
    return attribute.getType().contains("func");
  }

  private static Map<String, OpDef> read() {
    TF_Buffer buffer = tensorflow.TF_GetAllOpList();
    try {
      Map<String, OpDef> definitions = new HashMap<>();
      for (OpDef definition : OpList.parseFrom(buffer.dataAsByteBuffer()).getOpList()) {
        definitions.put(definition.getName(), definition);
      }
      return Map.copyOf(definitions);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("the op list of TensorFlow cannot be read", e);
    } finally {
      tensorflow.TF_DeleteBuffer(buffer);
    }
  }
}
