package io.dptrain.core.stability.monitor;

import io.dptrain.core.stability.monitor.StabilityEvent.NonFinite;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds what is infinite or NaN. */
final class NonFiniteValues {
  private NonFiniteValues() {}

  /** One event for the loss, one for the gradient and one for the parameters, where not finite. */
  static List<StabilityEvent> in(Observation observation) {
    List<String> gradients = names(observation.gradientNorms());
    List<String> parameters = names(observation.parameterNorms());
    List<String> both = Stream.concat(parameters.stream(), gradients.stream()).distinct().toList();
    List<StabilityEvent> events = new ArrayList<>();
    long step = observation.step();
    event(step, observation.loss(), both).ifPresent(events::add);
    event(step, observation.gradientNorm(), gradients).ifPresent(events::add);
    event(step, observation.parameterNorm(), parameters).ifPresent(events::add);
    return events;
  }

  private static Optional<StabilityEvent> event(
      long step, Optional<Measured> value, List<String> variables) {
    return value
        .filter(statistic -> !statistic.isFinite())
        .map(statistic -> new NonFinite(step, statistic, variables));
  }

  private static List<String> names(List<Measured> norms) {
    return norms.stream().filter(norm -> !norm.isFinite()).map(Measured::name).toList();
  }
}
