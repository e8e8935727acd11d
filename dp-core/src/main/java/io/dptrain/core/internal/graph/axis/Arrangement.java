package io.dptrain.core.internal.graph.axis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TType;

/**
 * Brings the axes of a tensor into the order {@code [batch, positions, features]}: examples in
 * front, then everything that is summed over within an example, then what remains.
 *
 * <p>What is merged with the examples on their axis comes first among the positions, so two tensors
 * with examples in the same place are arranged alike.
 */
public final class Arrangement {
  private Arrangement() {}

  /** Whether the size of every axis but that of the examples is known. */
  public static boolean isStatic(Shape shape, ExampleAxis examples) {
    return !shape.isUnknown()
        && IntStream.range(0, shape.numDimensions())
            .allMatch(axis -> axis == examples.axis() || shape.get(axis) > 0);
  }

  /**
   * The arranged tensor. <b>Shape</b> {@code [batch, positions, features]}, the last two static.
   *
   * @param positions the axes to merge into the second, in order
   * @param features the axes to merge into the third, in order
   */
  public static <T extends TType> Operand<T> arrange(
      Ops tf,
      Operand<T> tensor,
      ExampleAxis examples,
      List<Integer> positions,
      List<Integer> features) {
    Shape shape = tensor.shape();
    Operand<T> ordered = order(tf, tensor, examples, positions, features);
    return reshape(tf, ordered, -1, count(shape, examples, positions), product(shape, features));
  }

  /** How many entries of a tensor belong to one example. */
  public static long entriesPerExample(Shape shape, ExampleAxis examples) {
    List<Integer> others =
        IntStream.range(0, shape.numDimensions())
            .filter(axis -> axis != examples.axis())
            .boxed()
            .toList();
    return Math.multiplyExact(examples.indicesPerExample(), product(shape, others));
  }

  /** How many positions {@link #arrange} gives. */
  public static int count(Shape shape, ExampleAxis examples, List<Integer> positions) {
    return Math.toIntExact(examples.indicesPerExample() * product(shape, positions));
  }

  /**
   * The arranged tensor, without the axis of positions where there is one position only.
   * <b>Shape</b> {@code [batch, features]} or {@code [batch, positions, features]}.
   */
  public static <T extends TType> Operand<T> arrangeCompactly(
      Ops tf,
      Operand<T> tensor,
      ExampleAxis examples,
      List<Integer> positions,
      List<Integer> features) {
    if (count(tensor.shape(), examples, positions) > 1) {
      return arrange(tf, tensor, examples, positions, features);
    }
    Operand<T> ordered = order(tf, tensor, examples, positions, features);
    return reshape(tf, ordered, -1, product(tensor.shape(), features));
  }

  /** Reshapes, unless the shape is known to be the wanted one. */
  public static <T extends TType> Operand<T> reshape(Ops tf, Operand<T> tensor, long... shape) {
    if (!tensor.shape().isUnknown() && Arrays.equals(tensor.shape().asArray(), shape)) {
      return tensor;
    }
    int[] sizes = Arrays.stream(shape).mapToInt(Math::toIntExact).toArray();
    return tf.reshape(tensor, tf.constant(sizes));
  }

  public static long product(Shape shape, List<Integer> axes) {
    return axes.stream().mapToLong(shape::get).reduce(1, Math::multiplyExact);
  }

  /** Splits the axis of the examples and moves the axes, where that is needed. */
  private static <T extends TType> Operand<T> order(
      Ops tf,
      Operand<T> tensor,
      ExampleAxis examples,
      List<Integer> positions,
      List<Integer> features) {
    // The axis of the examples becomes three, outer, batch and inner, and those behind move by two.
    int axis = examples.axis();
    List<Integer> moved = new ArrayList<>(List.of(axis + 1, axis, axis + 2));
    positions.forEach(position -> moved.add(position < axis ? position : position + 2));
    features.forEach(feature -> moved.add(feature < axis ? feature : feature + 2));
    if (isInPlace(moved, examples)) {
      return tensor;
    }
    long[] split = new long[tensor.shape().numDimensions() + 2];
    for (int from = 0; from < tensor.shape().numDimensions(); from++) {
      split[from < axis ? from : from + 2] = tensor.shape().get(from);
    }
    split[axis] = examples.outer();
    split[axis + 1] = -1;
    split[axis + 2] = examples.inner();
    int[] permutation = moved.stream().mapToInt(Integer::intValue).toArray();
    return tf.linalg.transpose(reshape(tf, tensor, split), tf.constant(permutation));
  }

  /** Whether the order is that of memory already; an outer axis of size one may move freely. */
  private static boolean isInPlace(List<Integer> moved, ExampleAxis examples) {
    List<Integer> relevant = new ArrayList<>(moved);
    if (examples.outer() == 1) {
      relevant.remove(1);
    }
    return IntStream.range(1, relevant.size()).allMatch(i -> relevant.get(i - 1) < relevant.get(i));
  }
}
