package io.dptrain.core.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When checkpoints are written, in runs whose clock is ours. */
class CheckpointTimesTest {
  private static final long MILLI = 1_000_000;

  private long now = -5;

  /** After which steps of a run one is written. */
  private List<Long> written(long from, long steps, long stepMillis, long saveMillis) {
    KeptRun.Times times = new KeptRun.Times(steps, () -> now);
    times.from(from);
    List<Long> written = new ArrayList<>();
    for (long step = from + 1; step <= steps; step++) {
      now += stepMillis * MILLI;
      if (times.isDue(step)) {
        times.begin();
        now += saveMillis * MILLI;
        times.end(step);
        written.add(step);
      }
    }
    return written;
  }

  @Test
  void isDue_inAShortRun_isAfterEachHundredthOfTheSteps() {
    assertThat(written(0, 1_000, 10, 8)).hasSize(100).startsWith(10L, 20L).endsWith(1_000L);
    assertThat(written(0, 20, 10, 8)).as("each step").hasSize(20);
  }

  @Test
  void isDue_afterTheRunWentOn_countsFromWhereItDoes() {
    assertThat(written(755, 1_000, 10, 8)).startsWith(765L, 775L).endsWith(995L);
  }

  @Test
  void isDue_inALongRun_isAfterTwoHundredTimesAsLongAsTheLastTook() {
    List<Long> all = written(0, 1_000_000, 10, 8);

    // Two seconds, then 1.6 seconds of training after each: half a percent of the time.
    assertThat(all.get(0)).isEqualTo(1_000);
    assertThat(all.get(all.size() - 1) - all.get(all.size() - 2)).isEqualTo(160);
    assertThat(all.size() * 8.0).isBetween(0.0049 * 10_000_000, 0.0051 * 10_000_000);
  }

  @Test
  void isDue_whereToWriteTakesSeconds_isNeverMoreThanHalfAPercentAndTheFirst() {
    assertThat(written(0, 10_000, 100, 5_000)).as("one is free").hasSize(1).containsExactly(100L);
    assertThat(written(0, 100_000, 100, 5_000)).startsWith(1_000L, 11_000L).hasSize(10);
  }

  @Test
  void isDue_afterOneThatTookLong_waitsForThat() {
    KeptRun.Times times = new KeptRun.Times(1_000_000, () -> now);
    times.begin();
    now += 3_000 * MILLI;
    times.end(1);

    now += 599_999 * MILLI;
    assertThat(times.isDue(60_000)).isFalse();
    now += MILLI;
    assertThat(times.isDue(60_000)).isTrue();
  }
}
