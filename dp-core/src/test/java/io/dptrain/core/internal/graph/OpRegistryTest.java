package io.dptrain.core.internal.graph;

import static org.assertj.core.api.Assertions.assertThat;

import io.dptrain.core.internal.graph.flow.FlowRules;
import io.dptrain.core.internal.graph.op.OpFacts;
import io.dptrain.core.internal.graph.op.OpKind;
import io.dptrain.core.internal.graph.op.OpRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read from TensorFlow's own list of op types. */
class OpRegistryTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Const",
        "Fill",
        "Range",
        "MatMul",
        "Conv2D",
        "StatelessRandomUniform",
        "NoOp",
        "Einsum"
      })
  void isPure_functionOfNumbers_holds(String type) {
    assertThat(OpRegistry.isPure(type)).isTrue();
    assertThat(OpRegistry.isStateful(type)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ReadFile", "MatchingFiles", "ImmutableConst", "RestoreV2", "FIFOQueueV2", "PyFunc",
        "StatelessIf", "PartitionedCall", "Assign", "VarHandleOp", "RandomUniform", "Timestamp",
        "LookupTableFindV2", "IteratorGetNext", "Assert", "CheckNumerics", "_Recv", "Abort"
      })
  void isPure_stateFileFunctionOrChance_doesNotHold(String type) {
    assertThat(OpRegistry.isPure(type)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "InplaceAdd", "InplaceSub", "InplaceUpdate", "Batch", "BatchFunction", "Unbatch",
        "UnbatchGrad", "Copy", "CopyHost", "DebugIdentity", "DebugNanCount", "FakeParam",
        "PyFuncStateless", "XlaCustomCallV2"
      })
  void isPure_notDeclaredStatefulButSharesSomething_doesNotHold(String type) {
    assertThat(OpRegistry.isStateful(type)).isFalse();
    assertThat(OpRegistry.isPure(type)).isFalse();
    assertThat(OpRegistry.isPureButForCalls(type)).isFalse();
  }

  @Test
  void isStateful_unknownType_holds() {
    assertThat(OpRegistry.isStateful("NoSuchOp")).isTrue();
    assertThat(OpRegistry.isPure("NoSuchOp")).isFalse();
  }

  static Iterable<String> ruled() {
    return FlowRules.types();
  }

  @ParameterizedTest
  @MethodSource("ruled")
  void types_withARule_areRegisteredAndWithoutState(String type) {
    assertThat(OpRegistry.isPure(type) || OpFacts.kindOf(type) == OpKind.RANDOM).as(type).isTrue();
  }
}
