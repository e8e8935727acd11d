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
        new NoiseFacts(
            optimizer.plan().noiseMultiplier(),
            optimizer.plan().clipping().forVariables(List.of()).l2Bound(),
            optimizer.noiseDescription()),
        status,
        optimizer.probe().map(ProbeReport::describe).orElse("no step ran, so none was needed"));
  }

  /**
   * What a number of steps guarantees, whether they ran or not.
   *
   * @param noise of the plan
   * @param status what the guarantee is about, in words
   */
  public static PrivacyFacts ofPlan(
      DpPlan plan, long steps, double delta, NoiseFacts noise, String status) {
    PrivacyEvent run = plan.after(steps);
    return facts(
        plan,
        steps,
        new PldAccountant(plan.neighboringRelation()).compose(run).guarantee(delta),
        new RdpAccountant(plan.neighboringRelation()).compose(run).guarantee(delta),
        noise,
        status,
        "before the first step of each run, which ends if the machine fails it");
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
