package io.dptrain.core.internal.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.dptrain.core.graph.GraphFinding;
import io.dptrain.core.graph.PrivacyProofException;
import io.dptrain.core.internal.graph.flow.ExampleAnalysis;
import io.dptrain.core.testing.TestGraph;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Operation;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** Where the analysis does not know, it says so, and does not call it mixing. */
class NotFollowedTest {
  private static GraphCase unknown(String type, String name, TestGraph.Build build) {
    return GraphCase.mixing(type, name, build);
  }

  private static Operand<TFloat32> ofUnknownRank(TestGraph g) {
    return g.raw("Placeholder", b -> b.setAttr("dtype", DataType.DT_FLOAT));
  }

  private static Operand<TInt32> choice(TestGraph g) {
    return g.tf.dtypes.cast(g.tf.reduceSum(g.parameters(2), g.number(0)), TInt32.class);
  }

  static List<GraphCase> notFollowed() {
    return List.of(
        unknown(
                "SpaceToBatchND",
                "blocks become rows",
                g ->
                    g.raw(
                        "SpaceToBatchND",
                        b -> b,
                        g.x,
                        g.vector(2, 2),
                        g.tf.constant(new int[][] {{0, 0}, {0, 0}})))
            .data(-1, 2, 2, 4),
        unknown("Roll", "rolled", g -> g.raw("Roll", b -> b, g.x, g.number(1), g.number(1))),
        unknown(
            "Bitcast",
            "read as another type",
            g -> g.raw("Bitcast", b -> b.setAttr("type", DataType.DT_FLOAT), g.x)),
        unknown("Reshape", "fixed number of rows", g -> g.reshape(g.x, 2, 2, 2)),
        unknown("Reshape", "features of size 0", g -> g.reshape(g.x, -1, 2)).data(-1, 0),
        unknown("Squeeze", "all axes", g -> g.tf.squeeze(g.x)),
        unknown(
            "Pad",
            "rows added",
            g -> g.raw("Pad", b -> b, g.x, g.tf.constant(new int[][] {{0, 1}, {0, 0}}))),
        unknown("Sum", "axis that parameters choose", g -> g.tf.reduceSum(g.x, choice(g))),
        unknown(
            "Transpose",
            "permutation that parameters choose",
            g -> g.tf.linalg.transpose(g.x, g.tf.stack(List.of(choice(g), g.number(0))))),
        unknown(
            "Slice",
            "bounds that parameters choose",
            g -> g.tf.slice(g.x, g.tf.stack(List.of(g.number(0), choice(g))), g.vector(-1, 1))),
        unknown(
            "Fill",
            "a square of rows",
            g -> g.tf.fill(g.tf.stack(List.of(g.rows(), g.rows())), g.tf.constant(1f))),
        unknown(
            "BroadcastTo", "a fixed number of rows", g -> g.tf.broadcastTo(g.x, g.vector(7, 4))),
        unknown(
                "Einsum",
                "a diagonal",
                g -> g.tf.linalg.einsum(List.of(g.tf.expandDims(g.x, g.number(-1))), "bii->bi"))
            .data(-1, 1),
        unknown("Mul", "parameters of unknown size", g -> g.tf.math.mul(g.sum(g.x, 1), hidden(g))));
  }

  /** Parameters whose static shape is [-1]. */
  private static Operand<TFloat32> hidden(TestGraph g) {
    return g.tf.slice(g.parameters(4), g.vector(0), g.tf.stack(List.of(choice(g))));
  }

  @ParameterizedTest
  @MethodSource("notFollowed")
  void of_graphThatIsNotUnderstood_isRefusedAsNotFollowed(GraphCase graphCase) {
    assertRefusal(graphCase, GraphFinding.Kind.NOT_FOLLOWED);
  }

  static List<GraphCase> notPublic() {
    return List.of(
        unknown(
            "CheckNumerics",
            "an error that tells of data",
            g -> g.raw("CheckNumerics", b -> b.setAttr("message", "no"), g.x)),
        unknown(
            "Assert",
            "a check that runs before the loss",
            g -> {
              var positive =
                  g.tf.math.greater(g.tf.reduceMax(g.sum(g.x, 1), g.vector()), g.tf.constant(0f));
              Operation check =
                  g.tf.assertThat(g.tf.reduceAll(positive, g.vector()), List.of(g.x)).op();
              return g.tf.withControlDependencies(List.of(() -> check)).math.neg(g.x);
            }),
        unknown(
            "FloorMod",
            "remainder of integers",
            g -> g.tf.dtypes.cast(g.tf.math.floorMod(g.number(7), g.ids(g.x)), TFloat32.class)),
        unknown("Placeholder", "data of unknown rank", g -> g.tf.math.neg(ofUnknownRank(g))),
        unknown(
                "Conv2DBackpropInput",
                "a number of rows that is built in",
                g ->
                    g.tf.nn.conv2dBackpropInput(
                        g.vector(7, 4, 4, 3),
                        g.parameters(2, 2, 3, 4),
                        g.x,
                        List.of(1L, 2L, 2L, 1L),
                        "SAME"))
            .data(-1, 2, 2, 4),
        unknown(
            "Assign",
            "parameters written on the way",
            g -> g.tf.math.mul(g.x, g.tf.assign(g.parameters(4), g.numbers(4)))),
        unknown(
            "VarHandleOp",
            "a variable that is kept elsewhere",
            g -> {
              var handle =
                  g.rawOutputs(
                      "VarHandleOp",
                      b -> b.setAttr("dtype", DataType.DT_FLOAT).setAttr("shape", Shape.of(4)));
              return g.tf.math.mul(
                  g.x, g.raw("ReadVariableOp", b -> b.setAttr("dtype", DataType.DT_FLOAT), handle));
            }));
  }

  @ParameterizedTest
  @MethodSource("notPublic")
  void of_graphThatShowsOrReadsSomethingElse_isRefusedAsNotPublic(GraphCase graphCase) {
    assertRefusal(graphCase, GraphFinding.Kind.NOT_PUBLIC);
  }

  private static void assertRefusal(GraphCase graphCase, GraphFinding.Kind kind) {
    try (Graph graph = new Graph()) {
      GraphCase.Built built = graphCase.in(graph);
      PrivacyProofException refusal =
          catchThrowableOfType(
              PrivacyProofException.class, () -> ExampleAnalysis.of(built.loss(), List.of()));
      assertThat(refusal).as("refusal of '%s'", graphCase).isNotNull();
      assertThat(refusal.findings())
          .anySatisfy(
              finding -> {
                assertThat(finding.type()).isEqualTo(graphCase.type());
                assertThat(finding.kind()).isEqualTo(kind);
              });
    }
  }
}
