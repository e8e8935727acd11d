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

  /**
   * Leaves units of the batch out: those whose record cannot be read, say. Their places stay, so
   * the tensors have rows for them, of any numbers; zeros will do. A step counts them as zero,
   * exactly as if they had not been sampled, and looks like any other.
   *
   * @param units places in the batch, from 0, in the order in which the feeder was asked; with
   *     {@code rowsPerUnit(K)} each is the place of K rows
   * @throws IllegalArgumentException if a place is negative; then all tensors are closed. A place
   *     behind the end of the batch is refused by the step
   */
  public BatchFeeds leaveOut(int... units) {
    for (int unit : units) {
      if (unit < 0) {
        close();
        throw new IllegalArgumentException(
            "a place in the batch must be 0 or more, but is " + unit);
      }
      inputs.leaveOut(unit);
    }
    return this;
  }

  /**
   * Says how many rows each unit of the batch has, where that varies ({@link
   * DpOptimizerBuilder#rowsPerUnitAtMost}): the first so many of its places. What is fed in the
   * places behind them is not looked at; zeros will do.
   *
   * <p>The numbers are data, so none of them can fail a step. A unit of no rows, or of more than
   * there are places, is left out, as by {@link #leaveOut}.
   *
   * @param rowsOfUnits one number for each unit, in the order in which the feeder was asked;
   *     another count of numbers is refused by the step
   * @throws IllegalArgumentException if it was called before; then all tensors are closed
   */
  public BatchFeeds present(int... rowsOfUnits) {
    inputs.present(rowsOfUnits);
    return this;
  }

  /**
   * Feeds all tensors to a run, and returns the run. What was left out is fed, too: only a private
   * step leaves it out.
   */
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
