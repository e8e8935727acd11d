package io.dptrain.examples.report;

import io.dptrain.examples.Numbers;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The guarantee of a private run and the mechanism behind it.
 *
 * @param guarantee its status in words
 * @param epsilon at {@code delta}, of the steps that were charged; positive infinity when the run
 *     gives no guarantee, as with a seeded noise source
 * @param delta of the guarantee, in [0, 1)
 * @param accountant whose epsilon it is, such as {@code "pld"}
 * @param rdpEpsilon at {@code delta} by the Renyi accountant, as sure; empty if that knows no bound
 *     for the sampler
 * @param order the Renyi order at which that is smallest
 * @param chargedSteps how many steps were charged
 * @param neighboringRelation such as {@code "ADD_OR_REMOVE_ONE"}
 * @param noise the noise behind it
 * @param sampling how batches were drawn
 * @param probe what was found out about the kernels of the machine before the first step
 */
public record PrivacyFacts(
    String guarantee,
    double epsilon,
    double delta,
    String accountant,
    OptionalDouble rdpEpsilon,
    OptionalDouble order,
    long chargedSteps,
    String neighboringRelation,
    NoiseFacts noise,
    SamplingFacts sampling,
    String probe) {
  /** Refuses numbers outside their domain. */
  public PrivacyFacts {
    if (!(epsilon >= 0)) {
      throw new IllegalArgumentException("epsilon must be 0 or more, but is " + epsilon);
    }
    if (rdpEpsilon.isPresent() && !(rdpEpsilon.getAsDouble() >= 0)) {
      throw new IllegalArgumentException("rdpEpsilon must be 0 or more, but is " + rdpEpsilon);
    }
    if (!(delta >= 0 && delta < 1)) {
      throw new IllegalArgumentException("delta must be in [0, 1), but is " + delta);
    }
  }

  /**
   * What a reader must know of delta, if anything: at one over the size of the data set and above,
   * a run that publishes a random record would pass.
   */
  public Optional<String> warning(int datasetSize) {
    return delta * datasetSize < 1
        ? Optional.empty()
        : Optional.of(
            "delta %s is not below 1 / %d, so the guarantee allows a whole record to leak."
                .formatted(Numbers.plain(delta), datasetSize));
  }
}
