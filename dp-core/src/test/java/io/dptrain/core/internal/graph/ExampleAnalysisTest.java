package io.dptrain.core.internal.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dptrain.core.graph.GraphFinding;
import io.dptrain.core.graph.PrivacyProofException;
import io.dptrain.core.internal.graph.flow.ExampleAnalysis;
import io.dptrain.core.testing.TestGraph;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** What enters a graph, what is public in it, and how findings are reported. */
class ExampleAnalysisTest {

  private static Operand<TFloat32> rowSum(Ops tf, Operand<TFloat32> x) {
    return tf.reduceSum(x, tf.constant(1));
  }

  @Test
  void of_placeholderWithoutBatchAxis_isRefusedUnlessPublic() {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Placeholder<TFloat32> x = batch(tf);
      Placeholder<TFloat32> rate =
          tf.placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
      Operand<TFloat32> loss = rowSum(tf, tf.math.mul(x, rate));
      assertThatThrownBy(() -> ExampleAnalysis.of(loss.asOutput(), List.of()))
          .hasMessageContaining(rate.op().name())
          .hasMessageContaining("publicInputs");
      assertThat(ExampleAnalysis.of(loss.asOutput(), List.of(rate)).dataInputs())
          .containsExactly(x.asOutput());
    }
  }

  @Test
  void of_inputThatIsReadFromOutside_isRefused() {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      var queue = tf.io.fifoQueue(List.of(TFloat32.class));
      Operand<TFloat32> queued = tf.io.queueDequeue(queue, List.of(TFloat32.class)).op().output(0);
      Operand<TFloat32> loss = rowSum(tf, tf.math.mul(batch(tf), queued));
      assertThatThrownBy(() -> ExampleAnalysis.of(loss.asOutput(), List.of()))
          .hasMessageContaining("FIFOQueue")
          .hasMessageContaining("placeholder");
    }
  }

  /** The longest example of a batch would tell of itself to all others by its length. */
  @Test
  void of_placeholderWithASecondUnknownAxis_isRefused() {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      var texts = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, -1, 4)));
      Operand<TFloat32> loss = rowSum(tf, tf.math.mean(texts, tf.constant(1)));
      assertThatThrownBy(() -> ExampleAnalysis.of(loss.asOutput(), List.of()))
          .hasMessageContaining("[-1, -1, 4]")
          .hasMessageContaining("pad or cut each example");
    }
  }

  @Test
  void of_placeholderWithAFixedNumberOfRows_isRefused() {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      var fixed = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(4, 2)));
      Operand<TFloat32> loss = rowSum(tf, fixed);
      assertThatThrownBy(() -> ExampleAnalysis.of(loss.asOutput(), List.of()))
          .hasMessageContaining("[4, 2]")
          .hasMessageContaining("[-1, ...]");
    }
  }

  @Test
  void of_placeholderWithADefault_isRefused() {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      var defaulted = tf.placeholderWithDefault(tf.constant(new float[2][4]), Shape.of(-1, 4));
      Operand<TFloat32> loss = rowSum(tf, defaulted);
      assertThatThrownBy(() -> ExampleAnalysis.of(loss.asOutput(), List.of()))
          .hasMessageContaining("default value");
      assertThatThrownBy(() -> ExampleAnalysis.of(loss.asOutput(), List.of(defaulted)))
          .hasMessageContaining("no plain placeholder");
    }
  }

  @Test
  void of_constantDeclaredPublic_isRefused() {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Operand<TInt32> axis = tf.constant(1);
      Operand<TFloat32> loss = tf.reduceSum(batch(tf), axis);
      assertThatThrownBy(() -> ExampleAnalysis.of(loss.asOutput(), List.of(axis)))
          .hasMessageContaining("declare placeholders alone");
    }
  }

  @Test
  void of_fileReadWithoutAnyInput_isRefused() {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Operand<TFloat32> read =
          tf.io.decodeRaw(tf.io.readFile(tf.constant("private.bin")), TFloat32.class);
      Operand<TFloat32> loss = rowSum(tf, tf.math.mul(batch(tf), read));
      assertThatThrownBy(() -> ExampleAnalysis.of(loss.asOutput(), List.of()))
          .hasMessageContaining("ReadFile");
    }
  }

  @Test
  void of_divisionOfIntegers_isRefused() {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      var ids = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(-1, 4)));
      Operand<TFloat32> loss =
          rowSum(tf, tf.dtypes.cast(tf.math.div(tf.constant(7), ids), TFloat32.class));
      assertThatThrownBy(() -> ExampleAnalysis.of(loss.asOutput(), List.of()))
          .hasMessageContaining("Div")
          .hasMessageContaining("cast to float");
    }
  }

  private static Placeholder<TFloat32> batch(Ops tf) {
    return tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, 4)));
  }

  @Test
  void of_severalOffences_listsThemAllInTheOrderOfTheFlow() {
    try (Graph graph = new Graph()) {
      TestGraph g = new TestGraph(graph, Shape.of(-1, 2, 2, 4));
      var unknown = g.raw("SpaceToDepth", b -> b.setAttr("block_size", 2), g.x);
      var nothing = g.tf.constant(new float[0]);
      var normalized =
          g.raw(
              "FusedBatchNormV3",
              b -> b.setAttr("is_training", true),
              unknown,
              g.parameters(16),
              g.parameters(16),
              nothing,
              nothing);
      Operand<TFloat32> loss = g.tf.math.add(g.tf.nn.l2Loss(normalized), g.tf.nn.l2Loss(g.x));
      assertThatThrownBy(() -> ExampleAnalysis.of(loss.asOutput(), List.of()))
          .isInstanceOfSatisfying(
              PrivacyProofException.class,
              e -> {
                assertThat(e.findings())
                    .extracting(GraphFinding::type)
                    .containsSubsequence("SpaceToDepth", "FusedBatchNormV3", "L2Loss")
                    .hasSize(4);
                assertThat(e.findings())
                    .filteredOn(finding -> finding.kind() == GraphFinding.Kind.NOT_FOLLOWED)
                    .extracting(GraphFinding::type)
                    .containsExactly("SpaceToDepth");
                assertThat(e).hasMessageContaining("group or layer normalization");
              });
    }
  }

  @Test
  void of_secondOutputOfFrozenBatchNormalization_isNotFollowed() {
    try (Graph graph = new Graph()) {
      TestGraph g = new TestGraph(graph, Shape.of(-1, 2, 2, 4));
      var mean =
          g.rawOutputs(
                  "FusedBatchNormV3",
                  b -> b.setAttr("is_training", false),
                  g.x,
                  g.parameters(4),
                  g.parameters(4),
                  g.parameters(4),
                  g.parameters(4))
              .op()
              .<TFloat32>output(1);
      assertKind(mean, GraphFinding.Kind.NOT_FOLLOWED, "FusedBatchNormV3");
      assertKind(g.tf.math.exp(mean), GraphFinding.Kind.NOT_FOLLOWED, "FusedBatchNormV3");
    }
  }

  @Test
  void of_sumThatTheGraphDoesNotNeed_isNotLookedAt() {
    try (Graph graph = new Graph()) {
      TestGraph g = new TestGraph(graph, Shape.of(-1, 4));
      g.sum(g.x, 0);
      ExampleAnalysis analysis = ExampleAnalysis.of(g.sum(g.x, 1).asOutput(), List.of());
      assertThat(analysis.dataInputs()).containsExactly(g.x.asOutput());
      assertThat(analysis.isDataFree(g.x)).isFalse();
    }
  }

  @Test
  void isDataFree_sizesThatAreKnown_areConstants() {
    try (Graph graph = new Graph()) {
      TestGraph g = new TestGraph(graph, Shape.of(-1, 3, 4));
      var rows = g.rows();
      var steps = g.sizeOf(g.x, 1);
      var shape = g.tf.stack(List.<Operand<TInt32>>of(rows, g.tf.math.mul(steps, g.number(4))));
      ExampleAnalysis analysis = ExampleAnalysis.of(g.tf.reshape(g.x, shape).asOutput(), List.of());
      assertThat(analysis.isDataFree(steps)).isTrue();
      assertThat(analysis.isDataFree(rows)).isFalse();
      assertThat(analysis.exampleAxis(rows)).isEmpty();
    }
  }

  @Test
  void of_rowsPerUnitBelowOne_isRefused() {
    try (Graph graph = new Graph()) {
      TestGraph g = new TestGraph(graph, Shape.of(-1, 4));
      assertThatThrownBy(() -> ExampleAnalysis.of(g.x.asOutput(), List.of(), 0))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("rowsPerUnit must be at least 1, but is 0");
    }
  }

  private static void assertKind(Operand<?> loss, GraphFinding.Kind kind, String type) {
    assertThatThrownBy(() -> ExampleAnalysis.of(loss.asOutput(), List.of()))
        .isInstanceOfSatisfying(
            PrivacyProofException.class,
            e ->
                assertThat(e.findings())
                    .singleElement()
                    .satisfies(finding -> assertThat(finding.kind()).isEqualTo(kind))
                    .satisfies(finding -> assertThat(finding.type()).isEqualTo(type)));
  }
}
