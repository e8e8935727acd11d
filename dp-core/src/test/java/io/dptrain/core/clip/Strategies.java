package io.dptrain.core.clip;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Output;

/** Every strategy, for a model of {@link ClippedRows}. */
final class Strategies {
  private static final Map<String, ClippedRows.ClippingOf> ALL = new LinkedHashMap<>();

  static {
    ALL.put("flat", variables -> Clipping.flat(1.5));
    ALL.put("scheduled", variables -> Clipping.scheduled(step -> 2.0 / (1 + step)));
    ALL.put("per layer, equal shares", variables -> Clipping.perLayer(1.5));
    ALL.put(
        "per layer, given norms", variables -> Clipping.perLayer(Map.of("dense", 0.3, "out", 4.0)));
    ALL.put("per group", variables -> Clipping.perGroup(groups(variables)));
    ALL.put("automatic", variables -> Clipping.automatic(1.5));
    ALL.put("adaptive quantile", variables -> Clipping.adaptiveQuantile(0.5, 0.7));
    ALL.put(
        "adaptive quantile per layer",
        variables -> Clipping.adaptiveQuantilePerLayer(0.4, 0.7).withCountNoiseMultiplier(3));
    ALL.put("by value", variables -> Clipping.byValue(0.25));
    ALL.put("by l1 norm", variables -> Clipping.byL1Norm(1.5));
  }

  private Strategies() {}

  static List<String> names() {
    return List.copyOf(ALL.keySet());
  }

  static ClippedRows.ClippingOf named(String name) {
    return ALL.get(name);
  }

  private static List<VariableGroup> groups(List<? extends Output<?>> variables) {
    return List.of(
        VariableGroup.of("ends", 1.0, variables.get(0), variables.get(2)),
        VariableGroup.of("middle", 0.5, variables.get(1)));
  }
}
