package io.dptrain.core.stability.backprop;

import io.dptrain.core.internal.Checks;
import io.dptrain.core.internal.graph.OneGraph;
import io.dptrain.core.internal.graph.backward.JavaGradients;
import io.dptrain.core.internal.graph.op.SignalKind;
import org.tensorflow.Operand;
import org.tensorflow.Operation;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TFloating;

/**
 * Clips inside of backpropagation: a tensor passes unchanged, and what flows back to it is clipped
 * before it flows on. Nothing else is to be done: gradients that TensorFlow adds to the graph, so
 * those of every optimizer, pass through it.
 *
 * <pre>{@code
 * for (int t = 0; t < steps; t++) {
 *   hidden = BackpropClipping.clipSignal(tf, cell(inputs.get(t), hidden), SignalRule.byRowNorm(1));
 * }
 * }</pre>
 *
 * <p>In a recurrent net it is put on the hidden state of every step, so that the signal cannot grow
 * from step to step. On the output of a generator it bounds what a discriminator sends back. The
 * gradient that comes out is no longer that of the loss.
 *
 * <p><b>Private training</b> clips the signal of each example's own loss, so the bound is to be
 * chosen for one example, not for a mean over a batch. {@link SignalRule#byTensorNorm} is refused.
 *
 * <p>It works by a custom gradient of the op type {@code Snapshot}, which TensorFlow gives none.
 * Operations of that type which were not made here pass gradients unchanged. Thread safe; owns no
 * native memory.
 */
public final class BackpropClipping {
  private static final boolean REGISTERED =
      JavaGradients.register(SignalKind.OP_TYPE, SignalGradient::of);

  private BackpropClipping() {}

  /**
   * Adds an identity that clips the signal which flows back through it.
   *
   * @param tensor of type {@code TFloat32} or {@code TFloat64}; not a scalar if rows are clipped
   * @return <b>Shape</b> that of the tensor, with the same values
   * @throws IllegalArgumentException if the tensor has another type or no rows
   * @throws IllegalStateException if TensorFlow takes no gradient for it
   */
  public static <T extends TFloating> Operand<T> clipSignal(
      Ops tf, Operand<T> tensor, SignalRule rule) {
    Checks.state(
        REGISTERED,
        "a gradient of Snapshot must be registered, but TensorFlow took none: another library"
            + " registered one, or this is Windows, where TensorFlow Java takes none");
    OneGraph.require(tf, "tensor", tensor);
    requireFloating(tensor);
    requireRows(tensor, rule);
    Operation operation =
        tf.scope()
            .opBuilder(SignalKind.OP_TYPE, "ClipSignal")
            .addInput(tensor.asOutput())
            .setAttr(SignalKind.ATTRIBUTE, rule.kind().name())
            .setAttr(SignalGradient.BOUND, Double.toString(rule.bound()))
            .build();
    return operation.output(0);
  }

  private static void requireFloating(Operand<?> tensor) {
    if (tensor.type() != TFloat32.class && tensor.type() != TFloat64.class) {
      throw new IllegalArgumentException(
          "tensor must be of type TFloat32 or TFloat64, but '"
              + tensor.op().name()
              + "' is "
              + tensor.type().getSimpleName()
              + "; cast it before");
    }
  }

  private static void requireRows(Operand<?> tensor, SignalRule rule) {
    Shape shape = tensor.shape();
    if (rule.kind() == SignalKind.ROW_NORM && !shape.isUnknown() && shape.numDimensions() == 0) {
      throw new IllegalArgumentException(
          "tensor must have rows to be clipped by row, but '"
              + tensor.op().name()
              + "' is a scalar; clip its value");
    }
  }
}
