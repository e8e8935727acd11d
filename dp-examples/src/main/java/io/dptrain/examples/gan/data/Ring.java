package io.dptrain.examples.gan.data;

import java.util.Random;

/**
 * Equal Gaussians in the plane, whose centers lie on a circle around zero: a data set whose modes
 * can be counted.
 *
 * <p><b>Source</b>: Metz et al., Unrolled Generative Adversarial Networks, 2017, section 3.1: eight
 * of standard deviation 0.02 on a circle of radius 2.
 *
 * @param modes the number of Gaussians
 * @param radius of the circle
 * @param stdDev standard deviation of each coordinate around a center
 */
public record Ring(int modes, double radius, double stdDev) {
  /** The ring of the paper. */
  public static final Ring OF_EIGHT = new Ring(8, 2, 0.02);

  /** The angles are equal, from zero on. <b>Shape</b> {@code [2]}. */
  public double[] center(int mode) {
    double angle = 2 * Math.PI * mode / modes;
    return new double[] {radius * Math.cos(angle), radius * Math.sin(angle)};
  }

  /** Points of all modes alike. <b>Shape</b> {@code [count, 2]}. */
  public float[][] sample(int count, Random random) {
    float[][] points = new float[count][];
    for (int i = 0; i < count; i++) {
      double[] center = center(random.nextInt(modes));
      points[i] =
          new float[] {
            (float) (center[0] + stdDev * random.nextGaussian()),
            (float) (center[1] + stdDev * random.nextGaussian())
          };
    }
    return points;
  }

  /** The same, one point after the other. <b>Shape</b> {@code [2 count]}. */
  public float[] flat(int count, Random random) {
    float[] flat = new float[2 * count];
    float[][] points = sample(count, random);
    for (int i = 0; i < flat.length; i++) {
      flat[i] = points[i / 2][i % 2];
    }
    return flat;
  }

  /** Points that are given one after the other. <b>Shape</b> {@code [2 count] -> [count, 2]}. */
  public static float[][] points(double[] flat) {
    float[][] points = new float[flat.length / 2][2];
    for (int i = 0; i < flat.length; i++) {
      points[i / 2][i % 2] = (float) flat[i];
    }
    return points;
  }

  /** The mode whose center is nearest to a point. */
  public int nearest(float[] point) {
    int nearest = 0;
    for (int mode = 1; mode < modes; mode++) {
      if (distance(point, mode) < distance(point, nearest)) {
        nearest = mode;
      }
    }
    return nearest;
  }

  /** How far a point is from a center, in standard deviations. */
  public double deviations(float[] point, int mode) {
    return distance(point, mode) / stdDev;
  }

  private double distance(float[] point, int mode) {
    double[] center = center(mode);
    return Math.hypot(point[0] - center[0], point[1] - center[1]);
  }
}
