package io.dptrain.core.internal.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.dptrain.core.graph.GraphFinding;
import io.dptrain.core.graph.PrivacyProofException;
import io.dptrain.core.internal.graph.mapping.MappedGradients;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.ConcreteFunction;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Signature;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Batch;
import org.tensorflow.op.core.BatchFunction;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Unbatch;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;

/**
 * Ops that TensorFlow does not declare stateful, and that still carry data from one call of a
 * function to another, may not run for one example alone.
 */
class MappedSharingTest {

  /** What meets the product of data of shape [batch, 2] and a variable of shape [2]. */
  private interface Other {
    Operand<TFloat32> of(Ops tf, Operand<TFloat32> x, Variable<TFloat32> w);
  }

  private static Arguments shares(String type, String name, Other other) {
    return Arguments.of(type, name, other);
  }

  static Stream<Arguments> sharing() {
    return Stream.of(
        shares(
            "InplaceAdd",
            "adds to a constant",
            (tf, x, w) -> tf.inplaceAdd(tf.constant(new float[1][2]), tf.constant(new int[1]), x)),
        shares(
            "InplaceSub",
            "subtracts from the variable",
            (tf, x, w) ->
                tf.inplaceSub(
                    tf.reshape(w, tf.constant(new int[] {1, 2})), tf.constant(new int[1]), x)),
        shares(
            "InplaceUpdate",
            "replaces a row of the variable",
            (tf, x, w) ->
                tf.inplaceUpdate(
                    tf.expandDims(tf.identity(w), tf.constant(0)), tf.constant(new int[1]), x)),
        shares(
            "InplaceAdd",
            "adds in a function",
            (tf, x, w) ->
                call(tf, x, (in, row) -> in.inplaceAdd(row, in.constant(new int[1]), row))),
        shares(
            "InplaceAdd",
            "adds in a function of a function",
            (tf, x, w) ->
                call(
                    tf,
                    x,
                    (in, row) ->
                        call(
                            in,
                            row,
                            (inner, r) -> inner.inplaceAdd(r, inner.constant(new int[1]), r)))),
        shares("BatchFunction", "waits for other calls", (tf, x, w) -> batched(tf, x)),
        shares(
            "Unbatch",
            "waits for other calls, and parts them again",
            (tf, x, w) -> {
              Batch batch = Batch.create(tf.scope(), List.of(x), 1L, 4L, 1000L, 1000L);
              @SuppressWarnings("unchecked") // a batch of floats holds floats
              Operand<TFloat32> joined = (Operand<TFloat32>) batch.batchedTensors().get(0);
              return Unbatch.create(tf.scope(), joined, batch.batchIndex(), batch.id(), 1000L);
            }),
        shares("DebugIdentity", "shows the data", (tf, x, w) -> raw(tf, "DebugIdentity", x)),
        shares("CopyHost", "shows the data", (tf, x, w) -> raw(tf, "CopyHost", x)));
  }

  /** The sum over all rows that are in the queue, for each of them. */
  private static Operand<TFloat32> batched(Ops tf, Operand<TFloat32> x) {
    try (ConcreteFunction sum =
        ConcreteFunction.create(
            function((in, rows) -> in.math.sub(rows, in.math.mean(rows, in.constant(0)))))) {
      BatchFunction batched =
          BatchFunction.create(
              tf.scope(), List.of(x), List.of(), sum, 1L, 4L, 1000L, List.of(TFloat32.class));
      return raw(batched.iterator().next());
    }
  }

  private static Operand<TFloat32> call(Ops tf, Operand<TFloat32> x, Body body) {
    try (ConcreteFunction function = ConcreteFunction.create(function(body))) {
      return raw(function.call(tf, x));
    }
  }

  private interface Body {
    Operand<TFloat32> of(Ops in, Operand<TFloat32> rows);
  }

  private static Function<Ops, Signature> function(Body body) {
    return in -> {
      Placeholder<TFloat32> rows =
          in.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, 2)));
      return Signature.builder("body").input("x", rows).output("y", body.of(in, rows)).build();
    };
  }

  private static Operand<TFloat32> raw(Ops tf, String type, Operand<TFloat32> x) {
    return ((Graph) tf.scope().env())
        .opBuilder(type, type, tf.scope())
        .addInput(x.asOutput())
        .build()
        .output(0);
  }

  @SuppressWarnings("unchecked") // all of them give floats
  private static Operand<TFloat32> raw(Operand<?> floats) {
    return (Operand<TFloat32>) floats;
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("sharing")
  void ofLoss_operationThatSharesBetweenCalls_isRefusedByName(
      String type, String name, Other other) {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Placeholder<TFloat32> x = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, 2)));
      Variable<TFloat32> w = tf.variable(tf.constant(new float[] {1, 2}));
      Operand<TFloat32> met = tf.reshape(other.of(tf, x, w), tf.constant(new int[] {-1, 2}));
      Output<TFloat32> loss =
          tf.reduceSum(tf.math.mul(tf.math.mul(x, w), tf.stopGradient(met)), tf.constant(1))
              .asOutput();
      UnitInputs inputs = new UnitInputs(List.of(x.asOutput()), List.of(), 1);
      PrivacyProofException refusal =
          catchThrowableOfType(
              PrivacyProofException.class,
              () -> MappedGradients.ofLoss(tf, loss, inputs, List.of(w.asOutput())));
      assertThat(refusal).as(name).isNotNull();
      assertThat(refusal.findings().get(0).type()).isEqualTo(type);
      assertThat(refusal.findings().get(0).kind()).isEqualTo(GraphFinding.Kind.NOT_PUBLIC);
      assertThat(refusal.findings().get(0).reason())
          .contains(type.startsWith("Inplace") ? "buffer of its input" : "several calls");
    }
  }
}
