package io.dptrain.examples.run;

import java.util.Random;
import java.util.function.IntConsumer;

/**
 * Which run of an experiment.
 *
 * @param seed of its randomness
 * @param isSmall whether it is one of the tests, which show the claim with less work
 * @param progress hears of steps that were done
 */
public record Trial(long seed, boolean isSmall, IntConsumer progress) {
  /** Odd, with bits all over: the first number of {@link Random} hardly differs for close seeds. */
  private static final long SPREAD = 0x9E3779B97F4A7C15L;

  /** One of whose steps nobody hears. */
  public Trial(long seed, boolean isSmall) {
    this(seed, isSmall, steps -> {});
  }

  /** The randomness of a run: the same for all variants of a seed. */
  public Random random() {
    return random("");
  }

  /** Another stream of the same seed, so that a part draws the same whatever others draw. */
  public Random random(String part) {
    return new Random((31 * seed + part.hashCode()) * SPREAD);
  }

  /** How much is done: as much as tells the most, or less in a test. */
  public int size(int full, int small) {
    return isSmall ? small : full;
  }
}
