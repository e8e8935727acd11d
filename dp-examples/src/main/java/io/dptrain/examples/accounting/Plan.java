package io.dptrain.examples.accounting;

import static io.dptrain.accountant.event.NeighboringRelation.ADD_OR_REMOVE_ONE;
import static io.dptrain.accountant.event.NeighboringRelation.REPLACE_ONE;

import io.dptrain.accountant.PrivacyAccountant;
import io.dptrain.accountant.analytic.AnalyticGaussian;
import io.dptrain.accountant.event.FixedSizeSampledEvent;
import io.dptrain.accountant.event.GaussianEvent;
import io.dptrain.accountant.event.NeighboringRelation;
import io.dptrain.accountant.event.PrivacyEvent;
import io.dptrain.accountant.pld.PldAccountant;
import io.dptrain.accountant.rdp.RdpAccountant;
import io.dptrain.examples.Inputs;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongToDoubleFunction;

/**
 * A run that is not yet, and what it would cost under each way of drawing its batches.
 *
 * @param sampler the one to hold against Poisson sampling; null for all there are
 */
record Plan(
    long datasetSize,
    long batchSize,
    long epochs,
    double noiseMultiplier,
    double delta,
    SamplerChoice sampler) {
  private static final String POISSON = SamplerChoice.POISSON.words();
  private static final String ALLOCATION = SamplerChoice.RANDOM_ALLOCATION.words();
  private static final String FIXED = "fixed size, without replacement";

  Plan {
    Inputs.count("--dataset-size", datasetSize);
    Inputs.count("--batch-size", batchSize);
    Inputs.count("--epochs", epochs);
    Inputs.require(
        batchSize <= datasetSize,
        "--batch-size must be at most --dataset-size, "
            + datasetSize
            + ", but is "
            + batchSize
            + "; lower it");
    Inputs.require(
        epochs <= Long.MAX_VALUE / datasetSize && epochs * datasetSize <= 1L << 53,
        "--epochs times --dataset-size must be at most 2^53, but is "
            + epochs
            + " x "
            + datasetSize);
    Inputs.nonNegative("--noise-multiplier", noiseMultiplier);
    Inputs.delta("--delta", delta);
  }

  /**
   * One way to draw the batches and to account for it.
   *
   * @param noiseMultiplier noise standard deviation / clip norm
   * @param epsilonAfter epsilon by steps
   */
  record Row(
      String sampler,
      NeighboringRelation relation,
      double noiseMultiplier,
      String accountant,
      LongToDoubleFunction epsilonAfter) {}

  long steps() {
    return Math.max(1, epochs * datasetSize / batchSize);
  }

  /** The steps of an epoch of random allocation, for data sets of any size. */
  long stepsPerEpoch() {
    return Math.max(1, datasetSize / batchSize);
  }

  List<Row> rows() {
    return allRows().stream().filter(row -> isShown(row.sampler())).toList();
  }

  boolean isShown(SamplerChoice shown) {
    return isShown(shown.words());
  }

  private boolean isShown(String name) {
    return sampler == null || name.equals(POISSON) || name.equals(sampler.words());
  }

  private List<Row> allRows() {
    List<Row> rows = new ArrayList<>();
    for (AccountantChoice accountant : AccountantChoice.values()) {
      rows.add(row(POISSON, ADD_OR_REMOVE_ONE, noiseMultiplier, poisson(), accountant));
    }
    rows.add(randomAllocation());
    for (AccountantChoice accountant : AccountantChoice.values()) {
      rows.add(row(FIXED, REPLACE_ONE, noiseMultiplier, fixed(1), accountant));
    }
    for (AccountantChoice accountant : AccountantChoice.values()) {
      rows.add(
          row(
              "fixed size, twice the noise",
              REPLACE_ONE,
              2 * noiseMultiplier,
              fixed(2),
              accountant));
    }
    rows.add(onePassRdp());
    rows.add(onePassExact());
    return rows;
  }

  private PrivacyEvent poisson() {
    double probability = (double) batchSize / datasetSize;
    return PrivacyEvent.poissonSampledGaussian(probability, noiseMultiplier);
  }

  private PrivacyEvent fixed(int timesNoise) {
    GaussianEvent gaussian = new GaussianEvent(timesNoise * noiseMultiplier);
    return new FixedSizeSampledEvent(datasetSize, batchSize, gaussian);
  }

  private Row row(
      String sampler,
      NeighboringRelation relation,
      double noise,
      PrivacyEvent step,
      AccountantChoice choice) {
    PrivacyAccountant accountant = choice.create(relation);
    return new Row(
        sampler,
        relation,
        noise,
        choice.toString(),
        steps -> accountant.epsilonAfter(step, steps, delta));
  }

  private Row randomAllocation() {
    PldAccountant accountant = new PldAccountant(ADD_OR_REMOVE_ONE);
    PrivacyEvent epoch = PrivacyEvent.randomlyAllocatedGaussian(stepsPerEpoch(), noiseMultiplier);
    // A plot asks about many steps of the same epoch.
    Map<Long, Double> known = new HashMap<>();
    return new Row(
        ALLOCATION,
        ADD_OR_REMOVE_ONE,
        noiseMultiplier,
        AccountantChoice.PLD.toString(),
        steps ->
            known.computeIfAbsent(
                begun(steps, stepsPerEpoch()), n -> accountant.epsilonAfter(epoch, n, delta)));
  }

  private Row onePassRdp() {
    RdpAccountant accountant = new RdpAccountant(ADD_OR_REMOVE_ONE);
    PrivacyEvent pass = new GaussianEvent(noiseMultiplier);
    return onePass("rdp", steps -> accountant.epsilonAfter(pass, passes(steps), delta));
  }

  private Row onePassExact() {
    return onePass(
        "exact",
        steps ->
            new AnalyticGaussian(ADD_OR_REMOVE_ONE, noiseMultiplier, passes(steps)).epsilon(delta));
  }

  private Row onePass(String accountant, LongToDoubleFunction epsilonAfter) {
    return new Row(
        "one pass, no amplification", ADD_OR_REMOVE_ONE, noiseMultiplier, accountant, epsilonAfter);
  }

  /**
   * How often an example was used after so many steps, at most: in this data set and in a neighbor
   * with one example fewer, whose passes may be a step shorter.
   */
  private long passes(long steps) {
    long perPass = Math.max(1, (datasetSize - 1) / batchSize);
    return begun(steps, perPass);
  }

  /** How many epochs were begun after so many steps. */
  private long begun(long steps, long perEpoch) {
    return Math.min(epochs, (steps + perEpoch - 1) / perEpoch);
  }
}
