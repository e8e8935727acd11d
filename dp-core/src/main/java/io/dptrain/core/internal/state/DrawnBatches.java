package io.dptrain.core.internal.state;

import io.dptrain.core.internal.Checks;
import io.dptrain.core.random.RandomBits;
import io.dptrain.core.sampling.Sampler;
import java.util.Optional;

/**
 * The batches of a run, in the order of its steps. That of the next step can be drawn ahead, so
 * that its rows can be read while the step before it runs.
 *
 * <p><b>Guarantee</b>: what is drawn ahead is given out once, for the step that it was drawn for,
 * and for no other; a step that is charged again has another number. It is in memory alone, so
 * nothing that goes on elsewhere can have it. Drawn early it is as secret and as independent of
 * everything else as drawn late: it depends on the random bits alone.
 *
 * <p>Not thread safe.
 */
public final class DrawnBatches {
  private final Sampler sampler;
  private final RandomBits bits;
  private Optional<Drawn> ahead = Optional.empty();

  private static final class Drawn {
    private final long step;
    private final int[] units;

    Drawn(long step, int[] units) {
      this.step = step;
      this.units = units;
    }
  }

  public DrawnBatches(Sampler sampler, RandomBits bits) {
    this.sampler = sampler;
    this.bits = bits;
  }

  /**
   * The batch of a step that was charged. Sensitive.
   *
   * @throws IllegalStateException if the sampler does not draw what it promises
   */
  public int[] of(long step) {
    Optional<Drawn> drawn = ahead;
    ahead = Optional.empty(); // before anything can fail: it is given out once
    return drawn
        .filter(batch -> batch.step == step)
        .map(batch -> batch.units)
        .orElseGet(() -> draw(step));
  }

  /**
   * Draws the batch of the next step.
   *
   * @return a copy of it; empty if it cannot be drawn, which its own step will say. Sensitive.
   */
  public Optional<int[]> drawAhead(long step) {
    ahead = Optional.empty();
    try {
      ahead = Optional.of(new Drawn(step, draw(step)));
    } catch (RuntimeException e) { // no step may fail of what another one draws
      return Optional.empty();
    }
    return ahead.map(batch -> batch.units.clone());
  }

  /** Forgets what was drawn ahead. */
  public void forget() {
    ahead = Optional.empty();
  }

  /** Sums are bounded for batches of units that are taken once, and not too many of them. */
  private int[] draw(long step) {
    int[] units = sampler.draw(step, bits);
    boolean isAscending = true;
    for (int i = 1; i < units.length; i++) {
      isAscending &= units[i - 1] < units[i];
    }
    Checks.state(
        units.length <= sampler.largestBatch()
            && isAscending
            && (units.length == 0
                || (units[0] >= 0 && units[units.length - 1] < sampler.datasetSize())),
        "a sampler must draw ascending rows below the size of the data set, each at most once and"
            + " no more than largestBatch() says, but one of this kind did not: "
            + sampler.description());
    return units;
  }
}
