package io.dptrain.core.internal.check;

import io.dptrain.core.internal.Doubles;
import io.dptrain.core.internal.graph.Graphs;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.tensorflow.Output;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.types.TFloat64;

/**
 * Holds the gradients of single examples against the loss itself: a wrong gradient agrees with
 * itself wherever it is taken.
 *
 * <p><b>Formula</b>: {@code (L(w + h u) - L(w - h u)) / 2h} for a few random directions {@code u}
 * of length one, against {@code u . dL/dw}, relative to the length of the gradient. <b>Error</b>:
 * {@code h^2} of the third derivative, and the rounding of the loss over {@code h}.
 */
final class LossSlopes {
  private static final int DIRECTIONS = 3;
  private static final int MOST_UNITS = 4;

  /** Where the gradient is not that of the function, on purpose. */
  private static final Set<String> NOT_DIFFERENTIATED =
      Set.of(
          "StopGradient", "PreventGradient", "Snapshot", "Rint", "Round", "Floor", "Ceil", "Sign");

  private final Session session;
  private final ClippedSums sums;
  private final SingleGradients single;
  private final Weights weights;

  LossSlopes(Session session, ClippedSums sums, SingleGradients single, Weights weights) {
    this.session = session;
    this.sums = sums;
    this.single = single;
    this.weights = weights;
  }

  /** The largest error over a few units and directions; empty if it would say nothing. */
  OptionalDouble error(UnitTensors units) {
    boolean isSmooth =
        Graphs.ancestorsInOrder(List.of(sums.loss())).stream()
            .noneMatch(operation -> NOT_DIFFERENTIATED.contains(operation.type()));
    int[] some = IntStream.range(0, Math.min(MOST_UNITS, units.units())).toArray();
    SplittableRandom random = new SplittableRandom(3);
    return isSmooth
        ? IntStream.range(0, DIRECTIONS)
            .mapToDouble(i -> error(units, some, direction(random)))
            .max()
        : OptionalDouble.empty();
  }

  private double error(UnitTensors units, int[] some, double[][] direction) {
    double step = step();
    double[] above = losses(units, some, direction, step);
    double[] below = losses(units, some, direction, -step);
    double largest = 0;
    for (int i = 0; i < some.length; i++) {
      try (UnitTensors one = units.pick(some[i])) {
        double[][] gradient = single.of(one, weights.values());
        double slope = (above[i] - below[i]) / (2 * step);
        double error = Math.abs(slope - dot(gradient, direction));
        largest = Math.max(largest, error / Math.max(Numbers.norm(gradient), Float.MIN_NORMAL));
      }
    }
    return largest;
  }

  /** Small beside the weights, and large beside their rounding. */
  private double step() {
    double squares = 0;
    for (Output<?> variable : sums.variables()) {
      squares += Math.pow(Numbers.norm(Doubles.of(weights.values().get(variable))), 2);
    }
    return (sums.type().equals(TFloat64.class) ? 1e-4 : 1e-2) * Math.max(1e-2, Math.sqrt(squares));
  }

  private double[] losses(UnitTensors units, int[] some, double[][] direction, double step) {
    try (Weights moved = weights.moved(sums.variables(), direction, step);
        UnitTensors picked = units.pick(some);
        SumRuns.Seen seen = new SumRuns(session, sums, moved).run(picked)) {
      return seen.losses();
    }
  }

  private double[][] direction(SplittableRandom random) {
    double[][] direction = new double[sums.variables().size()][];
    for (int v = 0; v < direction.length; v++) {
      Tensor value = weights.values().get(sums.variables().get(v));
      direction[v] = new double[Math.toIntExact(value.shape().size())];
      for (int i = 0; i < direction[v].length; i++) {
        direction[v][i] = 2 * random.nextDouble() - 1;
      }
    }
    return Numbers.scaled(direction, 1 / Numbers.norm(direction));
  }

  private static double dot(double[][] some, double[][] others) {
    double dot = 0;
    for (int a = 0; a < some.length; a++) {
      for (int i = 0; i < some[a].length; i++) {
        dot += some[a][i] * others[a][i];
      }
    }
    return dot;
  }
}
