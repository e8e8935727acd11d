package io.dptrain.accountant;

import io.dptrain.accountant.calibration.NoiseCalibration;
import io.dptrain.accountant.event.FixedSizeSampledEvent;
import io.dptrain.accountant.event.GaussianEvent;
import io.dptrain.accountant.event.NeighboringRelation;
import io.dptrain.accountant.event.PrivacyBudget;
import io.dptrain.accountant.event.PrivacyEvent;
import io.dptrain.accountant.pld.EpsilonBracket;
import io.dptrain.accountant.pld.PldAccountant;
import io.dptrain.accountant.rdp.RdpAccountant;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * Answers about 60 passes over 60,000 examples in batches of 256, noise multiplier 1.1, delta 1e-5,
 * each by a new accountant, and live queries over the whole run.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class AccountantBenchmark {
  private static final NeighboringRelation RELATION = NeighboringRelation.ADD_OR_REMOVE_ONE;
  private static final double Q = 256 / 60_000.0;
  private static final PrivacyEvent STEP = PrivacyEvent.poissonSampledGaussian(Q, 1.1);
  private static final int STEPS = 14_062;
  private static final double DELTA = 1e-5;

  @Benchmark
  public double rdpEpsilon() {
    return new RdpAccountant(RELATION).compose(STEP, STEPS).epsilon(DELTA);
  }

  @Benchmark
  public EpsilonBracket pldBracket() {
    return new PldAccountant(RELATION).compose(STEP, STEPS).guarantee(DELTA);
  }

  @Benchmark
  public double rdpCalibration() {
    return calibrated(RdpAccountant::new);
  }

  @Benchmark
  public double pldCalibration() {
    return calibrated(PldAccountant::new);
  }

  private static double calibrated(
      Function<NeighboringRelation, PrivacyAccountant> accountant) {
    return NoiseCalibration.noiseMultiplier(new PrivacyBudget(2, DELTA), Q, STEPS, accountant);
  }

  /** Time for each step of a whole run. */
  @Benchmark
  @OperationsPerInvocation(STEPS)
  public double rdpLiveEpsilon() {
    return live(new RdpAccountant(RELATION));
  }

  /** Time for each step of a whole run. */
  @Benchmark
  @OperationsPerInvocation(STEPS)
  public double pldLiveEpsilon() {
    return live(new PldAccountant(RELATION));
  }

  private static double live(PrivacyAccountant accountant) {
    double sum = 0;
    for (int i = 0; i < STEPS; i++) {
      sum += accountant.compose(STEP).epsilon(DELTA);
    }
    return sum;
  }

  /** Time for each step, a thousand steps before the budget ends. */
  @Benchmark
  @OperationsPerInvocation(1000)
  public long pldLiveStepsLeft() {
    PldAccountant accountant = new PldAccountant(RELATION);
    accountant.compose(STEP, STEPS - 1000);
    PrivacyBudget budget = new PrivacyBudget(2.3815970, DELTA);
    long sum = 0;
    for (int i = 0; i < 1000; i++) {
      sum += accountant.compose(STEP).stepsWithin(STEP, budget);
    }
    return sum;
  }

  @Benchmark
  public EpsilonBracket pldBracketReplaceOne() {
    return new PldAccountant(NeighboringRelation.REPLACE_ONE)
        .compose(STEP, STEPS)
        .guarantee(DELTA);
  }

  @Benchmark
  public double rdpFixedSize() {
    PrivacyEvent step = new FixedSizeSampledEvent(60_000, 256, new GaussianEvent(2.2));
    return new RdpAccountant(NeighboringRelation.REPLACE_ONE).compose(step, STEPS).epsilon(DELTA);
  }

  @Benchmark
  public EpsilonBracket pldFixedSize() {
    PrivacyEvent step = new FixedSizeSampledEvent(60_000, 256, new GaussianEvent(2.2));
    return new PldAccountant(NeighboringRelation.REPLACE_ONE).compose(step, STEPS).guarantee(DELTA);
  }

  /** 60 epochs of 234 steps: the same run as the others, but for the sampler. */
  @Benchmark
  public EpsilonBracket pldRandomAllocation() {
    PrivacyEvent epoch = PrivacyEvent.randomlyAllocatedGaussian(234, 1.1);
    return new PldAccountant(RELATION).compose(epoch, 60).guarantee(DELTA);
  }

  /** 100,000 steps, q = 0.001, noise 1, delta 1e-6. */
  @Benchmark
  public double rdpLongRun() {
    PrivacyEvent step = PrivacyEvent.poissonSampledGaussian(1e-3, 1);
    return new RdpAccountant(RELATION).compose(step, 100_000).epsilon(1e-6);
  }

  /** 100,000 steps, q = 0.001, noise 1, delta 1e-6. */
  @Benchmark
  public EpsilonBracket pldLongRun() {
    PrivacyEvent step = PrivacyEvent.poissonSampledGaussian(1e-3, 1);
    return new PldAccountant(RELATION).compose(step, 100_000).guarantee(1e-6);
  }

  @Benchmark
  public double rdpHundredSegments() {
    return segments(new RdpAccountant(RELATION)).epsilon(DELTA);
  }

  @Benchmark
  public double pldHundredSegments() {
    return segments(new PldAccountant(RELATION)).epsilon(DELTA);
  }

  private static PrivacyAccountant segments(PrivacyAccountant accountant) {
    for (int i = 0; i < 100; i++) {
      accountant.compose(PrivacyEvent.poissonSampledGaussian(Q, 2 - 0.01 * i), 140);
    }
    return accountant;
  }
}
