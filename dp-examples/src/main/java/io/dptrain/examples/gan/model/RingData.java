package io.dptrain.examples.gan.model;

import io.dptrain.examples.gan.data.Ring;
import java.util.Random;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;

/** A fixed set of points of a ring, to train on. Immutable. */
public final class RingData {
  private final float[][] points;

  private RingData(float[][] points) {
    this.points = points;
  }

  /** Draws a set; the same seed gives the same one. */
  public static RingData of(Ring ring, int size, long seed) {
    return new RingData(ring.sample(size, new Random(seed)));
  }

  /** The number of points. */
  public int size() {
    return points.length;
  }

  /** Some of the points, to be closed by the caller. <b>Shape</b> {@code [rows, 2]}. */
  public TFloat32 tensor(int[] rows) {
    float[] values = new float[2 * rows.length];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(points[rows[i]], 0, values, 2 * i, 2);
    }
    return TFloat32.tensorOf(Shape.of(rows.length, 2), DataBuffers.of(values));
  }
}
