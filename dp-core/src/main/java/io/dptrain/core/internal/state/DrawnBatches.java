package io.dptrain.core.internal.state;

import io.dptrain.core.internal.Checks;
import io.dptrain.core.random.RandomBits;
import io.dptrain.core.sampling.Sampler;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The batches of a run, in the order of its steps. Those of an epoch are drawn together, once,
 * before its first step; and the batch of the next step is known ahead, so that its rows can be
 * read while the step before it runs.
 *
 * <p><b>Guarantee</b>: what is drawn is given out once, for the step that it was drawn for, and for
 * no other; a step that is charged again has another number. It is in memory alone, so nothing that
 * goes on elsewhere can have it. Drawn early it is as secret and as independent of everything else
 * as drawn late: it depends on the random bits alone. No epoch is drawn a second time: of one that
 * was begun and is not known here, no step can run.
 *
 * <p>Not thread safe.
 */
public final class DrawnBatches {
  private final Sampler sampler;
  private final int together;
  private final RandomBits bits;

  /** By their steps; none that was given out, and none before it. */
  private final NavigableMap<Long, int[]> drawn = new TreeMap<>();

  /**
   * Batches that a sampler draws.
   *
   * @throws IllegalArgumentException if it says that fewer than one step are drawn together
   */
  public DrawnBatches(Sampler sampler, RandomBits bits) {
    this.sampler = sampler;
    this.together = (int) Checks.atLeastOne("stepsDrawnTogether", sampler.stepsDrawnTogether());
    this.bits = bits;
  }

  /** Whether a step begins an epoch, and so can draw it. */
  private boolean isFirst(long step) {
    return step % together == 0;
  }

  /** Whether the batch of a step is drawn, and was not given out. */
  public boolean isDrawn(long step) {
    return drawn.containsKey(step);
  }

  /** Whether a step has no batch and cannot draw one: its epoch was begun, and is lost. */
  public boolean isLost(long step) {
    return !isFirst(step) && !isDrawn(step);
  }

  /**
   * The batch of a step that was charged. Sensitive.
   *
   * @throws IllegalStateException if the sampler does not draw what it promises, or the step is
   *     {@linkplain #isLost lost}
   */
  public int[] of(long step) {
    if (!isDrawn(step)) {
      draw(step);
    }
    int[] units = drawn.get(step);
    drawn.headMap(step, true).clear(); // it is given out once, whatever fails later
    return units;
  }

  /**
   * Draws the batch of the next step, with its epoch.
   *
   * @return a copy of it; empty if it cannot be drawn, which its own step will say. Sensitive.
   */
  public Optional<int[]> drawAhead(long step) {
    try {
      if (!isDrawn(step)) {
        draw(step);
      }
    } catch (RuntimeException e) { // no step may fail of what another one draws
      return Optional.empty();
    }
    return Optional.of(drawn.get(step).clone());
  }

  /** Copies of all that is drawn and was not given out, in the order of the steps. Sensitive. */
  public List<int[]> ahead() {
    return drawn.values().stream().map(int[]::clone).toList();
  }

  /** Forgets what was drawn ahead. */
  public void forget() {
    drawn.clear();
  }

  private void draw(long step) {
    drawn.clear();
    Checks.state(
        isFirst(step), "batches of an epoch are drawn before its first step, or not at all");
    List<int[]> batches = sampler.draw(step, bits);
    require(batches.size() == together && batches.stream().allMatch(this::isBatch));
    for (int i = 0; i < together; i++) {
      drawn.put(step + i, batches.get(i));
    }
  }

  /** Sums are bounded for batches of units that are taken once, and not too many of them. */
  private boolean isBatch(int[] units) {
    boolean isAscending = true;
    for (int i = 1; i < units.length; i++) {
      isAscending &= units[i - 1] < units[i];
    }
    return units.length <= sampler.largestBatch()
        && isAscending
        && (units.length == 0
            || (units[0] >= 0 && units[units.length - 1] < sampler.datasetSize()));
  }

  private void require(boolean kept) {
    Checks.state(
        kept,
        "a sampler must draw ascending rows below the size of the data set, each at most once and"
            + " no more than largestBatch() says, and stepsDrawnTogether() batches, but one of this"
            + " kind did not: "
            + sampler.description());
  }
}
