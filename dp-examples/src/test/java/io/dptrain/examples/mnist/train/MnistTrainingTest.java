package io.dptrain.examples.mnist.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.dptrain.core.optimizer.BatchFeeds;
import io.dptrain.core.training.Evaluation;
import io.dptrain.core.training.PrivateTrainer;
import io.dptrain.core.training.TrainingListener;
import io.dptrain.examples.mnist.TinyMnist;
import io.dptrain.examples.mnist.data.DataOrigin;
import io.dptrain.examples.mnist.data.MnistData;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.types.TFloat32;

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
    Optional<Double> noise = isPrivate ? Optional.of(1.0) : Optional.empty();
    return new MnistSettings(
        BatchSampler.POISSON,
        noise,
        Optional.empty(),
        1.0,
        0.1,
        50,
        3,
        1e-5,
        seed,
        Optional.empty());
  }

  /** The test loss before training and after each epoch. */
  private static List<Double> losses(MnistSettings settings) {
    List<Double> losses = new ArrayList<>();
    try (MnistTraining training = new MnistTraining(DATA, settings, Optional.empty())) {
      training.run(
          new TrainingListener() {
            @Override
            public void evaluated(PrivateTrainer trainer, Evaluation evaluation, double accuracy) {
              losses.add(testLoss(training));
            }
          });
    }
    return losses;
  }

  private static double testLoss(MnistTraining training) {
    int[] all = IntStream.range(0, TinyMnist.TEST).toArray();
    Session.Runner runner = training.session.runner().fetch(training.model.loss());
    try (BatchFeeds feeds = training.model.feeds(DATA.test(), all);
        Result result = feeds.feedTo(runner).run()) {
      TFloat32 loss = (TFloat32) result.get(0);
      return IntStream.of(all).mapToDouble(loss::getFloat).average().orElseThrow();
    }
  }
}
