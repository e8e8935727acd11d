package io.dptrain.core.internal.graph.op;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.tensorflow.GraphOperation;
import org.tensorflow.Output;
import org.tensorflow.TensorFlow;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.OpDef;

/**
 * What TensorFlow itself says of its op types. Read once, from the loaded library. Thread safe.
 *
 * <p>An op counts as pure if it is not stateful, takes and gives numbers alone, writes into none of
 * its inputs, shares nothing by name and holds no function: then nothing but its inputs and
 * attributes can decide its output. Ops that read files take names, and so are not pure here.
 *
 * <p>What TensorFlow declares free of state is not always so. {@code InplaceAdd} and its kin write
 * into the buffer of their input, which may be a variable or a constant. {@code Batch} joins what
 * several calls of a function give it.
 */
public final class OpRegistry {
  private static final Set<DataType> NOT_NUMBERS =
      Set.of(DataType.DT_STRING, DataType.DT_RESOURCE, DataType.DT_VARIANT);

  /** Ends the process, or gives whatever the memory held before. */
  private static final Set<String> IMPURE = Set.of("Abort", "FakeParam");

  /** Internal ops, writers to the buffer of an input, reporters, and ops of other runtimes. */
  private static final List<String> IMPURE_PREFIXES =
      List.of("_", "Inplace", "Debug", "Xla", "TPU", "DTensor");

  /** With one of these attributes an op shares something with others, reads it or shows it. */
  private static final Set<String> IMPURE_ATTRIBUTES =
      Set.of(
          "batching_queue",
          "container",
          "debug_ops_spec",
          "memory_region_name",
          "shared_name",
          "token");

  private static final Set<String> VARIABLES = Set.of("VariableV2", "Variable");

  private static final Map<String, OpDef> DEFINITIONS =
      TensorFlow.registeredOpList().getOpList().stream()
          .collect(Collectors.toUnmodifiableMap(OpDef::getName, Function.identity()));

  private OpRegistry() {}

  /** Whether TensorFlow has an op type. */
  public static boolean isRegistered(String type) {
    return DEFINITIONS.containsKey(type);
  }

  /** What TensorFlow says of an op type; empty if it is not registered. */
  public static Optional<OpDef> definition(String type) {
    return Optional.ofNullable(DEFINITIONS.get(type));
  }

  /** Whether an op type is a variable, which hands out references to its value. */
  public static boolean isVariable(String type) {
    return VARIABLES.contains(type);
  }

  /** Whether an op type is a resource variable, of which no reference can be followed. */
  public static boolean isResourceVariable(String type) {
    return type.equals("VarHandleOp");
  }

  /** Whether an op type is a variable of either kind. */
  public static boolean holdsVariable(String type) {
    return isVariable(type) || isResourceVariable(type);
  }

  /** Whether an op type takes a reference to a variable, and so may write to it. */
  public static boolean takesReference(String type) {
    OpDef definition = DEFINITIONS.get(type);
    return definition != null
        && definition.getInputArgList().stream().anyMatch(OpDef.ArgDef::getIsRef);
  }

  /** Whether an op type keeps state, draws chance, has side effects, or is not registered. */
  public static boolean isStateful(String type) {
    OpDef definition = DEFINITIONS.get(type);
    return definition == null || definition.getIsStateful();
  }

  /** The operations of whose outputs an operation takes a reference, and not the value alone. */
  public static List<GraphOperation> referenceInputs(GraphOperation operation) {
    List<GraphOperation> references = new ArrayList<>();
    for (InputRange range : inputRanges(operation)) {
      for (int i = range.from(); range.isReference() && i < range.to(); i++) {
        references.add((GraphOperation) operation.input(i).op());
      }
    }
    return references;
  }

  /**
   * The inputs of an operation that belong to one argument of its type.
   *
   * @param from the first of them
   * @param to behind the last of them
   * @param isList whether the argument takes any number of tensors
   * @param isReference whether it takes references to variables
   */
  public record InputRange(int from, int to, boolean isList, boolean isReference) {}

  /** Which inputs of an operation belong to which argument of its type, in order. */
  public static List<InputRange> inputRanges(GraphOperation operation) {
    List<InputRange> ranges = new ArrayList<>();
    int next = 0;
    for (OpDef.ArgDef argument : DEFINITIONS.get(operation.type()).getInputArgList()) {
      boolean isList = !argument.getNumberAttr().isEmpty() || !argument.getTypeListAttr().isEmpty();
      int end = next + (isList ? operation.inputListLength(argument.getName()) : 1);
      ranges.add(new InputRange(next, end, isList, argument.getIsRef()));
      next = end;
    }
    return ranges;
  }

  /** The names of the attributes of an op type. */
  public static List<String> attributes(String type) {
    return DEFINITIONS.get(type).getAttrList().stream().map(OpDef.AttrDef::getName).toList();
  }

  /** The input of an operation whose argument has one of some names; it has no lists before it. */
  public static Optional<Output<?>> input(GraphOperation operation, Set<String> names) {
    List<OpDef.ArgDef> arguments = DEFINITIONS.get(operation.type()).getInputArgList();
    for (int i = 0; i < arguments.size(); i++) {
      if (names.contains(arguments.get(i).getName())) {
        return Optional.of(operation.input(i));
      }
    }
    return Optional.empty();
  }

  /** Whether an op type writes into the buffer of its first input, whatever that is. */
  public static boolean writesInPlace(String type) {
    return type.startsWith("Inplace");
  }

  /** Whether an op type holds a function that it may call. */
  public static boolean callsFunction(String type) {
    OpDef definition = DEFINITIONS.get(type);
    return definition == null || definition.getAttrList().stream().anyMatch(OpRegistry::isFunction);
  }

  /** Whether the outputs of an op type are decided by its inputs and attributes alone. */
  public static boolean isPure(String type) {
    return isPureButForCalls(type) && !callsFunction(type);
  }

  /** Whether an op type is pure if the functions that it may call are. */
  public static boolean isPureButForCalls(String type) {
    OpDef definition = DEFINITIONS.get(type);
    return definition != null
        && !definition.getIsStateful()
        && !definition.getIsDistributedCommunication()
        && !IMPURE.contains(type)
        && IMPURE_PREFIXES.stream().noneMatch(type::startsWith)
        && definition.getInputArgList().stream().allMatch(OpRegistry::isNumber)
        && definition.getOutputArgList().stream().allMatch(OpRegistry::isNumber)
        && definition.getAttrList().stream()
            .noneMatch(attribute -> IMPURE_ATTRIBUTES.contains(attribute.getName()));
  }

  private static boolean isNumber(OpDef.ArgDef argument) {
    return !argument.getIsRef() && !NOT_NUMBERS.contains(argument.getType());
  }

  private static boolean isFunction(OpDef.AttrDef attribute) {
    return attribute.getType().contains("func");
  }
}
