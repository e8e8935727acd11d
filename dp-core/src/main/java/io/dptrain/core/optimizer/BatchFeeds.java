package io.dptrain.core.optimizer;

import io.dptrain.core.internal.sums.FedInputs;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.Tensor;

/**
 * The tensors that one batch feeds to the placeholders of a model.
 *
 * <p><b>Native memory</b>: it owns the tensors that it is given, and frees them when it is closed.
 * {@link DpOptimizer#step} closes it. Not thread safe.
 */
public final class BatchFeeds implements AutoCloseable {
  private final FedInputs inputs = new FedInputs();

  /** Feeds a tensor to a placeholder, and takes over the tensor. */
  public BatchFeeds feed(Operand<?> placeholder, Tensor tensor) {
    if (placeholder.env().isEager()) {
      tensor.close();
      close();
      throw new IllegalArgumentException(
          "a placeholder that is fed must be in a graph, but is an eager tensor");
    }
    inputs.feed(placeholder.asOutput(), tensor);
    return this;
  }

  /** Feeds all tensors to a run, and returns the run. */
  public Session.Runner feedTo(Session.Runner runner) {
    return inputs.feedTo(runner);
  }

  FedInputs inputs() {
    return inputs;
  }

  @Override
  public void close() {
    inputs.close();
  }
}
