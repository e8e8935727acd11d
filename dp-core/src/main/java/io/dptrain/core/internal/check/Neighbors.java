package io.dptrain.core.internal.check;

import static io.dptrain.core.internal.check.Comparison.relative;

import io.dptrain.core.check.NeighborReport;
import io.dptrain.core.internal.check.SumRuns.Seen;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** A batch of some units, its neighbors, and how they differ. */
final class Neighbors {
  /** Smaller norms count as zero: squares that underflow are made up for. */
  private static final double SMALLEST = 1e-12;

  /** A gradient shorter than this, or than this share of a smaller clip norm, has vanished. */
  private static final double VANISHED = 1e-6;

  /** Errors of clipped gradients shorter than this share of the longest are relative to it. */
  private static final double SHORTEST = 1e-3;

  private final ClippedSums sums;
  private final SumRuns runs;
  private final UnitTensors units;
  private final int[] all;
  private final double tolerance;
  private final double clipNorm;
  private final Set<String> failures = new LinkedHashSet<>();
  private Kept whole;

  /** What errors of the clipped sum are relative to; of {@link #compareGradients}. */
  private double lengthOfSum;

  private double normError;
  private double sumError;
  private double largestShare;
  private double rowError;
  private int count;

  /** What a run gave, as long as it is needed. */
  private static final class Kept {
    private final double[] losses;
    private final double[] norms;
    private final double[][] sums;

    Kept(Seen seen) {
      this.losses = seen.losses();
      this.norms = seen.norms();
      this.sums = seen.copySums();
    }

    double[] losses() {
      return losses;
    }

    double[] norms() {
      return norms;
    }

    double[][] sums() {
      return sums;
    }
  }

  Neighbors(ClippedSums sums, SumRuns runs, UnitTensors units) {
    this.sums = sums;
    this.runs = runs;
    this.units = units;
    this.all = IntStream.range(0, units.units()).toArray();
    this.tolerance = Comparison.tolerance(sums.type());
    this.clipNorm = sums.clipNorm();
  }

  /** Runs the batch itself, which comes first. */
  void runWhole() {
    whole = run(all, unit -> true);
  }

  /** After the batch failed: there must be a neighbor that does not, or it says nothing of data. */
  void requireSomeSuccess(RuntimeException ofWhole) {
    for (int unit : all) {
      try {
        run(without(unit), other -> true);
        failures.add(fails("the batch with example " + unit, "without it", ofWhole));
      } catch (RuntimeException e) { // this one is like the batch
        ofWhole.addSuppressed(e);
      }
    }
    if (failures.isEmpty()) {
      throw ofWhole;
    }
    normError = Double.NaN;
    sumError = Double.NaN;
    largestShare = Double.NaN;
    rowError = Double.NaN;
  }

  /** Holds norms, clipped gradients and their sum, of some units, against single gradients. */
  void compareGradients(SingleGradients single, Weights weights, int... some) {
    double[][] expected = zeros();
    double[] lengths = new double[some.length];
    double[] errors = new double[some.length];
    for (int i = 0; i < some.length; i++) {
      int unit = some[i];
      try (UnitTensors one = units.pick(unit)) {
        double[][] gradient = single.of(one, weights.values());
        compareNorm(unit, Numbers.norm(gradient));
        double[][] clipped =
            Numbers.scaled(sums.clipper().clip(gradient, sums.clipNormValues()), sums.share());
        Numbers.add(expected, clipped, 1);
        double[][] alone = run(all, other -> other == unit).sums();
        noteShare(alone, "of example %d alone", unit);
        lengths[i] = Numbers.norm(clipped);
        errors[i] = Numbers.norm(Numbers.difference(alone, clipped));
      }
    }
    Set<Integer> counted = IntStream.of(some).boxed().collect(Collectors.toSet());
    double[][] sum = some.length == all.length ? whole.sums() : run(all, counted::contains).sums();
    noteErrors(sum, expected, lengths, errors);
  }

  /**
   * Notes how far clipped gradients and their sum are off. That of the sum is relative to its
   * length, or to the length that gradients without a common direction add up to: they may cancel,
   * and what is left of them is no measure of rounding.
   */
  private void noteErrors(double[][] sum, double[][] expected, double[] lengths, double[] errors) {
    double vanished = VANISHED * Math.min(sums.bound(), sums.share());
    double undirected = Math.max(Numbers.norm(lengths), vanished);
    double shortest = Math.max(SHORTEST * DoubleStream.of(lengths).max().orElseThrow(), vanished);
    lengthOfSum =
        Math.max(
            undirected * Math.sqrt((double) all.length / lengths.length),
            Numbers.norm(whole.sums()));
    sumError =
        Numbers.norm(Numbers.difference(sum, expected))
            / Math.max(undirected, Numbers.norm(expected));
    for (int i = 0; i < lengths.length; i++) {
      sumError = Math.max(sumError, errors[i] / Math.max(lengths[i], shortest));
    }
  }

  private void compareNorm(int unit, double norm) {
    double excess = whole.norms()[unit] - norm;
    // Reported beside what may be rounding, and refused beside the norm itself: one that is too
    // small lets too much through.
    normError =
        Math.max(normError, Math.abs(excess) / Math.max(norm, VANISHED * Math.min(clipNorm, 1)));
    if (excess < -tolerance * Math.max(norm, SMALLEST)) {
      failures.add(
          "example %d is taken to have the norm %s, but its gradient has %s"
              .formatted(unit, whole.norms()[unit], norm));
    }
  }

  /** Leaves a unit out of the batch, masks it out, and replaces it. */
  void compareNeighbors(int unit) {
    int[] shorter = without(unit);
    if (shorter.length > 0) {
      compare(shorter, other -> true, "without example %d", unit, 1);
      int[] replaced = all.clone();
      replaced[unit] = shorter[unit % shorter.length];
      compare(replaced, other -> true, "with another example in place of example %d", unit, 2);
    }
    compare(all, other -> other != unit, "with example %d masked out", unit, 1);
  }

  private void compare(int[] neighbor, IntPredicate counts, String how, int unit, int bounds) {
    try {
      Kept seen = run(neighbor, counts);
      for (int place = 0; place < neighbor.length; place++) {
        noteRows(seen, place, neighbor[place], how.formatted(unit));
      }
      double[][] moved = Numbers.difference(whole.sums(), seen.sums());
      noteShare(Numbers.scaled(moved, 1.0 / bounds), "of the batch " + how, unit);
    } catch (RuntimeException e) { // what TensorFlow throws has no other common type
      failures.add(fails("the batch " + how.formatted(unit), "as it is", e));
    }
  }

  /** Leaves a unit out of the batch in chunks, the last of which is filled up. */
  void compareChunks(int size, int unit) {
    double[][] total = inChunks(all, size);
    double error = relative(Numbers.norm(Numbers.difference(total, whole.sums())), lengthOfSum);
    if (!(error <= tolerance)) {
      failures.add("in chunks of %d the clipped sum is off by %.2e".formatted(size, error));
    }
    double[][] moved = Numbers.difference(total, inChunks(without(unit), size));
    noteShare(moved, "in chunks of " + size + " without example %d", unit);
  }

  /** Whether other operations run when a unit is replaced. */
  void compareControlFlow(int unit) {
    int[] replaced = all.clone();
    replaced[unit] = all[(unit + 1) % all.length];
    Set<String> here = trace(all);
    Set<String> there = trace(replaced);
    if (!here.equals(there)) {
      Set<String> differ = new LinkedHashSet<>(here);
      differ.addAll(there);
      differ.removeIf(name -> here.contains(name) && there.contains(name));
      failures.add("other operations run when example " + unit + " is replaced: " + differ);
    }
  }

  private Set<String> trace(int[] chosen) {
    try (UnitTensors picked = units.pick(chosen)) {
      return runs.operationsThatRun(picked);
    }
  }

  NeighborReport report(OptionalDouble gradientError, List<String> draws) {
    return new NeighborReport(
        all.length,
        count,
        normError,
        sumError,
        largestShare,
        rowError,
        gradientError,
        draws,
        new ArrayList<>(failures));
  }

  /** As many as the clipped sums have. */
  private double[][] zeros() {
    double[][] zeros = new double[whole.sums().length][];
    Arrays.setAll(zeros, v -> new double[whole.sums()[v].length]);
    return zeros;
  }

  private double[][] inChunks(int[] chosen, int size) {
    double[][] total = zeros();
    for (int from = 0; from < chosen.length; from += size) {
      int[] chunk = new int[size];
      int there = Math.min(size, chosen.length - from);
      Arrays.fill(chunk, chosen[from]);
      System.arraycopy(chosen, from, chunk, 0, there);
      Numbers.add(total, run(chunk, place -> place < there).sums(), 1);
    }
    return total;
  }

  private void noteRows(Kept seen, int place, int unit, String how) {
    double error =
        Math.max(
            error(seen.losses()[place], whole.losses(), unit),
            error(seen.norms()[place], whole.norms(), unit));
    rowError = Math.max(rowError, error);
    if (!(error <= tolerance)) {
      failures.add(
          "the batch %s has another loss or norm for example %d, by %.2e"
              .formatted(how, unit, error));
    }
  }

  private static double error(double there, double[] here, int unit) {
    double size = DoubleStream.of(here).map(Math::abs).filter(Double::isFinite).max().orElse(0);
    return Double.compare(there, here[unit]) == 0 ? 0 : relative(there - here[unit], size);
  }

  private void noteShare(double[][] moved, String how, int unit) {
    double share = Numbers.norm(moved) / sums.bound();
    largestShare = Double.isNaN(share) ? share : Math.max(largestShare, share);
    if (!(share <= 1 + tolerance)) {
      failures.add(
          "the clipped sum %s is %.6f times the bound of one example away"
              .formatted(how.formatted(unit), share));
    }
  }

  private int[] without(int unit) {
    return IntStream.of(all).filter(other -> other != unit).toArray();
  }

  private Kept run(int[] chosen, IntPredicate counts) {
    count++;
    try (UnitTensors picked = units.pick(chosen);
        Seen seen = runs.run(picked, counts)) {
      return new Kept(seen);
    }
  }

  private static String fails(String what, String but, RuntimeException e) {
    String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    return what + " fails, but " + but + " it does not (" + reason + ")";
  }
}
