package io.dptrain.core.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StepCountTest {
  private static final long[] GUESSES = {0, 1, 2, 999, 1000, 1001, 1L << 40, StepCount.LARGEST};

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3, 1000, 123_456_789, 1L << 53})
  void largest_anyGuess_isTheLastThatFits(long last) {
    for (long guess : GUESSES) {
      AtomicInteger asked = new AtomicInteger();
      long found =
          StepCount.largest(
              StepCount.LARGEST,
              guess,
              count -> {
                asked.incrementAndGet();
                return count <= last;
              });
      assertThat(found).as("guess %d", guess).isEqualTo(last);
      assertThat(asked).hasValueLessThan(120);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 17})
  void largest_everythingFits_isTheMost(long most) {
    assertThat(StepCount.largest(most, 5, count -> true)).isEqualTo(most);
  }

  @ParameterizedTest
  @ValueSource(longs = {1000, 1001})
  void largest_guessThatIsRight_asksTwiceOrThrice(long guess) {
    AtomicInteger asked = new AtomicInteger();
    StepCount.largest(
        StepCount.LARGEST,
        guess,
        count -> {
          asked.incrementAndGet();
          return count <= 1000;
        });
    assertThat(asked).hasValueLessThan(4);
  }
}
