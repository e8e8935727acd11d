package io.dptrain.examples.check.sweep;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.tensorflow.ndarray.Shape;

/**
 * One input of an operation.
 *
 * @param role where it comes from
 * @param type its elements
 * @param shape of data with -1 for the axis of the examples
 * @param low the least value
 * @param high above the largest value
 * @param fixed the values of a constant
 * @param hasGradient whether a gradient may be asked of it
 */
public record Arg(
    Role role,
    ElementType type,
    Shape shape,
    double low,
    double high,
    Optional<Values> fixed,
    boolean hasGradient) {

  /** Where an input comes from. */
  public enum Role {
    /** A placeholder with one row for each example. */
    DATA,
    /** A variable. */
    WEIGHT,
    /** A constant of the graph. */
    CONSTANT
  }

  /** A constant. */
  static Arg constant(ElementType type, Values values) {
    return new Arg(Role.CONSTANT, type, values.shape(), 0, 0, Optional.of(values), false);
  }

  /** The axis of the examples; 0 of what has none. */
  int exampleAxis() {
    for (int axis = 0; axis < shape.numDimensions(); axis++) {
      if (shape.get(axis) == Shape.UNKNOWN_SIZE) {
        return axis;
      }
    }
    return 0;
  }

  /** The shape of data with the examples in front. */
  Shape frontShape() {
    long[] sizes = shape.asArray().clone();
    int axis = exampleAxis();
    System.arraycopy(sizes, 0, sizes, 1, axis);
    sizes[0] = Shape.UNKNOWN_SIZE;
    return Shape.of(sizes);
  }

  /** The order of axes that brings the first one to where the examples belong. */
  int[] fromFront() {
    int[] order = new int[shape.numDimensions()];
    int axis = exampleAxis();
    for (int i = 0; i < order.length; i++) {
      order[i] = i < axis ? i + 1 : i == axis ? 0 : i;
    }
    return order;
  }

  /** The order of axes that brings an axis to the front. */
  static int[] toFront(int axis, int rank) {
    int[] order = new int[rank];
    for (int i = 0; i < rank; i++) {
      order[i] = i == 0 ? axis : i <= axis ? i - 1 : i;
    }
    return order;
  }

  /** Whether a gradient can be asked of it. */
  boolean isDifferentiable() {
    return hasGradient && type.isFloating();
  }

  /** The same input, of which no gradient is asked. */
  Arg withoutGradient() {
    return new Arg(role, type, shape, low, high, fixed, false);
  }

  /** The same input in double precision. */
  Arg widened() {
    return type == ElementType.FLOAT
        ? new Arg(role, ElementType.DOUBLE, shape, low, high, fixed, hasGradient)
        : this;
  }

  /**
   * Values in random order, examples in front. No two floating ones are equal or on a round number,
   * so that maxima are unique and steps of finite differences cross no kink.
   *
   * @param place of the input in the operation; other inputs have other values
   */
  Values draw(int batch, int place, long seed) {
    if (fixed.isPresent()) {
      return fixed.get();
    }
    Shape full = full(batch);
    int count = Math.toIntExact(full.size());
    Random random = new Random(seed + 31L * place);
    double[] data = new double[count];
    List<Integer> order = new ArrayList<>(IntStream.range(0, count).boxed().toList());
    Collections.shuffle(order, random);
    double inside = 0.3137 + 0.0913 * place;
    for (int i = 0; i < count; i++) {
      double share = type.isFloating() ? (order.get(i) + inside) / count : random.nextDouble();
      data[i] = type.round(low + (high - low) * share);
    }
    return new Values(full, data);
  }

  private Shape full(int batch) {
    if (role != Role.DATA) {
      return shape;
    }
    long[] sizes = frontShape().asArray().clone();
    sizes[0] = batch;
    return Shape.of(sizes);
  }
}
