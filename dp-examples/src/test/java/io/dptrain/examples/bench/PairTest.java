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

  @Test
  void median_numbers_isTheMiddleOne() {
    assertThat(Median.of(new double[] {5, 1, 3})).isEqualTo(3);
    assertThat(Median.of(new double[] {4, 1, 3, 2})).isEqualTo(3);
    assertThat(Median.of(new double[0])).isNaN();
  }
}
