package io.dptrain.core.gradient;

import io.dptrain.core.internal.graph.backward.JavaGradients;
import java.util.List;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TFloating;

/** Gradients that the TensorFlow native library lacks. Registered once for the whole process. */
public final class CustomGradients {
  private static final boolean REGISTERED =
      JavaGradients.register(
          "SparseSoftmaxCrossEntropyWithLogits",
          (tf, operation, incoming) -> sparseSoftmaxCrossEntropy(tf, operation, incoming));

  private CustomGradients() {}

  /**
   * Makes sure that the gradients are known to TensorFlow. Has no effect after the first call.
   *
   * @return whether this library supplied them; if not, a model that needs one is refused
   */
  public static boolean register() {
    return REGISTERED;
  }

  /**
   * <b>Formula</b>: the gradient of row {@code i} with respect to its logits is {@code softmax_i -
   * onehot(label_i)}, which the operation returns as its second output, times the incoming gradient
   * of the loss. The labels have none; TensorFlow Java wants a tensor, so they get zeros.
   */
  private static List<Operand<?>> sparseSoftmaxCrossEntropy(
      Ops tf, GraphOperation operation, List<Output<?>> incoming) {
    @SuppressWarnings("unchecked") // the loss and the back-propagated gradient have one type
    Output<TFloating> loss = (Output<TFloating>) incoming.get(0);
    Output<TFloating> backprop = operation.output(1);
    Operand<?> labels = operation.input(1);
    return List.of(
        tf.math.mul(tf.expandDims(loss, tf.constant(1)), backprop), tf.zerosLike(labels));
  }
}
