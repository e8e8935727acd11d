package io.dptrain.core.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dptrain.core.graph.GraphFinding;
import io.dptrain.core.graph.PrivacyProofException;
import io.dptrain.core.testing.TestModel;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.proto.NodeExecStats;
import org.tensorflow.types.TFloat32;

class FrozenVariablesTest {
  private static final int UNITS = 4;

  private final TestModel<TFloat32> model = TestModel.single();
  private final Operand<TFloat32> hidden = model.tf.math.tanh(model.dense(model.numbers(5), 4));
  private final Operand<TFloat32> loss =
      model.distance(model.dense(model.tf.math.tanh(model.dense(hidden, 4)), 3));

  @AfterEach
  void closeModel() {
    model.close();
  }

  private List<Operand<TFloat32>> head() {
    return List.of(model.variables.get(4), model.variables.get(5));
  }

  @Test
  void step_headTrained_leavesTheTrunkAsItIs() {
    DpOptimizer optimizer = model.optimizer(UNITS, 1).noiseMultiplier(1).build();
    optimizer.minimize(loss, head());
    model.session.initialize();
    double[] change = model.change(optimizer, model::feeds);
    int trunk = 5 * 4 + 4 + 4 * 4 + 4;
    assertThat(Arrays.copyOf(change, trunk)).containsOnly(0);
    assertThat(IntStream.range(trunk, change.length)).allMatch(i -> change[i] != 0);
  }

  @Test
  void minimize_headTrained_addsNothingThatReadsTheTrunk() {
    List<Integer> before = trunkConsumers();
    model.optimizer(UNITS, 1).build().minimize(loss, head());
    assertThat(trunkConsumers()).isEqualTo(before);
  }

  private List<Integer> trunkConsumers() {
    return model.variables.subList(0, 4).stream()
        .map(variable -> ((GraphOperation) variable.op()).consumers().size())
        .toList();
  }

  @Test
  void step_headTrained_runsNoBackwardPassThroughTheTrunk() {
    assertThat(backwardProducts(head())).isEmpty();
  }

  @Test
  void step_allTrained_runsTheBackwardPassThroughTwoLayers() {
    assertThat(backwardProducts(List.of())).hasSize(2);
  }

  /**
   * The matrix products that a step runs beside those of the model and those that add up gradients.
   * Those of the model may be fused with what follows them, which depends on the processor.
   */
  private List<String> backwardProducts(List<Operand<TFloat32>> trained) {
    Set<String> forward = new HashSet<>();
    model.graph.operations().forEachRemaining(operation -> forward.add(operation.name()));
    DpOptimizer optimizer = model.optimizer(UNITS, 1).build();
    optimizer.minimize(loss, trained);
    model.session.initialize();
    StepTrace trace = optimizer.trace(model.session, model::feeds);
    return trace.runs().get(0).getStepStats().getDevStats(0).getNodeStatsList().stream()
        .map(NodeExecStats::getNodeName)
        .filter(name -> !forward.contains(name) && !name.startsWith("dptrain/sums"))
        .filter(name -> model.graph.operation(name) != null)
        .filter(name -> model.graph.operation(name).type().equals("MatMul"))
        .toList();
  }

  @Test
  void minimize_somethingThatIsNoVariable_isRefused() {
    DpOptimizer optimizer = model.optimizer(UNITS, 1).build();
    assertThatThrownBy(() -> optimizer.minimize(loss, List.of(hidden)))
        .hasMessageContaining("is no variable")
        .asInstanceOf(InstanceOfAssertFactories.type(PrivacyProofException.class))
        .satisfies(
            e ->
                assertThat(e.findings())
                    .extracting(GraphFinding::kind)
                    .containsExactly(GraphFinding.Kind.NOT_COVERED));
  }

  @Test
  void minimize_variableOfAnotherModel_isRefused() {
    Operand<TFloat32> other = model.variable(3);
    DpOptimizer optimizer = model.optimizer(UNITS, 1).build();
    assertThatThrownBy(() -> optimizer.minimize(loss, List.of(head().get(0), other)))
        .isInstanceOf(PrivacyProofException.class)
        .hasMessageContaining("no gradient path");
  }
}
