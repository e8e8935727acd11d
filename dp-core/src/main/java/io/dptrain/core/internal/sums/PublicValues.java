package io.dptrain.core.internal.sums;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;

/**
 * What a feeder gives the public inputs for two batches that differ by one privacy unit. It must be
 * the same: a public input that holds the number of rows would tell of the sampled batch, and scale
 * the gradients of all others.
 *
 * <p>A value that differs between two equal requests, such as one drawn at random or one that
 * counts the requests, is not held against the feeder.
 */
public final class PublicValues {
  private static final int[] ONE = {0};
  private static final int[] TWO = {0, 1};

  private PublicValues() {}

  /**
   * Asks for the first unit and for the first two, and for the first again if these differ.
   *
   * @throws IllegalArgumentException if a public input depends on the batch
   */
  public static void require(Function<int[], FedInputs> feeder, List<Operand<?>> publicInputs) {
    Map<Output<?>, Value> one = values(feeder, publicInputs, ONE);
    Map<Output<?>, Value> two = values(feeder, publicInputs, TWO);
    if (one.equals(two)) {
      return;
    }
    Map<Output<?>, Value> again = values(feeder, publicInputs, ONE);
    one.forEach(
        (input, value) -> {
          if (value.equals(again.get(input)) && !value.equals(two.get(input))) {
            throw new IllegalArgumentException(
                "'"
                    + input.op().name()
                    + "' was declared with publicInputs(...), but what is fed to it depends on the"
                    + " batch, whose size is private; leave the number of rows out, and write"
                    + " tf.math.mean over the axis of the examples in place of a sum over it; feed"
                    + " what belongs to examples through a placeholder of its own");
          }
        });
  }

  private static Map<Output<?>, Value> values(
      Function<int[], FedInputs> feeder, List<Operand<?>> publicInputs, int[] units) {
    try (FedInputs inputs = feeder.apply(units.clone())) {
      Map<Output<?>, Value> values = new HashMap<>();
      for (Operand<?> input : publicInputs) {
        Tensor tensor = inputs.tensors().get(input.asOutput());
        if (tensor != null) {
          values.put(input.asOutput(), Value.of(tensor));
        }
      }
      return values;
    }
  }

  /** Shape and bytes of a tensor. */
  private record Value(Shape shape, ByteBuffer bytes) {
    static Value of(Tensor tensor) {
      byte[] bytes = new byte[Math.toIntExact(tensor.numBytes())];
      tensor.asRawTensor().data().read(bytes);
      return new Value(tensor.shape(), ByteBuffer.wrap(bytes));
    }
  }
}
