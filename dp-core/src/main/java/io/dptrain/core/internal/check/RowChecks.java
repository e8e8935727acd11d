package io.dptrain.core.internal.check;

import static io.dptrain.core.internal.check.Comparison.relative;

import io.dptrain.core.internal.check.Comparison.What;
import io.dptrain.core.internal.check.SumRuns.Seen;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.IntPredicate;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Runs some made-up units together, one left out, one replaced, each alone and in a larger batch,
 * and compares.
 *
 * <p><b>Native memory</b>: owns the sums of the units together and alone.
 */
final class RowChecks implements AutoCloseable {
  /** How many units run together. */
  static final int UNITS = 4;

  /** Of a model with more parameters, one unit is looked at alone instead of all. */
  private static final long MANY_PARAMETERS = 1 << 17;

  private final ClippedSums sums;
  private final SumRuns runs;
  private final UnitTensors pool;
  private final Comparison comparison;
  private final int[] first = IntStream.range(0, UNITS).toArray();
  private final int looked;
  private final Seen together;
  private final Seen[] alone = new Seen[UNITS];

  /** Runs the first units of a pool together. */
  RowChecks(ClippedSums sums, SumRuns runs, UnitTensors pool) {
    this.sums = sums;
    this.runs = runs;
    this.pool = pool;
    this.comparison = new Comparison(sums.type());
    long parameters = sums.sums().stream().mapToLong(sum -> sum.shape().size()).sum();
    this.looked = parameters > MANY_PARAMETERS ? 1 : UNITS;
    this.together = run(first, UNITS);
  }

  Comparison comparison() {
    return comparison;
  }

  /** Whether the units have gradients that can be compared. */
  boolean tells() {
    return Arrays.stream(first).filter(this::tells).count() >= 2;
  }

  private boolean tells(int unit) {
    return Double.isFinite(together.losses()[unit])
        && Double.isFinite(together.norms()[unit])
        && together.norms()[unit] > 0;
  }

  /** Compares the units with themselves in other batches. */
  void compareBatches() {
    Arrays.stream(first)
        .filter(this::tells)
        .limit(looked)
        .forEach(
            unit -> {
              compareAlone(unit);
              compareLeftOut(unit);
            });
    IntStream.range(0, Math.min(2, looked)).forEach(this::compareReplaced);
    compareLarger();
  }

  /** Compares what was computed for the units alone with their single gradients. */
  void compareGradients(SingleGradients single, Weights weights) {
    for (int unit : first) {
      if (alone[unit] != null) {
        try (UnitTensors one = pool.pick(unit)) {
          compareGradient(unit, single.of(one, weights.values()));
        }
      }
    }
  }

  /** How far everything moves if all weights are moved by a little: what rounding may do. */
  double rounding(SumRuns nudged) {
    try (UnitTensors units = pool.pick(first);
        Seen moved = nudged.run(units)) {
      double losses =
          relative(distance(moved.losses(), together.losses()), size(together.losses()));
      double norms = relative(distance(moved.norms(), together.norms()), size(together.norms()));
      return Math.max(Math.max(losses, norms), relativeSums(moved.sums(), together.sums()));
    }
  }

  /** Whether the same batch gives the same numbers again. */
  boolean repeats() {
    try (Seen again = run(first, UNITS)) {
      return relative(distance(again.losses(), together.losses()), size(together.losses())) < 1e-4
          && relativeSums(again.sums(), together.sums()) < 1e-4;
    }
  }

  private void compareAlone(int unit) {
    alone[unit] = run(new int[] {unit}, 1);
    noteRow("alone", unit, alone[unit], 0, first, unit);
  }

  private void compareLeftOut(int unit) {
    try (Seen without = run(first, other -> other != unit)) {
      String left = "with another example masked out";
      for (int other : first) {
        noteRow(left, other, without, other, first, other);
      }
      List<Elements> own = alone[unit].sums();
      double share = Elements.distance(together.sums(), without.sums());
      noteShare(share / sums.bound(), "when it is left out", unit);
      double rest = Elements.distance(together.sums(), without.sums(), 1, own, 1);
      double error = relative(rest, Elements.norm(own));
      double rounding = 1e-3 * Elements.norm(together.sums()) / Elements.norm(own);
      String seen = "the clipped sum changes by something else when an example is left out";
      comparison.note(What.SUMS, error, rounding, seen, first, unit);
    }
  }

  private void compareReplaced(int unit) {
    int[] units = first.clone();
    units[unit] = UNITS + unit;
    try (Seen replaced = run(units, UNITS)) {
      for (int other : first) {
        if (other != unit) {
          noteRow("beside another example", other, replaced, other, first, other);
        }
      }
      double moved = Elements.distance(together.sums(), replaced.sums());
      noteShare(moved / (2 * sums.bound()), "when it is replaced", unit);
    }
  }

  private void compareLarger() {
    int last = pool.units() - 1;
    int[] all = IntStream.rangeClosed(0, last).map(i -> last - i).toArray();
    try (Seen larger = run(all, place -> all[place] < UNITS)) {
      for (int unit : first) {
        noteRow("in a batch of " + all.length, unit, larger, last - unit, all, last - unit);
      }
      double error = relativeSums(larger.sums(), together.sums());
      String seen = "the clipped sum is another one beside padding in a batch of " + all.length;
      comparison.note(What.SUMS, error, 0, seen, all, last);
    }
  }

  private void compareGradient(int unit, double[][] gradient) {
    double norm = Numbers.norm(gradient);
    double excess = alone[unit].norms()[0] / norm - 1;
    String reported = "reports the norm %s of a gradient of norm %s";
    String seen = reported.formatted(alone[unit].norms()[0], norm);
    comparison.note(What.NORMS, relative(Math.min(0, excess), 1), 0, seen, first, unit);
    double[][] clipped = sums.clipper().clip(gradient, sums.clipNormValues());
    List<Elements> own = alone[unit].sums();
    double rest = Elements.distance(own, Elements.of(clipped), sums.share(), own, 0);
    double error = relative(rest, sums.share() * Numbers.norm(clipped));
    seen = "the clipped gradient of one example is off by %.2e of its length".formatted(error);
    comparison.note(What.SUMS, error, 2 * Math.max(0, excess), seen, first, unit);
  }

  /** Loss and norm of a unit, here and in the first run. */
  private void noteRow(String where, int unit, Seen seen, int place, int[] batch, int inBatch) {
    if (tells(unit)) {
      noteRow("the loss", where, seen.losses()[place], together.losses(), unit, batch, inBatch);
      noteRow("the norm", where, seen.norms()[place], together.norms(), unit, batch, inBatch);
    }
  }

  private void noteRow(
      String what, String where, double there, double[] here, int unit, int[] batch, int inBatch) {
    double error = relative(there - here[unit], size(here));
    String seen = "%s of an example is %s, and %s it is %s";
    comparison.note(
        What.ROWS, error, 0, seen.formatted(what, here[unit], where, there), batch, inBatch);
  }

  private void noteShare(double share, String when, int unit) {
    String seen = "the clipped sum moves by %.4f times the bound of one example %s";
    comparison.note(
        What.SHARE,
        Double.isNaN(share) ? Double.POSITIVE_INFINITY : share,
        1,
        seen.formatted(share, when),
        first,
        unit);
  }

  private Seen run(int[] units, int count) {
    return run(units, place -> place < count);
  }

  private Seen run(int[] units, IntPredicate counts) {
    try (UnitTensors picked = pool.pick(units)) {
      return runs.run(picked, counts);
    }
  }

  private static double relativeSums(List<Elements> some, List<Elements> others) {
    return relative(Elements.distance(some, others), Elements.norm(others));
  }

  private static double distance(double[] some, double[] others) {
    return Arrays.stream(Numbers.difference(some, others))
        .map(Math::abs)
        .filter(Double::isFinite)
        .max()
        .orElse(0);
  }

  private static double size(double[] values) {
    return DoubleStream.of(values).map(Math::abs).filter(Double::isFinite).max().orElse(0);
  }

  @Override
  public void close() {
    together.close();
    Arrays.stream(alone).filter(Objects::nonNull).forEach(Seen::close);
  }
}
