package io.dptrain.core.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LearningRateScheduleTest {

  @Test
  void linearWarmUp_risesByTheSameAmountToOneAndStays() {
    LearningRateSchedule schedule = LearningRateSchedule.linearWarmUp(4);
    assertThat(factors(schedule, 6)).containsExactly(0.25, 0.5, 0.75, 1, 1, 1);
    assertThat(schedule.factor(Long.MAX_VALUE)).isOne();
  }

  @Test
  void cosineDecay_fallsAlongHalfAWaveToTheLastAndStays() {
    LearningRateSchedule schedule = LearningRateSchedule.cosineDecay(4, 0.2);
    double root = Math.sqrt(0.5);
    assertThat(factors(schedule, 6))
        .containsExactly(
            new double[] {1, 0.2 + 0.4 * (1 + root), 0.6, 0.2 + 0.4 * (1 - root), 0.2, 0.2},
            within(1e-15));
  }

  @Test
  void exponentialDecay_afterEachStretch_isMultipliedAgain() {
    LearningRateSchedule schedule = LearningRateSchedule.exponentialDecay(0.5, 10);
    assertThat(schedule.factor(0)).isOne();
    assertThat(schedule.factor(5)).isCloseTo(Math.sqrt(0.5), within(1e-15));
    assertThat(schedule.factor(10)).isEqualTo(0.5);
    assertThat(schedule.factor(30)).isEqualTo(0.125);
  }

  @Test
  void stepwise_isTheFactorThatBeganLast() {
    LearningRateSchedule schedule = LearningRateSchedule.stepwise(Map.of(2L, 0.5, 4L, 0.0));
    assertThat(factors(schedule, 6)).containsExactly(1, 1, 0.5, 0.5, 0, 0);
  }

  @Test
  void times_isTheProduct() {
    LearningRateSchedule both =
        LearningRateSchedule.linearWarmUp(2).times(LearningRateSchedule.constant(0.5));
    assertThat(factors(both, 3)).containsExactly(0.25, 0.5, 0.5);
  }

  /** Seeded; a schedule of the library never gives what an optimizer refuses. */
  @Test
  void factor_anyStep_isInTheUnitInterval() {
    Random random = new Random(4);
    for (int i = 0; i < 2_000; i++) {
      long steps = 1 + (random.nextLong() >>> (1 + random.nextInt(62)));
      long step = random.nextLong() >>> (1 + random.nextInt(62));
      double share = 1 - random.nextDouble();
      for (LearningRateSchedule schedule :
          new LearningRateSchedule[] {
            LearningRateSchedule.constant(share),
            LearningRateSchedule.linearWarmUp(steps),
            LearningRateSchedule.cosineDecay(steps, share),
            LearningRateSchedule.exponentialDecay(share, steps),
            LearningRateSchedule.stepwise(Map.of(steps, share))
          }) {
        assertThat(schedule.factor(step)).as("step %s of %s", step, steps).isBetween(0.0, 1.0);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1, Double.NaN, Double.POSITIVE_INFINITY})
  void makers_factorThatIsNone_isRefused(double factor) {
    requireRefused(() -> LearningRateSchedule.constant(factor), "factor must be");
    requireRefused(() -> LearningRateSchedule.cosineDecay(3, factor), "last must be");
    requireRefused(() -> LearningRateSchedule.exponentialDecay(factor, 3), "decay must be");
    requireRefused(
        () -> LearningRateSchedule.stepwise(Map.of(7L, factor)), "factor from step 7 on must be");
  }

  @Test
  void makers_noSteps_areRefused() {
    requireRefused(() -> LearningRateSchedule.linearWarmUp(0), "steps must be at least 1");
    requireRefused(() -> LearningRateSchedule.cosineDecay(0, 0), "steps must be at least 1");
    requireRefused(() -> LearningRateSchedule.exponentialDecay(1, 0), "steps must be at least 1");
    requireRefused(() -> LearningRateSchedule.stepwise(Map.of()), "number of factors");
    requireRefused(() -> LearningRateSchedule.stepwise(Map.of(-1L, 1.0)), "first step");
  }

  private static void requireRefused(ThrowingCallable call, String message) {
    assertThatThrownBy(call)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  private static double[] factors(LearningRateSchedule schedule, int steps) {
    double[] factors = new double[steps];
    for (int i = 0; i < steps; i++) {
      factors[i] = schedule.factor(i);
    }
    return factors;
  }
}
