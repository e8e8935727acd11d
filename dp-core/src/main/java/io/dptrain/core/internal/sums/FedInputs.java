package io.dptrain.core.internal.sums;

import java.util.BitSet;
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
  private final BitSet leftOut = new BitSet();

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

  /**
   * Says that a unit is left out: it contributes zero, as padding does.
   *
   * @param unit its place in the batch, from 0
   */
  public void leaveOut(int unit) {
    leftOut.set(unit);
  }

  /** The places of the units that are left out. Sensitive. */
  public BitSet leftOut() {
    return (BitSet) leftOut.clone();
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

  /** Puts other rows of a tensor, in their order, in its place. */
  void take(Output<?> placeholder, int[] rows) {
    try (Tensor all = tensors.get(placeholder)) {
      tensors.put(placeholder, TensorRows.taken(placeholder.type(), all, rows));
    }
  }

  @Override
  public void close() {
    tensors.values().forEach(Tensor::close);
    tensors.clear();
  }
}
