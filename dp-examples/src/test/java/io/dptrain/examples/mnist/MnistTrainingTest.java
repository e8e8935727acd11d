package io.dptrain.examples.mnist;

import static org.assertj.core.api.Assertions.assertThat;

import io.dptrain.core.training.Evaluation;
import io.dptrain.core.training.PrivateTrainer;
import io.dptrain.core.training.TrainingListener;
import io.dptrain.examples.mnist.data.DataOrigin;
import io.dptrain.examples.mnist.data.MnistData;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class MnistTrainingTest {
  private static final MnistData DATA =
      new MnistData(
          TinyMnist.train(), TinyMnist.test(), new DataOrigin("test digits", true, List.of()));

  @Test
  void run_sameSeed_beginsWithTheSameWeights() {
    assertThat(losses(settings(5, true)).get(0)).isEqualTo(losses(settings(5, true)).get(0));
  }

  @Test
  void run_anotherSeed_beginsWithOtherWeights() {
    assertThat(losses(settings(5, true)).get(0)).isNotEqualTo(losses(settings(6, true)).get(0));
  }

  @Test
  void run_privateSameSeed_endsElsewhereBecauseNoiseIsNeverSeeded() {
    List<Double> first = losses(settings(5, true));
    List<Double> second = losses(settings(5, true));
    assertThat(first.get(first.size() - 1)).isNotEqualTo(second.get(second.size() - 1));
  }

  @Test
  void run_nonPrivate_lowersTheLoss() {
    List<Double> losses = losses(settings(5, false));
    assertThat(losses.get(losses.size() - 1)).isLessThan(losses.get(0));
  }

  @Test
  void run_threeEpochs_evaluatesBeforeAndAfterEach() {
    assertThat(losses(settings(5, false))).hasSize(4);
  }

  private static MnistSettings settings(long seed, boolean isPrivate) {
    OptionalDouble noise = isPrivate ? OptionalDouble.of(1) : OptionalDouble.empty();
    return new MnistSettings(noise, OptionalDouble.empty(), 1e-5, 1.0, 0.1, 50, 3, seed, isPrivate);
  }

  /** The test loss before training and after each epoch. */
  private static List<Double> losses(MnistSettings settings) {
    List<Double> losses = new ArrayList<>();
    try (MnistTraining training = new MnistTraining(DATA, settings, MnistStores.NONE)) {
      training.run(
          new TrainingListener() {
            @Override
            public void evaluated(PrivateTrainer trainer, Evaluation evaluation, double accuracy) {
              losses.add(training.tested().orElseThrow().loss());
            }
          });
    }
    return losses;
  }
}
