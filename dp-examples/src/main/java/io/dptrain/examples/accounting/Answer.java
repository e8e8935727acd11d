package io.dptrain.examples.accounting;

import static io.dptrain.accountant.event.NeighboringRelation.ADD_OR_REMOVE_ONE;

import io.dptrain.accountant.event.PrivacyEvent;
import io.dptrain.accountant.pld.DeltaBracket;
import io.dptrain.accountant.pld.EpsilonBracket;
import io.dptrain.accountant.pld.PldAccountant;
import io.dptrain.accountant.rdp.RdpAccountant;
import io.dptrain.accountant.rdp.RdpGuarantee;
import io.dptrain.examples.Numbers;
import io.dptrain.examples.Rounded;
import io.dptrain.examples.report.Json;
import java.util.List;

/**
 * What is promised about a run of Poisson-sampled Gaussian steps, under ADD_OR_REMOVE_ONE.
 *
 * @param ofDelta whether delta was asked for, at an epsilon
 * @param epsilon never below the truth
 * @param epsilonLower never above the truth; NaN if not known
 * @param delta never below the truth
 * @param deltaLower never above the truth; NaN if not known
 * @param beside what was asked for, epsilon or delta, by the other accountant
 * @param order the Renyi order that gave the epsilon of rdp; NaN where none did
 * @param orderAtEnd whether a wider range of orders may give a smaller epsilon
 */
record Answer(
    boolean ofDelta,
    double epsilon,
    double epsilonLower,
    double delta,
    double deltaLower,
    AccountantChoice accountant,
    double beside,
    double order,
    boolean orderAtEnd,
    double noiseMultiplier) {
  /** The epsilon of a run at the given delta. */
  static Answer epsilon(
      AccountantChoice accountant, double probability, double noise, long steps, double delta) {
    PrivacyEvent step = PrivacyEvent.poissonSampledGaussian(probability, noise);
    EpsilonBracket pld = new PldAccountant(ADD_OR_REMOVE_ONE).compose(step, steps).guarantee(delta);
    RdpGuarantee rdp = new RdpAccountant(ADD_OR_REMOVE_ONE).compose(step, steps).guarantee(delta);
    return accountant == AccountantChoice.PLD
        ? new Answer(
            false,
            pld.upper(),
            pld.lower(),
            delta,
            Double.NaN,
            accountant,
            rdp.epsilon(),
            rdp.order(),
            rdp.orderAtEnd(),
            noise)
        : new Answer(
            false,
            rdp.epsilon(),
            Double.NaN,
            delta,
            Double.NaN,
            accountant,
            pld.upper(),
            rdp.order(),
            rdp.orderAtEnd(),
            noise);
  }

  /** The delta of a run at the given epsilon. */
  static Answer delta(
      AccountantChoice accountant, double probability, double noise, long steps, double epsilon) {
    PrivacyEvent step = PrivacyEvent.poissonSampledGaussian(probability, noise);
    DeltaBracket pld =
        new PldAccountant(ADD_OR_REMOVE_ONE).compose(step, steps).deltaBracket(epsilon);
    double rdp = new RdpAccountant(ADD_OR_REMOVE_ONE).compose(step, steps).delta(epsilon);
    return accountant == AccountantChoice.PLD
        ? at(epsilon, pld.upper(), pld.lower(), accountant, rdp, noise)
        : at(epsilon, rdp, Double.NaN, accountant, pld.upper(), noise);
  }

  private static Answer at(
      double epsilon,
      double delta,
      double lower,
      AccountantChoice accountant,
      double beside,
      double noise) {
    return new Answer(
        true, epsilon, Double.NaN, delta, lower, accountant, beside, Double.NaN, false, noise);
  }

  /** The answer for people. */
  List<String> lines() {
    String best = Double.isNaN(order) ? "" : ", order " + Numbers.plain(order);
    String wider = orderAtEnd ? " (the last one kept: epsilon may be needlessly large)" : "";
    String ofRdp = best + wider;
    boolean byPld = accountant == AccountantChoice.PLD;
    String other =
        ofDelta ? "delta " + Rounded.delta(beside) : "epsilon " + Rounded.epsilon(beside);
    return List.of(
        line("epsilon", Rounded.epsilon(epsilon) + atLeast(Rounded.lower(epsilonLower))),
        line("delta", Rounded.delta(delta) + atLeast(Rounded.lowerDelta(deltaLower))),
        line("noise", "multiplier " + Numbers.plain(noiseMultiplier)),
        line("accountant", accountant + (byPld ? "" : ofRdp)),
        line("beside it", accountant.other() + ": " + other + (byPld ? ofRdp : "")),
        line("sampler", "Poisson"),
        line("neighbors", ADD_OR_REMOVE_ONE.name()));
  }

  private static String atLeast(String lower) {
    return lower.equals("NaN") ? "" : "  (the truth is at least " + lower + ")";
  }

  private static String line(String label, String text) {
    return String.format("%-14s %s", label, text);
  }

  /** The answer for programs, one line with all digits. */
  String toJson() {
    return Json.line(AnswerJson.of(this));
  }
}
