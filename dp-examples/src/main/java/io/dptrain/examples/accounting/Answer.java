package io.dptrain.examples.accounting;

import static io.dptrain.accountant.event.NeighboringRelation.ADD_OR_REMOVE_ONE;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dptrain.accountant.event.PrivacyEvent;
import io.dptrain.accountant.pld.DeltaBracket;
import io.dptrain.accountant.pld.EpsilonBracket;
import io.dptrain.accountant.pld.PldAccountant;
import io.dptrain.accountant.rdp.RdpAccountant;
import io.dptrain.accountant.rdp.RdpGuarantee;
import io.dptrain.examples.Numbers;
import io.dptrain.examples.Rounded;
import java.util.List;

/**
 * What is promised about a run of Poisson-sampled Gaussian steps, under ADD_OR_REMOVE_ONE.
 *
 * @param epsilon never below the truth
 * @param epsilonLower never above the truth; NaN if not known
 * @param delta never below the truth
 * @param deltaLower never above the truth; NaN if not known
 * @param order the Renyi order that gave epsilon; NaN where none did
 * @param orderAtEnd whether a wider range of orders may give a smaller epsilon
 */
record Answer(
    double epsilon,
    double epsilonLower,
    double delta,
    double deltaLower,
    AccountantChoice accountant,
    double order,
    boolean orderAtEnd,
    double noiseMultiplier) {
  /** The epsilon of a run at the given delta. */
  static Answer epsilon(
      AccountantChoice accountant, double probability, double noise, long steps, double delta) {
    PrivacyEvent step = PrivacyEvent.poissonSampledGaussian(probability, noise);
    if (accountant == AccountantChoice.PLD) {
      EpsilonBracket bracket =
          new PldAccountant(ADD_OR_REMOVE_ONE).compose(step, steps).guarantee(delta);
      return new Answer(
          bracket.upper(),
          bracket.lower(),
          delta,
          Double.NaN,
          accountant,
          Double.NaN,
          false,
          noise);
    }
    RdpGuarantee rdp = new RdpAccountant(ADD_OR_REMOVE_ONE).compose(step, steps).guarantee(delta);
    return new Answer(
        rdp.epsilon(),
        Double.NaN,
        delta,
        Double.NaN,
        accountant,
        rdp.order(),
        rdp.orderAtEnd(),
        noise);
  }

  /** The delta of a run at the given epsilon. */
  static Answer delta(
      AccountantChoice accountant, double probability, double noise, long steps, double epsilon) {
    PrivacyEvent step = PrivacyEvent.poissonSampledGaussian(probability, noise);
    if (accountant == AccountantChoice.PLD) {
      DeltaBracket bracket =
          new PldAccountant(ADD_OR_REMOVE_ONE).compose(step, steps).deltaBracket(epsilon);
      return at(epsilon, bracket.upper(), bracket.lower(), accountant, noise);
    }
    double delta = new RdpAccountant(ADD_OR_REMOVE_ONE).compose(step, steps).delta(epsilon);
    return at(epsilon, delta, Double.NaN, accountant, noise);
  }

  private static Answer at(
      double epsilon, double delta, double lower, AccountantChoice accountant, double noise) {
    return new Answer(epsilon, Double.NaN, delta, lower, accountant, Double.NaN, false, noise);
  }

  /** The answer for people. */
  List<String> lines() {
    String best = Double.isNaN(order) ? "" : ", order " + Numbers.plain(order);
    String wider = orderAtEnd ? " (the last one kept: epsilon may be needlessly large)" : "";
    return List.of(
        line("epsilon", Rounded.epsilon(epsilon) + atLeast(Rounded.lower(epsilonLower))),
        line("delta", Rounded.delta(delta) + atLeast(Rounded.lowerDelta(deltaLower))),
        line("noise", "multiplier " + Numbers.plain(noiseMultiplier)),
        line("accountant", accountant + best + wider),
        line("sampler", "Poisson"),
        line("neighbors", ADD_OR_REMOVE_ONE.name()));
  }

  private static String atLeast(String lower) {
    return lower.equals("NaN") ? "" : "  (the truth is at least " + lower + ")";
  }

  private static String line(String label, String text) {
    return String.format("%-14s %s", label, text);
  }

  /**
   * The answer for programs, all digits kept. {@code epsilonLower} is null under RDP, which has no
   * lower end, and {@code order} under PLD; {@code deltaLower} comes with a delta that was asked
   * for under PLD. An infinite epsilon is the string {@code "Infinity"}.
   */
  String toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("epsilon", epsilon);
    json.put("epsilonLower", orNull(epsilonLower));
    json.put("delta", delta);
    if (!Double.isNaN(deltaLower)) {
      json.put("deltaLower", deltaLower);
    }
    json.put("accountant", accountant.toString());
    json.put("order", orNull(order));
    json.put("noiseMultiplier", noiseMultiplier);
    return json.toString();
  }

  private static Double orNull(double value) {
    return Double.isNaN(value) ? null : value;
  }
}
