package io.dptrain.examples.accounting;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dptrain.accountant.event.NeighboringRelation;
import io.dptrain.accountant.event.PrivacyEvent;
import io.dptrain.accountant.rdp.RdpAccountant;
import io.dptrain.accountant.rdp.RdpGuarantee;
import io.dptrain.examples.Rounded;
import java.util.List;

/**
 * What is promised about a run of Poisson-sampled Gaussian steps, under ADD_OR_REMOVE_ONE.
 *
 * @param epsilon never below the truth
 * @param delta never below the truth
 * @param order the Renyi order that gave epsilon; NaN where none did
 * @param orderAtEnd whether a wider range of orders may give a smaller epsilon
 */
record Answer(
    double epsilon,
    double delta,
    AccountantChoice accountant,
    double order,
    boolean orderAtEnd,
    double noiseMultiplier) {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** The epsilon of a run at the given delta. */
  static Answer epsilon(double samplingProbability, double noise, long steps, double delta) {
    RdpGuarantee guarantee = run(samplingProbability, noise, steps).guarantee(delta);
    return new Answer(
        guarantee.epsilon(),
        delta,
        AccountantChoice.RDP,
        guarantee.order(),
        guarantee.orderAtEnd(),
        noise);
  }

  /** The delta of a run at the given epsilon. */
  static Answer delta(double samplingProbability, double noise, long steps, double epsilon) {
    double delta = run(samplingProbability, noise, steps).delta(epsilon);
    return new Answer(epsilon, delta, AccountantChoice.RDP, Double.NaN, false, noise);
  }

  private static RdpAccountant run(double samplingProbability, double noise, long steps) {
    return new RdpAccountant(NeighboringRelation.ADD_OR_REMOVE_ONE)
        .compose(PrivacyEvent.poissonSampledGaussian(samplingProbability, noise), steps);
  }

  /** The answer for people. */
  List<String> lines() {
    String best = Double.isNaN(order) ? "" : ", order " + order;
    String wider = orderAtEnd ? " (the last one kept: epsilon may be needlessly large)" : "";
    return List.of(
        line("epsilon", Rounded.epsilon(epsilon)),
        line("delta", Double.toString(delta)),
        line("noise", "multiplier " + noiseMultiplier),
        line("accountant", accountant + best + wider),
        line("sampler", "Poisson"),
        line("neighbors", NeighboringRelation.ADD_OR_REMOVE_ONE.name()));
  }

  private static String line(String label, String text) {
    return String.format("%-14s %s", label, text);
  }

  /**
   * The answer for programs, all digits kept. {@code epsilonLower} is null, as RDP has no lower
   * end; an infinite epsilon is the string {@code "Infinity"}.
   */
  String toJson() {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("epsilon", epsilon);
    json.putNull("epsilonLower");
    json.put("delta", delta);
    json.put("accountant", accountant.toString());
    json.put("order", Double.isNaN(order) ? null : order);
    json.put("noiseMultiplier", noiseMultiplier);
    try {
      return MAPPER.writeValueAsString(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of plain values can always be written", e);
    }
  }
}
