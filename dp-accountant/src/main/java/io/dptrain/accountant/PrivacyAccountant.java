package io.dptrain.accountant;

import io.dptrain.accountant.event.NeighboringRelation;
import io.dptrain.accountant.event.PrivacyBudget;
import io.dptrain.accountant.event.PrivacyEvent;

/**
 * Keeps what a sequence of events spends, and answers in epsilon and delta. Every answer errs on
 * the private side.
 *
 * <p>Later events may depend on the outputs of earlier ones, but the length of the run and the
 * parameters must not depend on the data in any other way.
 *
 * <p>Implementations are thread-safe: each method is atomic.
 */
public interface PrivacyAccountant {
  /** Returns which data sets count as neighbors. Answers hold for this relation only. */
  NeighboringRelation relation();

  /**
   * Returns whether what was spent costs data sets of every size the same. If not, answers hold for
   * a data set of the size that the events state and its neighbors, which may have one unit fewer
   * or one more, and for no data set further away.
   */
  boolean holdsAtEverySize();

  /** Adds the event to what was spent. See {@link #compose(PrivacyEvent, long)}. */
  default PrivacyAccountant compose(PrivacyEvent event) {
    return compose(event, 1);
  }

  /**
   * Adds the event, {@code count} times.
   *
   * <p><b>Domain:</b> {@code count} in [0, 2^53], for each kind of step also in total.
   *
   * @throws IllegalArgumentException if a part of the event is not covered; then nothing changed
   */
  PrivacyAccountant compose(PrivacyEvent event, long count);

  /**
   * Returns the epsilon spent so far.
   *
   * <p><b>Domain:</b> delta in (0, 1). <b>Unit:</b> natural logarithm.
   *
   * <p><b>Error:</b> never below the true epsilon; 0 if nothing was spent, infinite if an event
   * hides nothing.
   */
  double epsilon(double delta);

  /**
   * Returns the delta spent so far at the given epsilon.
   *
   * <p><b>Domain:</b> epsilon in [0, infinity). <b>Unit:</b> probability.
   *
   * <p><b>Error:</b> never below the true delta; 0 if nothing was spent, at most 1.
   */
  double delta(double epsilon);

  /**
   * Returns what {@link #epsilon} would be after composing the event {@code count} more times.
   * Nothing is composed.
   *
   * @throws IllegalArgumentException if a part of the event is not covered
   */
  double epsilonAfter(PrivacyEvent event, long count, double delta);

  /**
   * Returns how many more times the event fits into the budget, given what was spent. Nothing is
   * composed.
   *
   * <p><b>Error:</b> never too many: {@link #epsilonAfter} that many steps is within the budget. At
   * most as many as a count can hold, also for a step that costs nothing; 0 if the budget is
   * already spent.
   *
   * @throws IllegalArgumentException if a part of the event is not covered
   */
  long stepsWithin(PrivacyEvent step, PrivacyBudget budget);

  /**
   * Returns the state as one line of JSON: format version, accountant, relation, and the steps with
   * their counts. It grows with the number of different steps, not with the steps, and every number
   * comes back as it was.
   */
  String toJson();
}
