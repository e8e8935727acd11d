package io.dptrain.core.sampling;

import io.dptrain.accountant.event.NeighboringRelation;
import io.dptrain.accountant.event.PrivacyEvent;
import io.dptrain.core.random.RandomBits;
import java.util.List;

/**
 * Draws the privacy units of each step, and says what a run of such steps costs. Both come from one
 * object, so nobody types the event of a sampler by hand.
 *
 * <p>Implementations are immutable, with equality by content: what they draw depends on the step
 * and on the random bits alone, never on data.
 *
 * <p>A new sampler adds one line to {@code SamplerContractTest}, which attacks it and holds what it
 * sees against the event.
 */
public interface Sampler {

  /** How many units there are to draw from. Public. At least 1. */
  int datasetSize();

  /**
   * What the noised sum of a step is divided by: a public constant, about the number of units in a
   * batch. Positive and finite.
   */
  double denominator();

  /**
   * No batch has more units, but for a probability below 1e-300. The rounding of sums is bounded
   * for batches of up to that size.
   */
  long largestBatch();

  /**
   * How many steps in a row are drawn together, because the batch of one tells of those of the
   * others: an epoch. At least 1, which is the default: each step is drawn alone.
   *
   * <p>Each epoch is drawn once, before the first of its steps. Where a process ends within one,
   * its other steps are charged, and never run: nobody knows their batches any more.
   */
  default int stepsDrawnTogether() {
    return 1;
  }

  /**
   * Draws the batches of {@link #stepsDrawnTogether} steps, in their order. A batch holds the rows
   * of the data set that take part, ascending, each at most once. It may be empty. Its size is
   * sensitive, unless it is the same for all data sets.
   *
   * @param firstStep how many steps of the run came before: a multiple of the number of steps that
   *     are drawn together
   */
  List<int[]> draw(long firstStep, RandomBits bits);

  /**
   * The event of the first steps of a run as a whole. It need not be that of one step several
   * times. More steps must not cost less. Of steps that are drawn together, the first costs what
   * all of them cost, unless it is proved to cost less alone.
   *
   * @param steps how many, zero or more; zero costs nothing
   * @param release what each step releases about its batch, where one unit more or less moves the
   *     sum by its sensitivity. A sampler in which a unit displaces another moves it by twice that,
   *     and its event must cover it.
   */
  PrivacyEvent after(long steps, PrivacyEvent release);

  /**
   * Which data sets the event tells apart: by default those that differ by adding or removing one
   * unit.
   */
  default NeighboringRelation neighboringRelation() {
    return NeighboringRelation.ADD_OR_REMOVE_ONE;
  }

  /**
   * Whether each step draws independently of all others and in the same way, so that any steps in a
   * row cost what as many first ones cost, whatever the others release. Where it is not so, noise
   * must not change from step to step.
   */
  default boolean stepsAreIndependent() {
    return false;
  }

  /** The sampling in words, for reports. */
  String description();
}
