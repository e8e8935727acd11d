package io.dptrain.core.stability.clip;

import java.util.Arrays;
import java.util.List;

/** Clipping in plain Java and double precision, to compare with. */
final class ReferenceClipping {
  private ReferenceClipping() {}

  static double l2Norm(List<float[]> gradients) {
    double sum = 0;
    for (float[] gradient : gradients) {
      for (float entry : gradient) {
        sum += (double) entry * entry;
      }
    }
    return Math.sqrt(sum);
  }

  static double l1Norm(List<float[]> gradients) {
    double sum = 0;
    for (float[] gradient : gradients) {
      for (float entry : gradient) {
        sum += Math.abs((double) entry);
      }
    }
    return sum;
  }

  static double cosine(List<float[]> a, List<float[]> b) {
    double dot = 0;
    for (int i = 0; i < a.size(); i++) {
      for (int j = 0; j < a.get(i).length; j++) {
        dot += (double) a.get(i)[j] * b.get(i)[j];
      }
    }
    return dot / (l2Norm(a) * l2Norm(b));
  }

  static List<float[]> scaled(List<float[]> gradients, double factor) {
    return gradients.stream().map(gradient -> scaled(gradient, factor)).toList();
  }

  static float[] scaled(float[] gradient, double factor) {
    float[] result = new float[gradient.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = (float) (gradient[i] * factor);
    }
    return result;
  }

  /** Each part of the list clipped together. */
  static List<float[]> clipped(List<float[]> gradients, double bound) {
    return scaled(gradients, Math.min(1, bound / l2Norm(gradients)));
  }

  /** The columns of a matrix {@code [rows, units]}, each clipped relative to its weights. */
  static float[] units(float[] gradient, float[] weights, int units, double lambda, double eps) {
    float[] result = gradient.clone();
    for (int unit = 0; unit < units; unit++) {
      double bound = lambda * Math.max(column(weights, units, unit), eps);
      double factor = Math.min(1, bound / column(gradient, units, unit));
      for (int i = unit; i < result.length; i += units) {
        result[i] = (float) (gradient[i] * factor);
      }
    }
    return result;
  }

  private static double column(float[] matrix, int units, int unit) {
    double sum = 0;
    for (int i = unit; i < matrix.length; i += units) {
      sum += (double) matrix[i] * matrix[i];
    }
    return Math.sqrt(sum);
  }

  /** The percentile with linear interpolation between sorted values. */
  static double percentile(List<Double> values, double percentile) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
    Arrays.sort(sorted);
    double place = percentile / 100 * (sorted.length - 1);
    int low = (int) Math.floor(place);
    int high = (int) Math.ceil(place);
    return sorted[low] + (place - low) * (sorted[high] - sorted[low]);
  }
}
