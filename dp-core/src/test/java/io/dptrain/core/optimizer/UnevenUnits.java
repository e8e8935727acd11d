package io.dptrain.core.optimizer;

import io.dptrain.core.internal.Doubles;
import io.dptrain.core.testing.TestModel;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;

/**
 * Units of at most so many rows of a {@link TestModel}, how many each has, and the reference: the
 * gradient of each row alone, the mean over the rows of a unit, clipped, and added up.
 *
 * @param present how many rows each unit has; a number that no unit can have leaves it out
 * @param most how many places each has
 */
record UnevenUnits(List<Integer> present, int most) {

  /** What is fed for rows that a unit does not have. */
  enum Absent {
    ZEROS,
    /** Not finite, and out of every range. */
    GARBAGE
  }

  /** Units of one row up to so many, drawn at random. */
  static UnevenUnits random(int units, int most, long seed) {
    Random random = new Random(seed);
    return new UnevenUnits(random.ints(units, 1, most + 1).boxed().toList(), most);
  }

  /** Units that all have as many rows. */
  static UnevenUnits of(int units, int rows, int most) {
    Integer[] present = new Integer[units];
    Arrays.fill(present, rows);
    return new UnevenUnits(List.of(present), most);
  }

  int units() {
    return present.size();
  }

  /** Whether a unit can have so many rows. */
  boolean counts(int unit) {
    return present.get(unit) >= 1 && present.get(unit) <= most;
  }

  BatchFeeder feeder(TestModel<?> model, Absent absent) {
    return units -> feeds(model, absent, units);
  }

  /** The rows of some units, with something in the places of those that they do not have. */
  BatchFeeds feeds(TestModel<?> model, Absent absent, int... units) {
    BatchFeeds feeds = model.feeds(TestModel.rowsOf(units, most));
    int[] rowsOfUnits = Arrays.stream(units).map(present::get).toArray();
    for (Tensor tensor : feeds.inputs().tensors().values()) {
      for (int row = 0; row < units.length * most; row++) {
        if (row % most >= rowsOfUnits[row / most]) {
          fill(tensor, row, absent);
        }
      }
    }
    return feeds.present(rowsOfUnits);
  }

  private static void fill(Tensor tensor, int row, Absent absent) {
    boolean isZero = absent == Absent.ZEROS;
    if (tensor instanceof TFloat32 numbers) {
      numbers.get(row).scalars().forEach(s -> s.setFloat(isZero ? 0 : Float.NaN));
    } else if (tensor instanceof TFloat64 numbers) {
      numbers.get(row).scalars().forEach(s -> s.setDouble(isZero ? 0 : Double.NaN));
    } else {
      ((TInt32) tensor).get(row).scalars().forEach(s -> s.setInt(isZero ? 0 : 1 << 30));
    }
  }

  /**
   * What a step of rate 1 without noise does to the variables, over the number of all units.
   *
   * @param loss entries that belong to one row each
   */
  double[] expectedChange(TestModel<?> model, Operand<?> loss, double clipNorm) {
    Output<?>[] variables =
        model.variables.stream().map(Operand::asOutput).toArray(Output<?>[]::new);
    Output<?>[] gradients = model.graph.addGradients(loss.asOutput(), variables);
    double[] change = new double[model.values().length];
    for (int unit = 0; unit < units(); unit++) {
      if (counts(unit)) {
        double[] gradient = meanGradient(model, gradients, unit);
        double norm = Math.sqrt(Arrays.stream(gradient).map(value -> value * value).sum());
        double factor = Math.min(1, clipNorm / norm) / units();
        Arrays.setAll(change, i -> change[i] - factor * gradient[i]);
      }
    }
    return change;
  }

  private double[] meanGradient(TestModel<?> model, Output<?>[] gradients, int unit) {
    double[] mean = new double[model.values().length];
    int rows = present.get(unit);
    for (int row = 0; row < rows; row++) {
      try (BatchFeeds feeds = model.feeds(unit * most + row)) {
        Session.Runner runner = feeds.feedTo(model.session.runner());
        Arrays.stream(gradients).forEach(runner::fetch);
        double[] gradient =
            Arrays.stream(Doubles.fetch(runner)).flatMapToDouble(Arrays::stream).toArray();
        Arrays.setAll(mean, i -> mean[i] + gradient[i] / rows);
      }
    }
    return mean;
  }
}
