package io.dptrain.accountant.event;

import io.dptrain.accountant.internal.Checks;
import java.util.Objects;

/**
 * The same event {@code count} times, each with fresh randomness. A later one may depend on what
 * earlier ones released.
 *
 * <p><b>Domain:</b> {@code count} in [0, 2^53].
 */
public record SelfComposedEvent(PrivacyEvent event, long count) implements PrivacyEvent {
  public SelfComposedEvent {
    Objects.requireNonNull(event, "event");
    Checks.count("count", count);
  }

  @Override
  public String describe() {
    return count + " x " + event.describe();
  }
}
