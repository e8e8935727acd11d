package io.dptrain.accountant.rdp;

import io.dptrain.accountant.event.NeighboringRelation;
import io.dptrain.accountant.internal.Checks;
import io.dptrain.accountant.internal.JsonObject;
import io.dptrain.accountant.internal.SavedState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What an accountant has to keep, and its form as text. Curves are not kept but computed again. */
record RdpState(
    NeighboringRelation relation,
    List<Double> orders,
    List<Double> settled,
    Map<RdpStep, Long> steps) {
  private static final String ACCOUNTANT = "rdp";
  private static final String GAUSSIAN = "poissonGaussian";
  private static final String FIXED_SIZE = "fixedSizeGaussian";
  private static final String LAPLACE = "laplace";

  String toJson() {
    List<JsonObject> written = new ArrayList<>();
    steps.forEach((step, count) -> written.add(written(step).with("count", count)));
    return SavedState.of(ACCOUNTANT, relation.name())
        .with("orders", orders)
        .with("settled", settled)
        .with("steps", written)
        .toString();
  }

  static RdpState fromJson(String text, NeighboringRelation relation) {
    JsonObject json = SavedState.read(text, ACCOUNTANT, relation.name());
    RdpState state =
        new RdpState(relation, json.numbers("orders"), json.numbers("settled"), readSteps(json));
    Checks.require(
        state.settled.size() == state.orders.size() && state.settled.stream().allMatch(r -> r >= 0),
        "settled must hold a number of 0 or more for each order, but is %s",
        state.settled);
    return state;
  }

  RdpOrders rdpOrders() {
    RdpOrders distinct = RdpOrders.of(orders.stream().mapToDouble(Double::doubleValue).toArray());
    Checks.require(distinct.toList().equals(orders), "orders must ascend, but are %s", orders);
    return distinct;
  }

  private static Map<RdpStep, Long> readSteps(JsonObject json) {
    Map<RdpStep, Long> steps = new LinkedHashMap<>();
    for (JsonObject written : json.objects("steps")) {
      RdpStep step = readStep(written);
      Checks.require(
          !steps.containsKey(step), "steps must be distinct, but %s comes twice", written);
      steps.put(step, written.count("count"));
    }
    return steps;
  }

  private static JsonObject written(RdpStep step) {
    if (step instanceof GaussianStep gaussian) {
      return mechanism(GAUSSIAN, gaussian.noise())
          .with("samplingProbability", gaussian.samplingProbability());
    } else if (step instanceof FixedSizeStep fixed) {
      return mechanism(FIXED_SIZE, fixed.noiseMultiplier())
          .with("datasetSize", fixed.datasetSize())
          .with("batchSize", fixed.batchSize());
    }
    return mechanism(LAPLACE, ((LaplaceStep) step).noise());
  }

  private static JsonObject mechanism(String name, double noise) {
    return JsonObject.empty().with("mechanism", name).with("noise", noise);
  }

  private static RdpStep readStep(JsonObject json) {
    double noise = json.number("noise");
    String mechanism = json.text("mechanism");
    return switch (mechanism) {
      case GAUSSIAN -> new GaussianStep(json.number("samplingProbability"), noise);
      case FIXED_SIZE ->
          new FixedSizeStep(json.count("datasetSize"), json.count("batchSize"), noise);
      case LAPLACE -> new LaplaceStep(noise);
      default ->
          throw new IllegalArgumentException(
              "mechanism must be one that this version knows, but is " + mechanism);
    };
  }
}
