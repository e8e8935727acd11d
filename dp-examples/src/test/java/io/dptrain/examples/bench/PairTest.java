package io.dptrain.examples.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PairTest {
  @Test
  void time_twoThings_runsThemInTurn() {
    List<String> runs = new ArrayList<>();
    Pair pair = Pair.time(() -> runs.add("a"), () -> runs.add("b"), new Rounds(2, 10));
    assertThat(runs).containsExactly("a", "b", "a", "b", "a", "b", "a", "b");
    assertThat(pair.rounds()).isEqualTo(2);
  }

  @Test
  void ratio_medians_dividesTheSecondByTheFirst() {
    assertThat(new Pair(2, 5, 9).ratio()).isEqualTo(2.5);
  }
}
