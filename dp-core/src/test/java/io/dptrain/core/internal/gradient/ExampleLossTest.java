package io.dptrain.core.internal.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.dptrain.core.graph.GraphFinding;
import io.dptrain.core.graph.GraphFinding.Kind;
import io.dptrain.core.graph.PrivacyProofException;
import io.dptrain.core.internal.graph.loss.ExampleLoss;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;

/** All terms of a loss are looked at, also behind one that cannot be followed. */
class ExampleLossTest {
  private final Graph graph = new Graph();
  private final Ops tf = Ops.create(graph);
  private final Variable<TFloat32> weight = tf.variable(tf.constant(1f));

  @AfterEach
  void closeGraph() {
    graph.close();
  }

  private Placeholder<TFloat32> data(long... shape) {
    return tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(shape)));
  }

  /** One entry per example behind an op that has no rule. */
  private Operand<TFloat32> notFollowed() {
    Operand<TFloat32> blocks = tf.nn.spaceToDepth(data(-1, 4, 4, 1), 2L);
    return tf.math.mul(tf.reduceSum(blocks, tf.constant(new int[] {1, 2, 3})), weight);
  }

  private List<Kind> findings(Operand<TFloat32> first, Operand<TFloat32> second) {
    Operand<TFloat32> loss =
        tf.math.add(
            tf.math.mean(first, tf.constant(0)),
            tf.math.mean(tf.math.mul(second, weight), tf.constant(0)));
    PrivacyProofException refusal =
        catchThrowableOfType(
            PrivacyProofException.class, () -> ExampleLoss.of(tf, loss.asOutput(), List.of(), 1));
    return refusal.findings().stream().map(GraphFinding::kind).toList();
  }

  @Test
  void of_secondTermTakesRowsOfAnyLength_isFoundBehindATermThatIsNotFollowed() {
    Operand<TFloat32> mean = tf.math.mean(data(-1, -1), tf.constant(1));
    assertThat(findings(notFollowed(), mean)).contains(Kind.NOT_FOLLOWED, Kind.NOT_PUBLIC);
  }

  @Test
  void of_secondTermMixes_isFoundBehindATermThatIsNotFollowed() {
    Operand<TFloat32> x = data(-1);
    Operand<TFloat32> centered = tf.math.sub(x, tf.math.mean(x, tf.constant(0)));
    assertThat(findings(notFollowed(), centered)).contains(Kind.NOT_FOLLOWED, Kind.MIXES_EXAMPLES);
  }

  @Test
  void of_firstTermAloneIsNotFollowed_findsNothingElse() {
    assertThat(findings(notFollowed(), data(-1))).containsOnly(Kind.NOT_FOLLOWED);
  }
}
