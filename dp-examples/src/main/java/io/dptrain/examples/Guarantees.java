package io.dptrain.examples;

import io.dptrain.accountant.pld.PldAccountant;
import io.dptrain.accountant.rdp.RdpAccountant;
import io.dptrain.accountant.rdp.RdpGuarantee;
import io.dptrain.core.check.ProbeReport;
import io.dptrain.core.clip.FlatClipping;
import io.dptrain.core.optimizer.DpOptimizer;
import io.dptrain.core.optimizer.DpPlan;
import io.dptrain.core.optimizer.PrivacyLedger;
import io.dptrain.examples.report.NoiseFacts;
import io.dptrain.examples.report.PrivacyFacts;
import io.dptrain.examples.report.SamplingFacts;

/** The facts on privacy that a report states. */
public final class Guarantees {
  private Guarantees() {}

  /**
   * What the steps that ran guarantee, by the ledger.
   *
   * @param optimizer one that clips flat
   * @param status what the guarantee is about, in words
   */
  public static PrivacyFacts ofRun(DpOptimizer optimizer, double delta, String status) {
    PrivacyLedger ledger = optimizer.ledger();
    return facts(
        optimizer.plan(),
        ledger.steps(),
        ledger.guarantee(delta),
        ledger.bracket(delta).upper(),
        new NoiseFacts(
            optimizer.plan().noiseMultiplier(),
            ((FlatClipping) optimizer.plan().clipping()).l2ClipNorm(),
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
    RdpAccountant rdp = new RdpAccountant(plan.neighboringRelation());
    PldAccountant tight = new PldAccountant(plan.neighboringRelation());
    return facts(
        plan,
        steps,
        rdp.compose(plan.stepEvent(), steps).guarantee(delta),
        tight.compose(plan.stepEvent(), steps).guarantee(delta).upper(),
        noise,
        status,
        "before the first step of each run, which ends if the machine fails it");
  }

  private static PrivacyFacts facts(
      DpPlan plan,
      long steps,
      RdpGuarantee guarantee,
      double tightEpsilon,
      NoiseFacts noise,
      String status,
      String probe) {
    return new PrivacyFacts(
        status,
        guarantee.epsilon(),
        guarantee.delta(),
        "rdp",
        guarantee.order(),
        tightEpsilon,
        steps,
        plan.neighboringRelation().name(),
        noise,
        new SamplingFacts(
            "poisson", plan.sampling().samplingProbability(), plan.sampling().expectedBatchSize()),
        probe);
  }
}
