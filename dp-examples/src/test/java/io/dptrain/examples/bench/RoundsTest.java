package io.dptrain.examples.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RoundsTest {
  private static final Rounds ROUNDS = new Rounds(100, 10);

  @Test
  void continueAfter_timeLeft_endsAfterTheRoundsThatWereAskedFor() {
    assertThat(ROUNDS.continueAfter(99, 9)).isTrue();
    assertThat(ROUNDS.continueAfter(100, 9)).isFalse();
  }

  @Test
  void continueAfter_timeIsUp_goesOnToNineRounds() {
    assertThat(ROUNDS.continueAfter(8, 1e6)).isTrue();
    assertThat(ROUNDS.continueAfter(9, 1e6)).isFalse();
  }

  @Test
  void continueAfter_fewRoundsAsked_runsNoMore() {
    assertThat(new Rounds(2, 10).continueAfter(1, 0)).isTrue();
    assertThat(new Rounds(2, 10).continueAfter(2, 0)).isFalse();
  }

  @Test
  void warmUpAfter_quarterOfTheTime_ends() {
    assertThat(ROUNDS.warmUpAfter(1, 3)).isTrue();
    assertThat(ROUNDS.warmUpAfter(2, 2)).isTrue();
    assertThat(ROUNDS.warmUpAfter(2, 3)).isFalse();
    assertThat(ROUNDS.warmUpAfter(20, 0)).isFalse();
  }

  @Test
  void traceAfter_any_runsOneToThree() {
    assertThat(ROUNDS.traceAfter(0, 100)).isTrue();
    assertThat(ROUNDS.traceAfter(1, 100)).isFalse();
    assertThat(ROUNDS.traceAfter(2, 1)).isTrue();
    assertThat(ROUNDS.traceAfter(3, 1)).isFalse();
  }
}
