package io.dptrain.core.stability.penalty;

import io.dptrain.core.internal.Scalars;
import java.util.List;
import java.util.Map;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.op.RawCustomGradient;
import org.tensorflow.types.TBool;
import org.tensorflow.types.family.TFloating;

/**
 * Gradients of the operations that propagate a gradient back through an elementwise function.
 *
 * <p><b>Formula</b>: such an operation gives {@code r(t, d) = d p(t)}, where {@code d} arrives from
 * behind, {@code t} is the input or the output of the forward function, and {@code p} its
 * derivative. So for an incoming gradient {@code g}, that with respect to {@code d} is {@code g
 * p(t) = r(t, g)}, the operation itself once more, and that with respect to {@code t} is {@code g d
 * p'(t)}. <b>Source</b>: {@code tensorflow/core/kernels/cwise_ops.h}, {@code relu_op_functor.h} and
 * {@code softplus_op.h} for the operations; {@code p'} by differentiation.
 */
final class ActivationGradients {
  private ActivationGradients() {}

  /** {@code p'(t)}, to be multiplied with {@code g d}. */
  private interface Curvature {
    Operand<TFloating> of(Ops tf, Operand<TFloating> t, Operand<TFloating> product);
  }

  /** Adds all gradients to a table. */
  static void addTo(Map<String, RawCustomGradient> table) {
    table.put("OnesLike", (tf, op, incoming) -> List.of(tf.zerosLike(op.input(0))));
    afterOutput(table, "TanhGrad", (tf, y, gd) -> times(tf, -2, tf.math.mul(y, gd)));
    afterOutput(table, "SigmoidGrad", ActivationGradients::sigmoid);
    afterOutput(table, "SqrtGrad", ActivationGradients::squareRoot);
    afterOutput(
        table, "RsqrtGrad", (tf, y, gd) -> times(tf, -1.5, tf.math.mul(tf.math.square(y), gd)));
    afterOutput(table, "ReciprocalGrad", (tf, y, gd) -> times(tf, -2, tf.math.mul(y, gd)));
    afterOutput(table, "InvGrad", (tf, y, gd) -> times(tf, -2, tf.math.mul(y, gd)));
    beforeOther(table, "ReluGrad", (tf, x, gd) -> tf.zerosLike(gd));
    beforeOther(table, "Relu6Grad", (tf, x, gd) -> tf.zerosLike(gd));
    beforeOther(table, "EluGrad", ActivationGradients::whereNegative);
    beforeOther(table, "SeluGrad", ActivationGradients::whereNegative);
    beforeOther(table, "SoftplusGrad", ActivationGradients::softplus);
    beforeOther(table, "SoftsignGrad", ActivationGradients::softsign);
  }

  /** {@code p(y) = y (1 - y)}. */
  private static Operand<TFloating> sigmoid(
      Ops tf, Operand<TFloating> y, Operand<TFloating> product) {
    return tf.math.sub(product, times(tf, 2, tf.math.mul(y, product)));
  }

  /** {@code p(y) = 1 / (2 y)}. */
  private static Operand<TFloating> squareRoot(
      Ops tf, Operand<TFloating> y, Operand<TFloating> product) {
    return times(tf, -0.5, tf.math.div(product, tf.math.square(y)));
  }

  /** {@code p(y) = y + a} where {@code y < 0}, and a constant elsewhere. */
  private static Operand<TFloating> whereNegative(
      Ops tf, Operand<TFloating> y, Operand<TFloating> product) {
    Operand<TFloating> zeros = tf.zerosLike(product);
    Operand<TBool> isNegative = tf.math.less(y, tf.zerosLike(y));
    return tf.select(isNegative, product, zeros);
  }

  /** {@code p(x) = s(x)}, the sigmoid, so {@code p' = s (1 - s)}. */
  private static Operand<TFloating> softplus(
      Ops tf, Operand<TFloating> x, Operand<TFloating> product) {
    Operand<TFloating> sigmoid = tf.math.sigmoid(x);
    return tf.math.mul(product, tf.math.mul(sigmoid, tf.math.sub(tf.onesLike(x), sigmoid)));
  }

  /** {@code p(x) = 1 / (1 + |x|)^2}. */
  private static Operand<TFloating> softsign(
      Ops tf, Operand<TFloating> x, Operand<TFloating> product) {
    Operand<TFloating> base = tf.math.add(tf.onesLike(x), tf.math.abs(x));
    Operand<TFloating> cube = tf.math.mul(base, tf.math.square(base));
    return times(tf, -2, tf.math.div(tf.math.mul(tf.math.sign(x), product), cube));
  }

  /** An operation {@code r(t, d)}. */
  private static void afterOutput(
      Map<String, RawCustomGradient> table, String type, Curvature curvature) {
    table.put(type, (tf, op, incoming) -> gradient(tf, op, incoming.get(0), 1, curvature));
  }

  /** An operation {@code r(d, t)}. */
  private static void beforeOther(
      Map<String, RawCustomGradient> table, String type, Curvature curvature) {
    table.put(type, (tf, op, incoming) -> gradient(tf, op, incoming.get(0), 0, curvature));
  }

  private static List<Operand<?>> gradient(
      Ops tf, GraphOperation operation, Output<?> incoming, int place, Curvature curvature) {
    Operand<TFloating> g = number(incoming);
    Operand<TFloating> d = number(operation.input(place));
    Operand<TFloating> t = number(operation.input(1 - place));
    Operand<?> ofT = curvature.of(tf, t, tf.math.mul(g, d));
    List<Operand<?>> inputs = place == 1 ? List.of(t, g) : List.of(g, t);
    Operand<?> ofD = CopiedOperation.of(tf, operation, operation.type(), List.of(), inputs);
    return place == 1 ? List.of(ofT, ofD) : List.of(ofD, ofT);
  }

  private static Operand<TFloating> times(Ops tf, double factor, Operand<TFloating> value) {
    return tf.math.mul(Scalars.like(tf, factor, value), value);
  }

  @SuppressWarnings("unchecked") // these operations take floating point alone
  private static Operand<TFloating> number(Output<?> output) {
    return (Output<TFloating>) output;
  }
}
