package io.dptrain.core.internal.check;

import io.dptrain.core.check.ProbeFailedException;
import io.dptrain.core.check.ProbeReport;
import io.dptrain.core.internal.check.Comparison.Finding;
import io.dptrain.core.internal.check.Comparison.What;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import org.tensorflow.GraphOperation;
import org.tensorflow.Output;
import org.tensorflow.Session;

/**
 * Holds what a machine computes against what was proved of a model: runs its clipped sums on rows
 * that were made up, with weights that were made up, before any data is looked at.
 *
 * <p>A proof reads which operations there are, and trusts each kernel that computes one. Kernels
 * differ between builds, processors and GPUs, and some are wrong on some.
 *
 * <p>It changes no variable, adds nothing to the graph, charges nothing, and takes randomness from
 * nowhere but the model's own draws.
 */
public final class Probe {
  /** Moves numbers by some units in the last place, as other orders of summation do. */
  private static final double NUDGE = 1.0 / (1 << 20);

  /** How much more than such a nudge rounding may do. */
  private static final double ROUNDING = 16;

  private static final System.Logger LOG = System.getLogger(Probe.class.getName());

  private final ClippedSums sums;
  private final List<IntFunction<UnitTensors>> rows;
  private final int batch;
  private final List<String> leftOut = new ArrayList<>();

  /**
   * A probe of some sums.
   *
   * @param rows ways to make up rows for a number of units, best first
   * @param batch how many units a batch is expected to have
   */
  public Probe(ClippedSums sums, List<IntFunction<UnitTensors>> rows, int batch) {
    this.sums = sums;
    this.rows = rows;
    this.batch = Math.max(2 * RowChecks.UNITS - 1, Math.min(32, batch));
  }

  /**
   * Runs it.
   *
   * @throws ProbeFailedException if this machine computes something else
   */
  public ProbeReport run(Session session) {
    long start = System.nanoTime();
    String reason = "no made-up rows give finite gradients";
    try (SingleGradients single = new SingleGradients(sums)) {
      for (IntFunction<UnitTensors> made : rows) {
        for (boolean madeUpWeights : new boolean[] {true, false}) {
          try {
            Optional<ProbeReport> report = attempt(session, single, made, madeUpWeights, start);
            if (report.isPresent()) {
              return report.get();
            }
          } catch (ProbeFailedException e) {
            throw e;
          } catch (RuntimeException e) { // what TensorFlow throws has no other common type
            reason = "the model fails on made-up rows (" + firstLine(e) + ")";
          }
        }
      }
    }
    requirePrecision(); // needs no rows of the model
    LOG.log(
        Level.WARNING,
        "the kernels of this machine could not be probed, and are trusted: " + reason);
    return ProbeReport.without(reason, millisSince(start));
  }

  private Optional<ProbeReport> attempt(
      Session session,
      SingleGradients single,
      IntFunction<UnitTensors> made,
      boolean madeUpWeights,
      long start) {
    leftOut.clear();
    try (UnitTensors pool = made.apply(batch);
        Weights weights = weights(session, single, madeUpWeights)) {
      new Draws(sums).fix(session, pool, weights);
      SumRuns runs = new SumRuns(session, sums, weights);
      try (RowChecks checks = new RowChecks(sums, runs, pool)) {
        if (!checks.tells()) {
          return Optional.empty();
        }
        checks.compareBatches();
        checks.compareGradients(single, weights);
        Comparison comparison = checks.comparison();
        if (!comparison.findings().isEmpty()) {
          requireRounding(session, checks, weights, pool);
        }
        return Optional.of(report(comparison, requirePrecision(), start));
      }
    }
  }

  private Weights weights(Session session, SingleGradients single, boolean madeUp) {
    List<Output<?>> kept = new ArrayList<>(single.variables());
    if (!madeUp) {
      return Weights.of(session, kept);
    }
    kept.removeAll(sums.variables());
    return Weights.of(session, kept).madeUp(sums.variables());
  }

  /** An ill-conditioned model makes much of rounding, and says nothing then. */
  private void requireRounding(
      Session session, RowChecks checks, Weights weights, UnitTensors pool) {
    double rounding = 0;
    if (checks.repeats()) {
      try (Weights nudged = weights.nudged(sums.variables(), NUDGE)) {
        rounding = checks.rounding(new SumRuns(session, sums, nudged));
      }
    }
    for (Finding finding : checks.comparison().findings()) {
      if (!(finding.error() <= ROUNDING * rounding)) {
        throw failure(new SumRuns(session, sums, weights), pool, finding);
      }
    }
    leftOut.add(
        "small differences (moving weights by %.0e changes results by %.0e)"
            .formatted(NUDGE, rounding));
  }

  private ProbeFailedException failure(SumRuns runs, UnitTensors pool, Finding finding) {
    try (UnitTensors units = pool.pick(finding.batch().stream().mapToInt(unit -> unit).toArray())) {
      Optional<GraphOperation> guilty = new Bisection(sums, runs).find(units, finding.place());
      return new ProbeFailedException(
          guilty.map(Probe::name).orElse("the model with the loss '" + lossName() + "'"),
          finding.seen()
              + guilty.map(op -> "; it is the first to differ, though its inputs agree").orElse(""),
          "on this machine " + finding.what().meaning(),
          "express it in other operations, change the version of TensorFlow or the processor"
              + " (TF_ENABLE_ONEDNN_OPTS=0 and ONEDNN_MAX_CPU_ISA=AVX2 in the environment choose"
              + " other kernels), or remove a gradient that was registered");
    }
  }

  private int requirePrecision() {
    ProductPrecision precision = new ProductPrecision(sums);
    precision
        .reduced()
        .ifPresent(
            operation -> {
              throw new ProbeFailedException(
                  name(operation),
                  "rounds its factors to fewer bits than single precision has",
                  "norms may be too small by more than clipping leaves room for",
                  "set NVIDIA_TF32_OVERRIDE=0 on a GPU, and do not set ONEDNN_DEFAULT_FPMATH_MODE");
            });
    return precision.kinds();
  }

  private ProbeReport report(Comparison comparison, int kinds, long start) {
    return new ProbeReport(
        Optional.empty(),
        List.of(1, RowChecks.UNITS, batch),
        comparison.largest(What.ROWS),
        comparison.largest(What.SHARE),
        comparison.largest(What.NORMS),
        comparison.largest(What.SUMS),
        kinds,
        List.copyOf(leftOut),
        millisSince(start));
  }

  private String lossName() {
    return sums.loss().op().name();
  }

  private static String name(GraphOperation operation) {
    return operation.type() + " '" + operation.name() + "'";
  }

  private static String firstLine(RuntimeException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  private static double millisSince(long start) {
    return (System.nanoTime() - start) / 1e6;
  }
}
