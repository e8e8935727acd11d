package io.dptrain.core.training;

import static io.dptrain.core.training.Evaluation.every;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.dptrain.core.noise.HostNoise;
import io.dptrain.core.optimizer.DpOptimizerBuilder;
import io.dptrain.core.optimizer.StepReport;
import io.dptrain.core.plan.PrivateStatistics;
import io.dptrain.core.random.SeededBits;
import io.dptrain.core.random.SeededNoise;
import io.dptrain.core.training.TrainingResult.Ending;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.tensorflow.Session;

/** The loop, its evaluations, and the model that is left at the end. */
class PrivateTrainerTest {
  private static final double DELTA = 1e-5;

  /** Values in their order, and then the last again and again. */
  private static Evaluation scripted(String name, long every, double... values) {
    int[] next = {0};
    return Evaluation.onPublicData(
        name, every(every), session -> values[Math.min(next[0]++, values.length - 1)]);
  }

  private static DpOptimizerBuilder seeded(DpOptimizerBuilder builder) {
    return builder.noise(HostNoise.of(SeededNoise.of(5))).samplingBits(SeededBits.of(6));
  }

  @Test
  void run_allSteps_areChargedAndJudged() {
    List<String> heard = new ArrayList<>();
    try (TrainedModel model = new TrainedModel()) {
      TrainingResult result =
          model
              .trainer(12)
              .evaluate(scripted("accuracy", 5, 1, 2, 3, 4))
              .listen(new Heard(heard))
              .build()
              .run();
      assertThat(result.steps()).isEqualTo(12);
      assertThat(result.ending()).isEqualTo(Ending.ALL_STEPS);
      assertThat(result.last("accuracy")).hasValue(4);
      assertThat(result.epsilon(DELTA)).isEqualTo(model.optimizer.ledger().epsilon(DELTA));
      assertThat(result.bestStep()).isEmpty();
    }
    assertThat(heard)
        .containsExactly(
            "started 0",
            "accuracy 1.0 at 0",
            "1",
            "2",
            "3",
            "4",
            "accuracy 2.0 at 5",
            "5",
            "6",
            "7",
            "8",
            "9",
            "accuracy 3.0 at 10",
            "10",
            "11",
            "accuracy 4.0 at 12",
            "12",
            "ended 12");
  }

  /** Everything that is heard, in words. */
  private record Heard(List<String> heard) implements TrainingListener {
    @Override
    public void started(PrivateTrainer trainer) {
      heard.add("started " + trainer.steps());
    }

    @Override
    public void stepped(PrivateTrainer trainer, Optional<StepReport> report) {
      heard.add(Long.toString(report.orElseThrow().step()));
    }

    @Override
    public void evaluated(PrivateTrainer trainer, Evaluation evaluation, double value) {
      heard.add(evaluation + " " + value + " at " + trainer.steps());
    }

    @Override
    public void ended(PrivateTrainer trainer) {
      heard.add("ended " + trainer.steps());
    }
  }

  /** A listener that fails at the end, as a log on a full disk does. */
  private record FailingEnd(String message) implements TrainingListener {
    @Override
    public void ended(PrivateTrainer trainer) {
      throw new IllegalStateException(message);
    }
  }

  @Test
  void ended_thatFails_keepsNoOtherFromHearingOfTheEnd() {
    List<String> heard = new ArrayList<>();
    try (TrainedModel model = new TrainedModel()) {
      PrivateTrainer trainer =
          model.trainer(1).listen(new FailingEnd("no room"), new Heard(heard)).build();
      assertThatThrownBy(trainer::run).hasMessage("no room");
    }
    assertThat(heard).containsExactly("started 0", "1", "ended 1");
  }

  @Test
  void ended_thatFailsAfterAFailure_doesNotHideIt() {
    List<String> heard = new ArrayList<>();
    try (TrainedModel model = new TrainedModel()) {
      PrivateTrainer trainer =
          model
              .trainer(3)
              .then(
                  session -> {
                    throw new IllegalArgumentException("what failed first");
                  })
              .listen(new FailingEnd("no room"), new Heard(heard))
              .build();
      assertThatThrownBy(trainer::run)
          .hasMessage("what failed first")
          .satisfies(e -> assertThat(e.getSuppressed()[0]).hasMessage("no room"));
    }
    assertThat(heard).containsExactly("started 0", "ended 1");
  }

  @Test
  void run_keepLargest_leavesTheModelOfThatStep() {
    List<List<Double>> seen = new ArrayList<>();
    try (TrainedModel model = new TrainedModel()) {
      Evaluation accuracy =
          Evaluation.onPublicData(
              "accuracy",
              every(2),
              session -> {
                seen.add(model.weights());
                return seen.size() == 3 ? 1 : 0;
              });
      TrainingResult result =
          model.trainer(10).evaluate(accuracy).keepLargest("accuracy").build().run();
      assertThat(result.bestStep()).hasValue(4);
      assertThat(model.weights()).isEqualTo(seen.get(2)).isNotEqualTo(seen.get(5));
      assertThat(model.optimizer.ledger().steps()).isEqualTo(10);
    }
  }

  /** The weights of the beginning are no model to end with. */
  @Test
  void run_noValueIsANumber_leavesTheLastModel() {
    List<List<Double>> weights = new ArrayList<>();
    try (TrainedModel model = new TrainedModel()) {
      TrainingResult result =
          model
              .trainer(4)
              .evaluate(scripted("loss", 1, Double.NaN))
              .keepSmallest("loss")
              .then(session -> weights.add(model.weights()))
              .build()
              .run();
      assertThat(result.bestStep()).isEmpty();
      assertThat(model.weights()).isEqualTo(weights.get(3));
    }
  }

  @Test
  void run_valuesThatAreNotNumbers_areNeverTheBest() {
    try (TrainedModel model = new TrainedModel()) {
      TrainingResult result =
          model
              .trainer(4)
              .evaluate(scripted("loss", 1, Double.NaN, 3, Double.NaN, 2, Double.NaN))
              .keepSmallest("loss")
              .build()
              .run();
      assertThat(result.bestStep()).hasValue(3);
    }
  }

  /** Which of the private models is released must not follow from a number that nobody charged. */
  @Test
  void build_decisionsByWhatIsNotPrivate_areRefused() {
    try (TrainedModel model = new TrainedModel()) {
      PrivateTrainerBuilder builder =
          model.trainer(4).evaluate(Evaluation.notPrivate("training loss", every(1), s -> 1));
      String name = "training lossNotPrivate";
      List<Consumer<PrivateTrainerBuilder>> decisions =
          List.of(
              by -> by.keepLargest(name),
              by -> by.keepSmallest(name),
              by -> by.stopIfNotLarger(name, 2),
              by -> by.stopIfNotSmaller(name, 2),
              by -> by.stopWhen(name, value -> true));
      assertThat(decisions)
          .allSatisfy(
              decision ->
                  assertThatThrownBy(() -> decision.accept(builder))
                      .isInstanceOf(IllegalArgumentException.class)
                      .hasMessageContaining("'training lossNotPrivate' must not stop the run")
                      .hasMessageNotContaining("\n"));
      assertThat(builder.build().run().last(name)).hasValue(1);
    }
  }

  /** When a run stops may depend on what it learned: no privacy is saved by it. */
  @Test
  void run_thatStopsEarly_quotesTheStepsThatWerePlanned() {
    try (TrainedModel model = new TrainedModel()) {
      TrainingResult result =
          model
              .trainer(100)
              .evaluate(scripted("accuracy", 2, 1, 2, 2, 1, 0))
              .stopIfNotLarger("accuracy", 3)
              .build()
              .run();
      assertThat(result.ending()).isEqualTo(Ending.EARLY);
      assertThat(result.steps()).isEqualTo(8);
      assertThat(result.epsilon(DELTA))
          .isEqualTo(model.optimizer.ledger().epsilonAfter(92, DELTA))
          .isGreaterThan(2 * model.optimizer.ledger().epsilon(DELTA));
    }
  }

  @Test
  void run_valueThatIsGoodEnough_stops() {
    try (TrainedModel model = new TrainedModel()) {
      TrainingResult result =
          model
              .trainer(100)
              .evaluate(scripted("loss", 1, 3, 2, 1))
              .stopWhen("loss", value -> value < 1.5)
              .build()
              .run();
      assertThat(result.steps()).isEqualTo(2);
    }
  }

  @Test
  void run_average_isTheMeanOfAllStepsAndLeavesTraining() {
    List<List<Double>> trained = new ArrayList<>();
    List<Double> last;
    try (TrainedModel model = new TrainedModel(PrivateTrainerTest::seeded)) {
      model.trainer(6).then(session -> trained.add(model.weights())).build().run();
      last = model.weights();
    }
    List<List<Double>> judged = new ArrayList<>();
    try (TrainedModel model = new TrainedModel(PrivateTrainerTest::seeded)) {
      List<List<Double>> again = new ArrayList<>();
      Evaluation looks =
          Evaluation.onPublicData(
              "looks",
              every(2),
              session -> {
                judged.add(model.weights());
                return 0;
              });
      model
          .trainer(6)
          .average(1)
          .evaluate(looks)
          .then(session -> again.add(model.weights()))
          .build()
          .run();
      assertThat(again).isEqualTo(trained);
      requireClose(model.weights(), mean(trained.subList(0, 6)));
      assertThat(model.weights()).isNotEqualTo(last);
      assertThat(model.optimizer.explain().notPrivateOutput()).isEmpty();
    }
    requireClose(judged.get(1), mean(trained.subList(0, 2)));
    requireClose(judged.get(2), mean(trained.subList(0, 4)));
  }

  @Test
  void run_averageWithDecay_isTheRecursion() {
    List<List<Double>> trained = new ArrayList<>();
    try (TrainedModel model = new TrainedModel()) {
      model.trainer(5).average(0.5).then(session -> trained.add(model.weights())).build().run();
      List<Double> expected = trained.get(0);
      for (int n = 2; n <= 5; n++) {
        expected = between(expected, trained.get(n - 1), 0.5);
      }
      requireClose(model.weights(), expected);
    }
  }

  private static List<Double> between(List<Double> first, List<Double> second, double share) {
    List<Double> between = new ArrayList<>();
    for (int i = 0; i < first.size(); i++) {
      between.add(first.get(i) + share * (second.get(i) - first.get(i)));
    }
    return between;
  }

  private static List<Double> mean(List<List<Double>> all) {
    List<Double> mean = all.get(0);
    for (int n = 2; n <= all.size(); n++) {
      mean = between(mean, all.get(n - 1), 1.0 / n);
    }
    return mean;
  }

  private static void requireClose(List<Double> values, List<Double> expected) {
    assertThat(values).hasSameSizeAs(expected);
    for (int i = 0; i < values.size(); i++) {
      assertThat(values.get(i)).isCloseTo(expected.get(i), within(1e-6));
    }
  }

  @Test
  void run_noisedLoss_isTheMeanOfWhatStepsReleased() {
    List<Double> losses = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void stepped(PrivateTrainer trainer, Optional<StepReport> report) {
            losses.add(report.orElseThrow().loss().orElseThrow());
          }
        };
    try (TrainedModel model =
        new TrainedModel(to -> to.statistics(PrivateStatistics.none().withLoss(4, 20)))) {
      TrainingResult result =
          model
              .trainer(8)
              .evaluate(Evaluation.ofNoisedLoss("loss", every(4)))
              .keepSmallest("loss")
              .listen(listener)
              .build()
              .run();
      double mean = losses.subList(4, 8).stream().mapToDouble(loss -> loss).average().orElseThrow();
      assertThat(result.last("loss").orElseThrow()).isCloseTo(mean, within(1e-12));
      assertThat(result.bestStep()).isPresent();
    }
  }

  @Test
  void build_noisedLossThatNobodyReleases_isRefused() {
    try (TrainedModel model = new TrainedModel()) {
      PrivateTrainerBuilder builder =
          model.trainer(8).evaluate(Evaluation.ofNoisedLoss("loss", every(4)));
      assertThatThrownBy(builder::build)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("withLoss");
    }
  }

  @Test
  void stop_byAListener_endsAfterThatStep() {
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void stepped(PrivateTrainer trainer, Optional<StepReport> report) {
            if (trainer.steps() == 3) {
              trainer.stop();
            }
          }
        };
    try (TrainedModel model = new TrainedModel()) {
      PrivateTrainer trainer = model.trainer(100).listen(listener).build();
      TrainingResult result = trainer.run();
      assertThat(result.ending()).isEqualTo(Ending.STOPPED);
      assertThat(result.steps()).isEqualTo(3);
      assertThatThrownBy(trainer::run)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("runs once");
    }
  }

  @Test
  void build_withoutSteps_saysSo() {
    try (TrainedModel model = new TrainedModel()) {
      PrivateTrainerBuilder builder =
          PrivateTrainer.of(model.optimizer, model.session, rows -> null);
      assertThatThrownBy(builder::build).hasMessageContaining("call steps(...)");
      assertThatThrownBy(() -> builder.keepLargest("accuracy"))
          .hasMessageContaining("call evaluate(...) first");
      assertThatThrownBy(() -> builder.average(1.5)).hasMessageContaining("1.5");
      assertThatThrownBy(() -> builder.steps(0)).hasMessageContaining("0");
    }
  }

  @Test
  void withoutPrivacy_runsTheStepsAndHasNoEpsilon() {
    List<Session> ran = new ArrayList<>();
    try (TrainedModel model = new TrainedModel()) {
      PrivateTrainer trainer =
          PrivateTrainer.withoutPrivacy(model.session, ran::add)
              .steps(4)
              .evaluate(scripted("accuracy", 2, 1, 2, 3))
              .build();
      TrainingResult result = trainer.run();
      assertThat(ran).hasSize(4).containsOnly(model.session);
      assertThat(result.last("accuracy")).hasValue(3);
      assertThat(trainer.epsilon(DELTA)).isEmpty();
      assertThat(result.epsilon(DELTA)).isInfinite();
      assertThatThrownBy(
              () ->
                  PrivateTrainer.withoutPrivacy(model.session, ran::add)
                      .steps(4)
                      .average(0.9)
                      .build())
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("without privacy");
    }
  }
}
