package io.dptrain.core.optimizer;

import java.util.LinkedHashMap;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Session;
import org.tensorflow.Tensor;

/**
 * The tensors that one batch feeds to the placeholders of a model.
 *
 * <p><b>Native memory</b>: it owns the tensors that it is given, and frees them when it is closed.
 * {@link DpOptimizer#step} closes it. Not thread safe.
 */
public final class BatchFeeds implements AutoCloseable {
  private final Map<Output<?>, Tensor> tensors = new LinkedHashMap<>();

  /** Feeds a tensor to a placeholder, and takes over the tensor. */
  public BatchFeeds feed(Operand<?> placeholder, Tensor tensor) {
    if (placeholder.env().isEager()) {
      tensor.close();
      close();
      throw new IllegalArgumentException(
          "a placeholder that is fed must be in a graph, but is an eager tensor");
    }
    Tensor previous = tensors.put(placeholder.asOutput(), tensor);
    if (previous != null) {
      previous.close();
      close();
      throw new IllegalArgumentException(
          "the placeholder '" + placeholder.asOutput().op().name() + "' is fed twice");
    }
    return this;
  }

  /** Feeds all tensors to a run, and returns the run. */
  public Session.Runner feedTo(Session.Runner runner) {
    tensors.forEach(runner::feed);
    return runner;
  }

  Map<Output<?>, Tensor> tensors() {
    return tensors;
  }

  /** Fills a tensor up with copies of its first row, unless it has enough rows. */
  void pad(Output<?> placeholder, long rows) {
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
