package io.dptrain.accountant.filter;

import io.dptrain.accountant.event.NeighboringRelation;
import io.dptrain.accountant.event.PrivacyEvent;
import io.dptrain.accountant.event.SelfComposedEvent;
import io.dptrain.accountant.internal.Checks;
import io.dptrain.accountant.tuning.RepeatedRuns;
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
   * An event in each of so many steps. Its parameters do not change on the way, whatever is
   * released.
   *
   * <p><b>Domain:</b> steps in [1, 2^53].
   */
  static PrivacyCost of(PrivacyEvent step, long steps) {
    return new EventCost(new SelfComposedEvent(step, Checks.positiveCount("steps", steps)), steps);
  }

  /** An event, in one step. */
  static PrivacyCost of(PrivacyEvent event) {
    return new EventCost(event, 1);
  }

  /**
   * A run, in so many steps, whose event is known as a whole.
   *
   * <p><b>Domain:</b> steps in [1, 2^53].
   *
   * @param run the event of all steps together, which no number of them exceeds
   */
  static PrivacyCost ofRun(PrivacyEvent run, long steps) {
    return new EventCost(run, steps);
  }

  /**
   * A search: a number of runs that is drawn by {@link RepeatedRuns#draw}, of which the best is
   * released and nothing else, in one step. What the runs may be is fixed before the first.
   *
   * @param oneRun all of what the costliest run spends
   */
  static PrivacyCost ofSearch(RepeatedRuns search, PrivacyEvent oneRun) {
    return new SearchCost(search, oneRun);
  }

  /**
   * What another library states of a mechanism: that it is (epsilon, delta)-differentially private
   * under the relation that the budget is for, in one step.
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

  /** Returns in how many steps it is spent. */
  default long steps() {
    return 1;
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
