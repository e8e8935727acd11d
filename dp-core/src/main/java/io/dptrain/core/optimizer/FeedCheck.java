package io.dptrain.core.optimizer;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Tensor;

/** Checks that a batch feeds what the plan sampled, and nothing else. */
final class FeedCheck {
  private FeedCheck() {}

  /**
   * Requires that every data placeholder gets one row per sampled example, and that nothing is fed
   * besides data and declared public inputs.
   *
   * @throws IllegalArgumentException naming the placeholder and the fix
   */
  static void requireRows(
      BatchFeeds feeds, List<Output<?>> dataInputs, List<Operand<?>> publicInputs, int rows) {
    for (Output<?> input : dataInputs) {
      requireRows(input, feeds.tensors().get(input), rows);
    }
    Set<Output<?>> allowed = new HashSet<>(dataInputs);
    publicInputs.forEach(input -> allowed.add(input.asOutput()));
    for (Output<?> fed : feeds.tensors().keySet()) {
      if (!allowed.contains(fed)) {
        throw new IllegalArgumentException(
            "'"
                + fed.op().name()
                + "' must not be fed: it is neither an input of the loss nor declared with"
                + " publicInputs(...)");
      }
    }
  }

  private static void requireRows(Output<?> input, Tensor tensor, int rows) {
    String name = "the placeholder '" + input.op().name() + "'";
    if (tensor == null) {
      throw new IllegalArgumentException(name + " is not fed: feed it with the sampled rows");
    }
    boolean matches = tensor.shape().numDimensions() > 0 && tensor.shape().get(0) == rows;
    if (!matches) {
      throw new IllegalArgumentException(
          name
              + " is fed a tensor of shape "
              + tensor.shape()
              + ", which does not have one row per sampled example; feed exactly the rows that the"
              + " step was given, in their order, and no batch of another size");
    }
  }
}
