package io.dptrain.examples;

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
import io.dptrain.examples.report.NoiseFacts;
import io.dptrain.examples.report.PrivacyFacts;
import io.dptrain.examples.report.SamplingFacts;
import java.util.List;

/** The facts on privacy that a report states. */
public final class Guarantees {
  private Guarantees() {}

  /**
   * What the steps that ran guarantee, by the ledger.
   *
   * @param optimizer one that samples by Poisson and clips flat
   * @param status what the guarantee is about, in words
   */
  public static PrivacyFacts ofRun(DpOptimizer optimizer, double delta, String status) {
    PrivacyLedger ledger = optimizer.ledger();
    return facts(
        optimizer.plan(),
        ledger.steps(),
        ledger.bracket(delta),
        ledger.rdpGuarantee(delta).orElseThrow(),
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
        steps,
        new PldAccountant(plan.neighboringRelation()).compose(run).guarantee(delta),
        new RdpAccountant(plan.neighboringRelation()).compose(run).guarantee(delta),
        noise(optimizer),
        status,
        "before the first step of each run, which ends if the machine fails it");
  }

  private static NoiseFacts noise(DpOptimizer optimizer) {
    return new NoiseFacts(
        optimizer.plan().noiseMultiplier(),
        optimizer.plan().clipping().forVariables(List.of()).l2Bound(),
        optimizer.noiseDescription());
  }

  private static PrivacyFacts facts(
      DpPlan plan,
      long steps,
      EpsilonBracket bracket,
      RdpGuarantee rdp,
      NoiseFacts noise,
      String status,
      String probe) {
    PoissonSampling sampling = (PoissonSampling) plan.sampling();
    return new PrivacyFacts(
        status,
        bracket.upper(),
        bracket.delta(),
        "pld",
        rdp.epsilon(),
        rdp.order(),
        steps,
        plan.neighboringRelation().name(),
        noise,
        new SamplingFacts("poisson", sampling.samplingProbability(), sampling.expectedBatchSize()),
        probe);
  }
}
