package io.dptrain.core.testing;

import java.util.List;
import java.util.stream.Stream;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.index.Indices;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.ReduceProd;
import org.tensorflow.op.core.Shape;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TNumber;
import org.tensorflow.types.family.TType;

/** Ways in which programs flatten {@code [batch, 4, 3, 2]} to {@code [batch, 24]}. */
public final class Flattenings {
  /** The size of a flattened example. */
  public static final int WIDTH = 24;

  private Flattenings() {}

  /**
   * One way.
   *
   * @param name how it is written
   * @param how makes it of a tensor
   */
  public record Flattening(String name, How how) {
    @Override
    public String toString() {
      return name;
    }
  }

  /** A flattened tensor of {@code [batch, 4, 3, 2]}. */
  @FunctionalInterface
  public interface How {
    /** The flattened tensor. */
    <T extends TType> Operand<T> of(Ops tf, Operand<T> x);
  }

  private static Flattening to(String name, NewShape shape) {
    return new Flattening(
        name,
        new How() {
          @Override
          public <T extends TType> Operand<T> of(Ops tf, Operand<T> x) {
            return tf.reshape(x, shape.of(tf, x, tf.shape(x)));
          }
        });
  }

  private static Flattening like(String name, How how) {
    return new Flattening(name, how);
  }

  /** A new shape out of the old one. */
  @FunctionalInterface
  private interface NewShape {
    Operand<? extends TNumber> of(Ops tf, Operand<?> x, Shape<TInt32> shape);
  }

  private static Operand<TInt32> rows(Ops tf, Operand<TInt32> shape) {
    return tf.stridedSlice(shape, Indices.at(0));
  }

  private static Operand<TInt32> tail(Ops tf, Operand<TInt32> shape) {
    return tf.stridedSlice(shape, Indices.sliceFrom(1));
  }

  private static Operand<TInt32> one(Ops tf, int value) {
    return tf.array(value);
  }

  /** All ways. */
  public static List<Flattening> all() {
    return Stream.of(slices(), products(), others()).flatMap(List::stream).toList();
  }

  private static List<Flattening> slices() {
    return List.of(
        to(
            "concat of a slice and -1",
            (tf, x, s) ->
                tf.concat(
                    List.of(tf.slice(s, tf.array(0), tf.array(1)), one(tf, -1)), tf.constant(0))),
        to(
            "concat of a strided slice and -1",
            (tf, x, s) ->
                tf.concat(
                    List.of(tf.stridedSlice(s, Indices.sliceTo(1)), one(tf, -1)), tf.constant(0))),
        to(
            "concat of gathered rows and -1",
            (tf, x, s) ->
                tf.concat(
                    List.of(tf.gather(s, tf.array(0), tf.constant(0)), one(tf, -1)),
                    tf.constant(0))),
        to(
            "concat of expanded rows and -1",
            (tf, x, s) ->
                tf.concat(
                    List.of(tf.expandDims(rows(tf, s), tf.constant(0)), one(tf, -1)),
                    tf.constant(0))),
        to(
            "concat of rows and a filled -1",
            (tf, x, s) ->
                tf.concat(
                    List.of(
                        tf.reshape(rows(tf, s), tf.array(1)),
                        tf.fill(tf.array(1), tf.constant(-1))),
                    tf.constant(0))),
        to("stack of rows and -1", (tf, x, s) -> tf.stack(List.of(rows(tf, s), tf.constant(-1)))),
        to(
            "stack of unstacked rows and -1",
            (tf, x, s) -> tf.stack(List.of(tf.unstack(s, 4L).output().get(0), tf.constant(-1)))),
        to(
            "concat of split rows and -1",
            (tf, x, s) ->
                tf.concat(
                    List.of(tf.split(tf.constant(0), s, 4L).output().get(0), one(tf, -1)),
                    tf.constant(0))),
        to(
            "rows and -1 of a shape in 64 bits",
            (tf, x, s) -> {
              Operand<TInt64> wide = tf.shape(x, TInt64.class);
              return tf.concat(
                  List.of(tf.slice(wide, tf.array(0), tf.array(1)), tf.constant(new long[] {-1})),
                  tf.constant(0));
            }),
        to(
            "rows and -1, cast to 64 bits and back",
            (tf, x, s) -> {
              Operand<TInt64> wide = tf.dtypes.cast(rows(tf, s), TInt64.class);
              return tf.stack(List.of(tf.dtypes.cast(wide, TInt32.class), tf.constant(-1)));
            }));
  }

  private static List<Flattening> products() {
    return List.of(
        to(
            "-1 and the product of the other sizes",
            (tf, x, s) ->
                tf.stack(
                    List.<Operand<TInt32>>of(
                        tf.constant(-1), tf.reduceProd(tail(tf, s), tf.constant(0))))),
        to(
            "rows and the product of the other sizes",
            (tf, x, s) ->
                tf.stack(
                    List.<Operand<TInt32>>of(
                        rows(tf, s), tf.reduceProd(tail(tf, s), tf.constant(0))))),
        to(
            "rows and a product that keeps its axis",
            (tf, x, s) ->
                tf.concat(
                    List.of(
                        tf.slice(s, tf.array(0), tf.array(1)),
                        tf.reduceProd(tail(tf, s), tf.constant(0), ReduceProd.keepDims(true))),
                    tf.constant(0))),
        to(
            "-1 and sizes multiplied one by one",
            (tf, x, s) -> {
              List<Operand<TInt32>> sizes =
                  tf.unstack(s, 4L).output().stream().<Operand<TInt32>>map(size -> size).toList();
              Operand<TInt32> plane = tf.math.mul(sizes.get(1), sizes.get(2));
              return tf.stack(List.of(tf.constant(-1), tf.math.mul(plane, sizes.get(3))));
            }),
        to(
            "rows and the size over the rows",
            (tf, x, s) ->
                tf.stack(
                    List.<Operand<TInt32>>of(rows(tf, s), tf.math.div(tf.size(x), rows(tf, s))))),
        to(
            "-1 and the size floor-divided by the rows",
            (tf, x, s) ->
                tf.stack(
                    List.<Operand<TInt32>>of(
                        tf.constant(-1), tf.math.floorDiv(tf.size(x), rows(tf, s))))));
  }

  private static List<Flattening> others() {
    return List.of(
        like(
            "dimensions reduced from the first",
            new How() {
              @Override
              public <T extends TType> Operand<T> of(Ops tf, Operand<T> x) {
                return tf.shape.reduceDims(x, tf.constant(1));
              }
            }),
        to(
            "head and product of the tail of the shape",
            (tf, x, s) ->
                tf.stack(
                    List.<Operand<TInt32>>of(
                        rows(tf, tf.shape.head(s)), tf.reduceProd(tail(tf, s), tf.constant(0))))),
        like(
            "[batch, 3, -1] by sizes, then -1 and a constant",
            new How() {
              @Override
              public <T extends TType> Operand<T> of(Ops tf, Operand<T> x) {
                Operand<TInt32> rows = rows(tf, tf.shape(x));
                Operand<T> cut =
                    tf.reshape(x, tf.stack(List.of(rows, tf.constant(3), tf.constant(-1))));
                return tf.reshape(cut, tf.array(-1, WIDTH));
              }
            }),
        like(
            "all in one axis by its size, then rows and -1",
            new How() {
              @Override
              public <T extends TType> Operand<T> of(Ops tf, Operand<T> x) {
                Operand<TInt32> rows = rows(tf, tf.shape(x));
                Operand<T> line = tf.shape.flatten(x);
                return tf.reshape(line, tf.stack(List.of(rows, tf.constant(-1))));
              }
            }),
        like(
            "flattened twice",
            new How() {
              @Override
              public <T extends TType> Operand<T> of(Ops tf, Operand<T> x) {
                Operand<T> once =
                    tf.reshape(x, tf.stack(List.of(rows(tf, tf.shape(x)), tf.constant(-1))));
                return tf.reshape(
                    once, tf.stack(List.of(rows(tf, tf.shape(once)), tf.constant(-1))));
              }
            }));
  }
}
