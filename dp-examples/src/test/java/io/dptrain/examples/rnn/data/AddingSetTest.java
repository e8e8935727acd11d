package io.dptrain.examples.rnn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AddingSetTest {
  private static final int SIZE = 4_000;
  private static final int LENGTH = 11;
  private final AddingSet set = AddingSet.draw(SIZE, LENGTH, 3);

  @Test
  void draw_anyRow_hasOneMarkInEachHalfAndTheirSumAsTarget() {
    for (int row = 0; row < SIZE; row++) {
      float[] inputs = set.inputs(row);
      assertThat(marks(inputs, 0, LENGTH / 2)).isEqualTo(1);
      assertThat(marks(inputs, LENGTH / 2, LENGTH)).isEqualTo(1);
      assertThat(set.targets(row)[0]).isEqualTo(marked(inputs));
    }
  }

  @Test
  void draw_manyRows_everyTimeStepIsMarkedSomewhere() {
    float[] inputs = set.inputs(IntStream.range(0, SIZE).toArray());
    for (int time = 0; time < LENGTH; time++) {
      int at = time;
      assertThat(IntStream.range(0, SIZE).anyMatch(row -> inputs[place(row, at) + 1] == 1))
          .isTrue();
    }
  }

  @Test
  void draw_anyRow_numbersAreUniform() {
    float[] inputs = set.inputs(IntStream.range(0, SIZE).toArray());
    double[] numbers =
        IntStream.range(0, SIZE * LENGTH)
            .mapToDouble(i -> inputs[i * AddingSet.CHANNELS])
            .toArray();
    assertThat(DoubleStream.of(numbers).allMatch(number -> number >= 0 && number < 1)).isTrue();
    // 44,000 numbers of standard deviation 0.289: eight standard errors are 0.011.
    assertThat(DoubleStream.of(numbers).average().orElse(0)).isCloseTo(0.5, within(0.011));
  }

  @Test
  void baseline_isTheErrorOfTheAnswerOne() {
    double error = 0;
    for (float target : set.targets(IntStream.range(0, SIZE).toArray())) {
      error += (target - 1) * (target - 1) / SIZE;
    }
    // The squared error has a standard deviation below 0.2: eight standard errors are 0.026.
    assertThat(error).isCloseTo(AddingSet.BASELINE, within(0.026));
  }

  @Test
  void draw_sameSeed_isTheSameSet() {
    assertThat(AddingSet.draw(SIZE, LENGTH, 3).inputs(7, 1)).isEqualTo(set.inputs(7, 1));
    assertThat(AddingSet.draw(SIZE, LENGTH, 4).inputs(7, 1)).isNotEqualTo(set.inputs(7, 1));
  }

  private static int place(int row, int time) {
    return (row * LENGTH + time) * AddingSet.CHANNELS;
  }

  private static long marks(float[] inputs, int from, int to) {
    return IntStream.range(from, to).filter(time -> inputs[place(0, time) + 1] == 1).count();
  }

  private static float marked(float[] inputs) {
    float sum = 0;
    for (int time = 0; time < LENGTH; time++) {
      sum += inputs[place(0, time)] * inputs[place(0, time) + 1];
    }
    return sum;
  }
}
