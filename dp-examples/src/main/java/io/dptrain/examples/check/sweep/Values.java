package io.dptrain.examples.check.sweep;

import java.util.Arrays;
import org.tensorflow.ndarray.Shape;

/** A tensor in double precision, in row-major order. */
public final class Values {
  private final Shape shape;
  private final double[] data;

  /** Takes the array over. */
  public Values(Shape shape, double[] data) {
    if (shape.size() != data.length) {
      throw new IllegalArgumentException(data.length + " values do not fill " + shape);
    }
    this.shape = shape;
    this.data = data;
  }

  /** Computes each value from its place. */
  public static Values of(Shape shape, ValueAt at) {
    double[] data = new double[Math.toIntExact(shape.size())];
    int[] place = new int[shape.numDimensions()];
    for (int i = 0; i < data.length; i++) {
      data[i] = at.of(place);
      advance(place, shape);
    }
    return new Values(shape, data);
  }

  /** The value at a place. */
  @FunctionalInterface
  public interface ValueAt {
    double of(int[] place);
  }

  /** The next place in row-major order; after the last comes the first. */
  public static void advance(int[] place, Shape shape) {
    for (int axis = place.length - 1; axis >= 0; axis--) {
      place[axis]++;
      if (place[axis] < shape.get(axis)) {
        return;
      }
      place[axis] = 0;
    }
  }

  public Shape shape() {
    return shape;
  }

  /** The values themselves, not a copy. */
  double[] data() {
    return data;
  }

  public int rank() {
    return shape.numDimensions();
  }

  public int size(int axis) {
    return Math.toIntExact(shape.get(axis));
  }

  /** The value at a place, which may have more axes in front than this has; size 1 broadcasts. */
  public double at(int... place) {
    int index = 0;
    int more = place.length - rank();
    for (int axis = 0; axis < rank(); axis++) {
      int size = size(axis);
      index = index * size + (size == 1 ? 0 : place[axis + more]);
    }
    return data[index];
  }

  /** The values as whole numbers. */
  public int[] ints() {
    return Arrays.stream(data).mapToInt(value -> (int) value).toArray();
  }

  /** The same values in another shape. */
  public Values as(Shape other) {
    return new Values(other, data);
  }

  /** A copy with the axes in another order: axis {@code i} of it is axis {@code order[i]} here. */
  public Values transposed(int... order) {
    Shape permuted = Shape.of(Arrays.stream(order).mapToLong(shape::get).toArray());
    int[] source = new int[order.length];
    return of(
        permuted,
        place -> {
          for (int i = 0; i < order.length; i++) {
            source[order[i]] = place[i];
          }
          return at(source);
        });
  }

  /** A copy of some rows, along the first axis. */
  Values rows(int... chosen) {
    int width = data.length / size(0);
    double[] part = new double[chosen.length * width];
    for (int i = 0; i < chosen.length; i++) {
      System.arraycopy(data, chosen[i] * width, part, i * width, width);
    }
    long[] sizes = shape.asArray().clone();
    sizes[0] = chosen.length;
    return new Values(Shape.of(sizes), part);
  }

  /** A copy whose first row is that of other values. */
  Values withFirstRowOf(Values other) {
    double[] copy = data.clone();
    System.arraycopy(other.data, 0, copy, 0, data.length / size(0));
    return new Values(shape, copy);
  }

  /** The largest magnitude. */
  double largest() {
    return Arrays.stream(data).map(Math::abs).max().orElse(0);
  }
}
