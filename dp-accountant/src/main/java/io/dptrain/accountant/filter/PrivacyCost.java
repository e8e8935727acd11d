package io.dptrain.accountant.filter;

import io.dptrain.accountant.event.NeighboringRelation;
import io.dptrain.accountant.event.PrivacyEvent;
import io.dptrain.accountant.event.SelfComposedEvent;
import io.dptrain.accountant.internal.Checks;
import io.dptrain.accountant.tuning.RepeatedRuns;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.DoubleUnaryOperator;

/**
 * What something that looks at the data may spend in all, declared before it begins.
 *
 * <p>Immutable values with equality by content.
 */
public sealed interface PrivacyCost permits EventCost, SearchCost, StatedCost {
  /**
   * An event, so many times. Its parameters do not change on the way, whatever is released.
   *
   * <p><b>Domain:</b> times in [1, 2^53].
   */
  static PrivacyCost of(PrivacyEvent event, long times) {
    Objects.requireNonNull(event, "event");
    return new EventCost(new SelfComposedEvent(event, Checks.positiveCount("times", times)));
  }

  /** An event, once. */
  static PrivacyCost of(PrivacyEvent event) {
    return event instanceof SelfComposedEvent repeated ? new EventCost(repeated) : of(event, 1);
  }

  /**
   * A search: a number of runs that is drawn by {@link RepeatedRuns#draw}, of which the best is
   * released and nothing else.
   *
   * @param oneRun all of what the costliest run spends
   */
  static PrivacyCost ofSearch(RepeatedRuns search, PrivacyEvent oneRun) {
    return new SearchCost(search, Objects.requireNonNull(oneRun, "oneRun"));
  }

  /**
   * What another library states of a mechanism: that it is (epsilon, delta)-differentially private
   * under the relation that the budget is for.
   *
   * <p><b>Domain:</b> epsilon in [2^-1022, infinity), delta in [0, 1): a number that is below the
   * normal ones has lost its digits.
   */
  static PrivacyCost stated(double epsilon, double delta) {
    return new StatedCost(epsilon, delta);
  }

  /**
   * Reads what {@link #toJson} wrote.
   *
   * @throws IllegalArgumentException if it is anything else, or a cost that this version does not
   *     know
   */
  static PrivacyCost fromJson(String json) {
    return CostJson.read(json);
  }

  /** Returns the cost as one line of JSON; every number comes back as it was. */
  default String toJson() {
    return CostJson.write(this);
  }

  /** Returns the event that is spent; empty if the cost is known in another form. */
  default Optional<PrivacyEvent> asEvent() {
    return Optional.empty();
  }

  /** Returns the cost in words. */
  String describe();

  /**
   * Returns an upper bound on delta by epsilon, which never rises with epsilon.
   *
   * <p><b>Domain</b> of epsilon: [0, infinity).
   *
   * @throws IllegalArgumentException if no accountant covers it under the relation
   */
  DoubleUnaryOperator delta(NeighboringRelation relation);

  /**
   * Returns by how many standard deviations it moves, if it is Gaussian noise alone; empty if not.
   */
  default OptionalDouble gaussianShift(NeighboringRelation relation) {
    return OptionalDouble.empty();
  }
}
