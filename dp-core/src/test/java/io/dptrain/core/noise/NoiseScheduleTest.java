package io.dptrain.core.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NoiseScheduleTest {

  @Test
  void at_stepwise_isTheLevelOfTheLargestKeyUpToTheStep() {
    NoiseSchedule schedule = NoiseSchedule.stepwise(Map.of(0L, 1.3, 5L, 1.0, 9L, 2.0));
    assertThat(schedule.at(0)).isEqualTo(1.3);
    assertThat(schedule.at(4)).isEqualTo(1.3);
    assertThat(schedule.at(5)).isEqualTo(1.0);
    assertThat(schedule.at(8)).isEqualTo(1.0);
    assertThat(schedule.at(9)).isEqualTo(2.0);
    assertThat(schedule.at(Long.MAX_VALUE)).isEqualTo(2.0);
    assertThat(schedule.largest()).isEqualTo(2.0);
    assertThat(schedule.least()).isEqualTo(1.0);
    assertThat(schedule.isConstant()).isFalse();
    assertThatThrownBy(() -> schedule.at(-1)).hasMessageContaining("step must be 0 or more");
  }

  @Test
  void equals_levelsThatRepeatTheOneBefore_isTheSameSchedule() {
    NoiseSchedule repeated = NoiseSchedule.stepwise(Map.of(0L, 1.0, 3L, 1.0, 6L, 2.0, 8L, 2.0));
    assertThat(repeated).isEqualTo(NoiseSchedule.stepwise(Map.of(0L, 1.0, 6L, 2.0)));
    assertThat(NoiseSchedule.stepwise(Map.of(0L, 1.1, 7L, 1.1)).isConstant()).isTrue();
    assertThat(NoiseSchedule.constant(-0.0)).isEqualTo(NoiseSchedule.constant(0));
  }

  /** Who changes the map later, or gives one of another order, changes nothing. */
  @Test
  void new_mapOfTheCaller_isCopied() {
    Map<Long, Double> levels = new HashMap<>(Map.of(0L, 1.0));
    NoiseSchedule schedule = NoiseSchedule.stepwise(levels);
    levels.put(0L, 0.0);
    assertThat(schedule.at(0)).isEqualTo(1.0);
    TreeMap<Long, Double> downwards = new TreeMap<>((a, b) -> Long.compare(b, a));
    downwards.putAll(Map.of(0L, 1.0, 5L, 2.0));
    assertThat(new NoiseSchedule(downwards).at(7)).isEqualTo(2.0);
    assertThatThrownBy(() -> schedule.levels().put(0L, 0.0))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1, Double.NaN, Double.POSITIVE_INFINITY})
  void stepwise_noiseOutOfDomain_isRefused(double bad) {
    assertThatThrownBy(() -> NoiseSchedule.constant(bad)).hasMessageContaining("noiseMultiplier");
    assertThatThrownBy(() -> NoiseSchedule.stepwise(Map.of(0L, 1.0, 7L, bad)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("noise multiplier from step 7 on");
    assertThatThrownBy(() -> NoiseSchedule.constant(1).times(bad)).hasMessageContaining("factor");
  }

  /** What is not said is not guessed. */
  @Test
  void stepwise_stepsWithoutNoise_areRefused() {
    assertThatThrownBy(() -> NoiseSchedule.stepwise(Map.of(1L, 1.0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must say the noise of step 0, but begins at 1");
    assertThatThrownBy(() -> NoiseSchedule.stepwise(Map.of()))
        .hasMessageContaining("must say the noise of step 0, but begins at none");
    assertThatThrownBy(() -> NoiseSchedule.stepwise(Map.of(-1L, 1.0, 0L, 1.0)))
        .hasMessageContaining("0 or more, but is -1");
  }

  @Test
  void stepwise_moreThan64Levels_isRefused() {
    TreeMap<Long, Double> levels = new TreeMap<>();
    for (long first = 0; first < 64; first++) {
      levels.put(first, 1.0 + first);
    }
    assertThat(NoiseSchedule.stepwise(levels).levels()).hasSize(64);
    levels.put(64L, 0.5);
    assertThatThrownBy(() -> NoiseSchedule.stepwise(levels))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at most 64 levels, but has 65");
  }

  /** By hand: the factor is 10 from level to level. */
  @Test
  void exponentialDecay_levels_fallByTheSameFactor() {
    NoiseSchedule schedule = NoiseSchedule.exponentialDecay(100, 0.1, 10, 4);
    assertThat(schedule.levels().keySet()).containsExactly(0L, 2L, 5L, 7L);
    assertThat(schedule.at(2)).isCloseTo(10, within(1e-12));
    assertThat(schedule.at(5)).isCloseTo(1, within(1e-12));
    assertThat(schedule.at(6)).isEqualTo(schedule.at(5));
    assertThat(schedule.at(7)).isEqualTo(0.1);
    assertThat(schedule.at(10_000)).isEqualTo(0.1);
  }

  @Test
  void linearDecay_levels_fallByTheSameAmount() {
    NoiseSchedule schedule = NoiseSchedule.linearDecay(2, 1, 6, 3);
    assertThat(schedule).isEqualTo(NoiseSchedule.stepwise(Map.of(0L, 2.0, 2L, 1.5, 4L, 1.0)));
  }

  @Test
  void exponentialDecay_mostStepsThereAre_doesNotOverflow() {
    NoiseSchedule schedule = NoiseSchedule.exponentialDecay(2, 1, Long.MAX_VALUE, 64);
    assertThat(schedule.levels()).hasSize(64);
    assertThat(schedule.levels().lastKey()).isEqualTo(Long.MAX_VALUE / 64 * 63 + 63 * 63 / 64);
  }

  @Test
  void decay_numbersOutOfDomain_areRefused() {
    assertThatThrownBy(() -> NoiseSchedule.linearDecay(1, 2, 10, 2)).hasMessageContaining("last");
    assertThatThrownBy(() -> NoiseSchedule.linearDecay(Double.NaN, 2, 10, 2))
        .hasMessageContaining("first");
    assertThatThrownBy(() -> NoiseSchedule.exponentialDecay(1, 0, 10, 2))
        .hasMessageContaining("last must be positive");
    assertThatThrownBy(() -> NoiseSchedule.exponentialDecay(2, 1, 10, 1))
        .hasMessageContaining("levels must be from 2 to 64, but is 1");
    assertThatThrownBy(() -> NoiseSchedule.exponentialDecay(2, 1, 100, 65))
        .hasMessageContaining("levels must be from 2 to 64, but is 65");
    assertThatThrownBy(() -> NoiseSchedule.exponentialDecay(2, 1, 3, 4))
        .hasMessageContaining("steps must be at least the 4 levels, but is 3");
  }

  @Test
  void description_anySchedule_saysEveryNumberExactly() {
    assertThat(NoiseSchedule.constant(1.1).description()).isEqualTo("1.1");
    assertThat(NoiseSchedule.stepwise(Map.of(0L, 1.3, 1000L, 1 / 3.0)).description())
        .isEqualTo("1.3 from step 0, 0.3333333333333333 from step 1000");
  }
}
