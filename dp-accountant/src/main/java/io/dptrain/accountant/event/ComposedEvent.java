package io.dptrain.accountant.event;

import java.util.List;
import java.util.stream.Collectors;

/** Several events on the same data, in order. A later one may depend on what earlier released. */
public record ComposedEvent(List<PrivacyEvent> events) implements PrivacyEvent {
  public ComposedEvent {
    events = List.copyOf(events);
  }

  @Override
  public String describe() {
    return events.stream()
        .map(PrivacyEvent::describe)
        .collect(Collectors.joining(" + ", "Composed(", ")"));
  }
}
