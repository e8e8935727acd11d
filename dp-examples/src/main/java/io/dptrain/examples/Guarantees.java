package io.dptrain.examples;

import io.dptrain.accountant.event.NeighboringRelation;
import io.dptrain.accountant.event.PrivacyEvent;
import io.dptrain.accountant.pld.EpsilonBracket;
import io.dptrain.accountant.pld.PldAccountant;
import io.dptrain.accountant.rdp.RdpAccountant;
import io.dptrain.accountant.rdp.RdpGuarantee;
import io.dptrain.core.check.ProbeReport;
import io.dptrain.core.ledger.PrivacyLedger;
import io.dptrain.core.optimizer.DpOptimizer;
import io.dptrain.core.plan.DpPlan;
import io.dptrain.core.sampling.PoissonSampling;
import io.dptrain.core.sampling.Sampler;
import io.dptrain.examples.report.NoiseFacts;
import io.dptrain.examples.report.PrivacyFacts;
import io.dptrain.examples.report.SamplingFacts;
import java.util.List;
import java.util.Optional;

/** The facts on privacy that a report states. */
public final class Guarantees {
  /** The usual sampler, as reports name it. */
  public static final String POISSON = "poisson";

  private Guarantees() {}

  /**
   * What the steps that ran guarantee, by the ledger.
   *
   * @param optimizer one that clips flat
   * @param sampler the name of what draws its batches
   * @param status what the guarantee is about, in words
   */
  public static PrivacyFacts ofRun(
      DpOptimizer optimizer, String sampler, double delta, String status) {
    PrivacyLedger ledger = optimizer.ledger();
    return facts(
        optimizer.plan(),
        sampler,
        ledger.steps(),
        ledger.bracket(delta),
        ledger.rdpGuarantee(delta),
        noise(optimizer),
        status,
        optimizer.probe().map(ProbeReport::describe).orElse("no step ran, so none was needed"));
  }

  /**
   * What a number of steps guarantees, whether all of them ran or not.
   *
   * @param optimizer one that samples by Poisson and clips flat
   * @param steps those that were planned, at least those that ran
   * @param status what the guarantee is about, in words
   */
  public static PrivacyFacts ofPlannedRun(
      DpOptimizer optimizer, long steps, double delta, String status) {
    DpPlan plan = optimizer.plan();
    PrivacyEvent run = plan.after(steps);
    return facts(
        plan,
        POISSON,
        steps,
        new PldAccountant(plan.neighboringRelation()).compose(run).guarantee(delta),
        Optional.of(new RdpAccountant(plan.neighboringRelation()).compose(run).guarantee(delta)),
        noise(optimizer),
        status,
        "before the first step of each run, which ends if the machine fails it");
  }

  /**
   * What Poisson sampling would cost with the same noise, in as many steps of as many examples, in
   * a sentence: beside it a reader sees what another sampler gains or costs.
   *
   * @param steps of the whole run
   */
  public static String besidePoisson(DpOptimizer optimizer, long steps, double delta) {
    DpPlan plan = optimizer.plan();
    Sampler sampling = plan.sampling();
    if (plan.neighboringRelation() != NeighboringRelation.ADD_OR_REMOVE_ONE) {
      return "neighbors differ by replacing one example, where Poisson's add or remove one:"
          + " epsilons of the two must not be compared";
    }
    DpPlan poisson =
        new DpPlan(
            PoissonSampling.of(sampling.datasetSize(), sampling.denominator()),
            plan.clipping(),
            plan.noise(),
            plan.statistics(),
            plan.reproducible());
    double epsilon =
        new PldAccountant(plan.neighboringRelation()).compose(poisson.after(steps)).epsilon(delta);
    return "Poisson sampling with as much noise and as many steps would have epsilon "
        + Rounded.epsilon(epsilon);
  }

  private static NoiseFacts noise(DpOptimizer optimizer) {
    return new NoiseFacts(
        optimizer.plan().noiseMultiplier(),
        optimizer.plan().clipping().forVariables(List.of()).l2Bound(),
        optimizer.noiseDescription());
  }

  private static PrivacyFacts facts(
      DpPlan plan,
      String sampler,
      long steps,
      EpsilonBracket bracket,
      Optional<RdpGuarantee> rdp,
      NoiseFacts noise,
      String status,
      String probe) {
    Sampler sampling = plan.sampling();
    return new PrivacyFacts(
        status,
        bracket.upper(),
        bracket.delta(),
        "pld",
        rdp.stream().mapToDouble(RdpGuarantee::epsilon).findFirst(),
        rdp.stream().mapToDouble(RdpGuarantee::order).findFirst(),
        steps,
        plan.neighboringRelation().name(),
        noise,
        new SamplingFacts(
            sampler, sampling.denominator() / sampling.datasetSize(), sampling.denominator()),
        probe);
  }
}
