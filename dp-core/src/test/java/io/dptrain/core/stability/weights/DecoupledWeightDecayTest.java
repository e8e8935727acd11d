package io.dptrain.core.stability.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.Operand;
import org.tensorflow.framework.optimizers.AdaGrad;
import org.tensorflow.framework.optimizers.Adam;
import org.tensorflow.framework.optimizers.Optimizer;
import org.tensorflow.op.Op;
import org.tensorflow.types.TFloat64;

class DecoupledWeightDecayTest {
  private static final double RATE = 0.125;
  private static final double DECAY = 2;

  private final WeightModel model = new WeightModel();

  @AfterEach
  void closeModel() {
    model.close();
  }

  private void train(Optimizer optimizer, Operand<TFloat64> loss, int steps) {
    Op train = optimizer.minimize(loss);
    model.session.initialize();
    for (int i = 0; i < steps; i++) {
      model.run(train);
    }
  }

  @Test
  void minimize_gradientDescent_decaysThenSteps() {
    train(DecoupledWeightDecay.of(RATE, DECAY).around(model.ascent(RATE)), model.loss, 2);
    double[] expected = WeightModel.BIAS.clone();
    for (int step = 0; step < 2; step++) {
      for (int i = 0; i < expected.length; i++) {
        expected[i] = (1 - RATE * DECAY) * expected[i] + RATE;
      }
    }
    assertThat(model.values(model.bias).stream().mapToDouble(x -> x).toArray())
        .containsExactly(expected, within(1e-12));
  }

  /** The gradient of a square is the weight: it must be that before the decay. */
  @Test
  void minimize_gradientThatDependsOnTheWeight_isTakenBeforeTheDecay() {
    Operand<TFloat64> loss =
        model.tf.math.add(model.tf.nn.l2Loss(model.weight), model.tf.nn.l2Loss(model.bias));
    train(DecoupledWeightDecay.of(RATE, DECAY).around(model.ascent(RATE)), loss, 1);
    double factor = 1 - RATE * DECAY - RATE;
    assertThat(model.values(model.bias)).containsExactly(-2 * factor, 0.25 * factor, 7 * factor);
  }

  /** The gradient is the same everywhere, so the steps are, with decay or without. */
  @Test
  void minimize_adaptiveOptimizer_decayIsNotRescaled() {
    Optimizer adaptive = new AdaGrad(model.graph, (float) RATE);
    DecoupledWeightDecay decay = DecoupledWeightDecay.of(RATE, DECAY);
    train(decay.around(adaptive, List.of(model.bias)), model.loss, 1);
    double step = model.values(model.weight).get(0) - 3;
    assertThat(step).isBetween(0.9 * RATE, 1.1 * RATE);
    assertThat(model.values(model.bias).get(2)).isCloseTo(0.75 * 7 + step, within(1e-12));
  }

  @Test
  void minimize_wrappedTwice_decaysStepsAndClips() {
    Optimizer optimizer =
        WeightClipping.of(1)
            .around(DecoupledWeightDecay.of(RATE, DECAY).around(model.ascent(RATE)));
    train(optimizer, model.loss, 1);
    assertThat(model.values(model.bias)).containsExactly(-1.0, 0.25 * 0.75 + RATE, 1.0);
  }

  @Test
  void getSlot_wrappedAdam_isThatOfAdam() {
    Optimizer adam = new Adam(model.graph, (float) RATE);
    Optimizer optimizer = DecoupledWeightDecay.of(RATE, DECAY).around(adam);
    train(optimizer, model.loss, 1);
    assertThat(optimizer.getSlot(model.bias.asOutput(), Adam.FIRST_MOMENT)).isPresent();
    assertThat(optimizer.getOptimizerName()).isEqualTo("Adam");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1, learningRate must be positive and finite",
    "NaN, 1, learningRate must be positive and finite",
    "1, -1, decay must be positive and finite",
    "1, Infinity, decay must be positive and finite",
    "0.5, 2, learningRate * decay must be below 1"
  })
  void of_badNumber_isRefused(double learningRate, double decay, String message) {
    assertThatThrownBy(() -> DecoupledWeightDecay.of(learningRate, decay))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message);
  }
}
