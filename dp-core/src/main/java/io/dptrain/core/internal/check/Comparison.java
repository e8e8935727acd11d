package io.dptrain.core.internal.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TType;

/** Collects how far apart two computations of one thing were, and what is too far. */
final class Comparison {
  private final double tolerance;
  private final Map<What, Double> largest = new EnumMap<>(What.class);
  private final List<Finding> findings = new ArrayList<>();

  /** What is compared. */
  enum What {
    ROWS("what is computed for one example depends on the others in its batch"),
    SHARE("one example moves the clipped sum by more than the noise is made for"),
    NORMS("norms are too small, so that clipping lets too much through"),
    SUMS("the clipped sum is not that of the gradients of single examples");

    private final String meaning;

    What(String meaning) {
      this.meaning = meaning;
    }

    String meaning() {
      return meaning;
    }
  }

  /** Something that is too far apart: seen where, in which unit of which batch. */
  record Finding(What what, String seen, double error, List<Integer> batch, int place) {}

  Comparison(Class<? extends TType> type) {
    this.tolerance = tolerance(type);
  }

  /** Far above rounding, and far below what one example does to another. */
  static double tolerance(Class<? extends TType> type) {
    return type.equals(TFloat64.class) ? 1e-6 : 1e-3;
  }

  /**
   * Notes a relative error.
   *
   * @param allowed what is allowed beside the tolerance
   * @param batch which units ran together
   * @param place where among them the one is that was looked at
   */
  void note(What what, double error, double allowed, String seen, int[] batch, int place) {
    largest.merge(what, error, Math::max);
    boolean isWithin = error <= tolerance + allowed;
    if (!isWithin) {
      findings.add(new Finding(what, seen, error, Arrays.stream(batch).boxed().toList(), place));
    }
  }

  double largest(What what) {
    return largest.getOrDefault(what, 0.0);
  }

  /** Everything that is too far apart, in the order in which it was seen. */
  List<Finding> findings() {
    return List.copyOf(findings);
  }

  /** A difference relative to a size; infinite if it is no number. */
  static double relative(double difference, double size) {
    if (difference == 0) {
      return 0;
    }
    double relative = Math.abs(difference) / Math.max(size, Float.MIN_NORMAL);
    return Double.isNaN(relative) ? Double.POSITIVE_INFINITY : relative;
  }
}
