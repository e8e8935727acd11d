package io.dptrain.core.internal.sums;

import java.util.LinkedHashMap;
import java.util.Map;
import org.tensorflow.Output;
import org.tensorflow.Session;
import org.tensorflow.Tensor;

/**
 * Tensors and the placeholders that take them.
 *
 * <p><b>Native memory</b>: it owns the tensors that it is given, and frees them when it is closed.
 * Not thread safe.
 */
public final class FedInputs implements AutoCloseable {
  private final Map<Output<?>, Tensor> tensors = new LinkedHashMap<>();

  /**
   * Takes over a tensor.
   *
   * @throws IllegalArgumentException if the placeholder has one; then all are closed
   */
  public FedInputs feed(Output<?> placeholder, Tensor tensor) {
    Tensor previous = tensors.put(placeholder, tensor);
    if (previous != null) {
      previous.close();
      close();
      throw new IllegalArgumentException(
          "the placeholder '" + placeholder.op().name() + "' is fed twice");
    }
    return this;
  }

  /** Feeds all tensors to a run, and returns the run. */
  public Session.Runner feedTo(Session.Runner runner) {
    tensors.forEach(runner::feed);
    return runner;
  }

  /** The tensors by placeholder. Whoever takes one out owns it. */
  public Map<Output<?>, Tensor> tensors() {
    return tensors;
  }

  /** Fills a tensor up with copies of its first row, unless it has enough rows. */
  public void pad(Output<?> placeholder, long rows) {
    Tensor tensor = tensors.get(placeholder);
    if (tensor.shape().get(0) < rows) {
      tensors.put(placeholder, TensorRows.padded(placeholder.type(), tensor, rows));
      tensor.close();
    }
  }

  @Override
  public void close() {
    tensors.values().forEach(Tensor::close);
    tensors.clear();
  }
}
