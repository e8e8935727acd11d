package io.dptrain.core.graph;

import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.tensorflow.TensorFlow;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.OpDef;

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

  private static final Set<String> VARIABLES = Set.of("VariableV2", "Variable");

  private static final Map<String, OpDef> DEFINITIONS =
      TensorFlow.registeredOpList().getOpList().stream()
          .collect(Collectors.toUnmodifiableMap(OpDef::getName, Function.identity()));

  private OpRegistry() {}

  /** Whether an op type is a variable, which hands out references to its value. */
  static boolean isVariable(String type) {
    return VARIABLES.contains(type);
  }

  /** Whether an op type takes a reference to a variable, and so may write to it. */
  static boolean takesReference(String type) {
    OpDef definition = DEFINITIONS.get(type);
    return definition != null
        && definition.getInputArgList().stream().anyMatch(OpDef.ArgDef::getIsRef);
  }

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
}
