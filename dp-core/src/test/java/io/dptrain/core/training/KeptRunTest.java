package io.dptrain.core.training;

import static io.dptrain.core.training.Evaluation.every;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import io.dptrain.core.clip.Clipping;
import io.dptrain.core.optimizer.StepReport;
import io.dptrain.core.optimizer.WeightsNotFiniteException;
import io.dptrain.core.sampling.PoissonSampling;
import io.dptrain.core.training.TrainingResult.Ending;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A loop whose run goes on in another process, each with a graph of its own. */
class KeptRunTest {
  @TempDir private Path parent;

  private Path folder() {
    return parent.resolve("run");
  }

  private TrainedModel model() {
    return new TrainedModel(builder -> builder.checkpoints(folder()));
  }

  /** What a process does that ends after a number of steps, in whichever way. */
  private static TrainingListener failingAfter(long step) {
    return new TrainingListener() {
      @Override
      public void stepped(PrivateTrainer trainer, Optional<StepReport> report) {
        if (trainer.steps() == step) {
          throw new IllegalArgumentException("the process ends");
        }
      }
    };
  }

  /** The value that belongs to a number of steps. */
  private static Evaluation byStep(TrainedModel model, double... values) {
    return Evaluation.onPublicData(
        "accuracy", every(1), session -> values[(int) model.optimizer.ledger().steps()]);
  }

  @Test
  void run_thatFailed_goesOnWithWeightsAverageAndTheBestSoFar() {
    List<Double> best;
    List<Double> left;
    double[] values = new double[60];
    values[2] = 1;
    try (TrainedModel model = model()) {
      List<List<Double>> weights = new ArrayList<>();
      PrivateTrainer trainer =
          model
              .trainer(50)
              .saveEvery(100)
              .evaluate(byStep(model, values))
              .keepLargest("accuracy")
              .then(session -> weights.add(model.weights()))
              .listen(failingAfter(5))
              .build();
      assertThatThrownBy(trainer::run).hasMessage("the process ends");
      best = weights.get(1);
      left = weights.get(4);
    }
    try (TrainedModel model = model()) {
      List<List<Double>> begun = new ArrayList<>();
      TrainingListener listener =
          new TrainingListener() {
            @Override
            public void started(PrivateTrainer trainer) {
              begun.add(model.weights());
              // All that was paid ahead stays paid.
              assertThat(trainer.steps()).isEqualTo(16);
            }
          };
      TrainingResult result =
          model
              .trainer(50)
              .evaluate(byStep(model, values))
              .keepLargest("accuracy")
              .listen(listener)
              .build()
              .run();
      assertThat(begun.get(0)).isEqualTo(left);
      assertThat(result.bestStep()).hasValue(2);
      assertThat(model.weights()).isEqualTo(best);
      assertThat(result.steps()).isEqualTo(50);
    }
  }

  /**
   * Two that go on from one checkpoint, with the whole data set as the batch of every step, so that
   * nothing but noise sets them apart. Each of five weights moves by noise of deviation 0.01; that
   * all of them differ by less than 1e-4 has probability below 1e-10.
   */
  @Test
  void run_fromOneCheckpointTwice_drawsOtherNoise() throws IOException {
    List<List<Double>> weights = new ArrayList<>();
    try (TrainedModel model = allRows(folder())) {
      model.trainer(3).build().run();
    }
    for (String name : List.of("one", "other")) {
      Path copy = parent.resolve(name);
      try (Stream<Path> all = Files.walk(folder())) {
        for (Path path : all.toList()) {
          Files.copy(path, copy.resolve(folder().relativize(path).toString()));
        }
      }
      try (TrainedModel model = allRows(copy)) {
        model.trainer(17).build().run();
        weights.add(model.weights());
      }
    }
    double most = 0;
    for (int i = 0; i < weights.get(0).size(); i++) {
      most = Math.max(most, Math.abs(weights.get(0).get(i) - weights.get(1).get(i)));
    }
    assertThat(most).isGreaterThan(1e-4);
  }

  private static TrainedModel allRows(Path folder) {
    return new TrainedModel(
        builder ->
            builder
                .sampling(PoissonSampling.of(TrainedModel.ROWS, TrainedModel.ROWS))
                .noiseMultiplier(50)
                .checkpoints(folder));
  }

  @Test
  void run_average_countsTheStepsOfBothProcesses() {
    List<List<Double>> weights = new ArrayList<>();
    try (TrainedModel model = model()) {
      PrivateTrainer trainer =
          model
              .trainer(20)
              .average(1)
              .then(session -> weights.add(model.weights()))
              .listen(failingAfter(3))
              .build();
      assertThatThrownBy(trainer::run).hasMessage("the process ends");
    }
    try (TrainedModel model = model()) {
      model.trainer(20).average(1).then(session -> weights.add(model.weights())).build().run();
      assertThat(weights).hasSize(7);
      for (int i = 0; i < weights.get(0).size(); i++) {
        int at = i;
        double mean = weights.stream().mapToDouble(of -> of.get(at)).average().orElseThrow();
        assertThat(model.weights().get(i)).isCloseTo(mean, within(1e-6));
      }
    }
  }

  @Test
  void run_thatStoppedEarly_staysStopped() {
    try (TrainedModel model = model()) {
      TrainingResult result =
          model
              .trainer(50)
              .evaluate(byStep(model, new double[60]))
              .stopIfNotLarger("accuracy", 4)
              .build()
              .run();
      assertThat(result.ending()).isEqualTo(Ending.EARLY);
      assertThat(result.steps()).isEqualTo(4);
    }
    try (TrainedModel model = model()) {
      TrainingResult result =
          model
              .trainer(50)
              .evaluate(byStep(model, new double[60]))
              .stopIfNotLarger("accuracy", 4)
              .build()
              .run();
      assertThat(result.ending()).isEqualTo(Ending.EARLY);
      assertThat(result.steps()).isEqualTo(16);
    }
  }

  /** That fewer steps are planned now may come of what was seen. */
  @Test
  void epsilon_fewerStepsArePlannedThanBefore_isThatOfTheMost() {
    TrainingListener stopping =
        new TrainingListener() {
          @Override
          public void stepped(PrivateTrainer trainer, Optional<StepReport> report) {
            trainer.stop();
          }
        };
    try (TrainedModel model = model()) {
      model.trainer(50).listen(stopping).build().run();
    }
    for (int process = 0; process < 2; process++) {
      try (TrainedModel model = model()) {
        TrainingResult result = model.trainer(20).build().run();
        assertThat(result.ending()).isEqualTo(Ending.ALL_STEPS);
        long left = 50 - result.steps();
        assertThat(left).isPositive();
        assertThat(result.epsilon(1e-5))
            .isEqualTo(model.optimizer.ledger().epsilonAfter(left, 1e-5));
      }
    }
  }

  /** The last evaluation comes behind the checkpoint of the step. */
  @Test
  void run_bestIsFoundAtTheEnd_isInTheLastCheckpoint() {
    TrainingListener stopping =
        new TrainingListener() {
          @Override
          public void stepped(PrivateTrainer trainer, Optional<StepReport> report) {
            if (trainer.steps() == 5) {
              trainer.stop();
            }
          }
        };
    for (int process = 0; process < 2; process++) {
      try (TrainedModel model = model()) {
        Evaluation accuracy =
            Evaluation.onPublicData(
                "accuracy", every(3), session -> model.optimizer.ledger().steps() == 5 ? 1 : 0);
        TrainingResult result =
            model
                .trainer(20)
                .saveEvery(5)
                .evaluate(accuracy)
                .keepLargest("accuracy")
                .listen(stopping)
                .build()
                .run();
        assertThat(result.ending()).isEqualTo(process == 0 ? Ending.STOPPED : Ending.ALL_STEPS);
        assertThat(result.bestStep()).hasValue(5);
      }
    }
  }

  @Test
  void run_thatIsComplete_givesTheSameModelAgain() {
    List<Double> weights;
    try (TrainedModel model = model()) {
      model.trainer(16).average(0.9).build().run();
      weights = model.weights();
    }
    try (TrainedModel model = model()) {
      TrainingResult result = model.trainer(16).average(0.9).build().run();
      assertThat(result.ending()).isEqualTo(Ending.ALL_STEPS);
      assertThat(model.weights()).isEqualTo(weights);
    }
  }

  /** After which steps a run is saved. */
  private List<Long> saved(long steps, UnaryOperator<PrivateTrainerBuilder> change) {
    List<Long> saved = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void saved(PrivateTrainer trainer) {
            saved.add(trainer.steps());
          }
        };
    try (TrainedModel model = model()) {
      change.apply(model.trainer(steps)).listen(listener).build().run();
    }
    return saved;
  }

  @Test
  void run_savesEverySoManySteps() {
    assertThat(saved(10, builder -> builder.saveEvery(4))).containsExactly(4L, 8L, 10L);
  }

  @Test
  void run_thatIsShortAndSaysNothing_savesAfterEachHundredthOfTheSteps() {
    assertThat(saved(10, builder -> builder)).hasSize(10).contains(1L, 10L);
    assertThat(saved(210, builder -> builder)).startsWith(18L).hasSizeGreaterThan(50);
  }

  /** The folder is gone, so no step can be charged: the model must not be lost with it. */
  @Test
  void run_folderThatIsDeleted_saysWhereTheModelIs() throws IOException {
    Path elsewhere = parent.resolve("elsewhere");
    try (TrainedModel model = model()) {
      TrainingListener listener =
          new TrainingListener() {
            @Override
            public void stepped(PrivateTrainer trainer, Optional<StepReport> report) {
              if (trainer.steps() == 5) {
                delete(folder());
              }
            }
          };
      PrivateTrainer trainer =
          model.trainer(40).saveEvery(100).rescue(elsewhere).listen(listener).build();
      TrainingFailedException failure =
          catchThrowableOfType(TrainingFailedException.class, trainer::run);
      assertThat(failure)
          .hasMessageContaining("the model was saved in " + failure.rescued())
          .hasMessageNotContaining("\n");
      assertThat(failure.rescued().getParent()).isEqualTo(elsewhere);
      assertThat(names(failure.rescued())).containsExactly("checkpoint-000000000005.000000");
      assertThat(model.optimizer.ledger().steps()).isEqualTo(5);
    }
  }

  @Test
  void run_modelThatCannotBeSavedAnywhere_leavesNoFolderAndThrowsWhatFailed() throws IOException {
    Path elsewhere = Files.createDirectories(parent.resolve("elsewhere"));
    try (TrainedModel model = model()) {
      TrainingListener listener =
          new TrainingListener() {
            @Override
            public void stepped(PrivateTrainer trainer, Optional<StepReport> report) {
              delete(folder());
              model.session.close();
              throw new IllegalArgumentException("the first");
            }
          };
      PrivateTrainer trainer = model.trainer(40).rescue(elsewhere).listen(listener).build();
      assertThatThrownBy(trainer::run)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("the first");
    }
    assertThat(names(elsewhere)).isEmpty();
  }

  private static void delete(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.map(path -> path.getFileName().toString()).toList();
    }
  }

  /** A checkpoint of weights that nothing can go on from would push good ones out. */
  @Test
  void run_weightsThatAreNotFinite_leaveTheCheckpointsThatWereThere() throws IOException {
    try (TrainedModel model =
        new TrainedModel(
            builder ->
                builder
                    .checkpoints(folder())
                    .clipping(Clipping.flat(1000))
                    .learningRate(step -> step < 4 ? 1 : 3e38))) {
      PrivateTrainer trainer = model.trainer(50).saveEvery(1).build();
      assertThatThrownBy(trainer::run).isInstanceOf(WeightsNotFiniteException.class);
      assertThat(model.optimizer.ledger().steps()).isEqualTo(5);
    }
    assertThat(names(folder()))
        .filteredOn(name -> name.startsWith("checkpoint"))
        .containsExactlyInAnyOrder(
            "checkpoint-000000000002.000000",
            "checkpoint-000000000003.000000",
            "checkpoint-000000000004.000000");
  }

  @Test
  void started_logOfAnotherRun_isRefusedBeforeAStep() throws IOException {
    Path file = parent.resolve("log.csv");
    try (TrainedModel model = model()) {
      model.trainer(3).build().run();
    }
    Files.writeString(file, "something,else\n", StandardCharsets.UTF_8);
    try (TrainedModel model = model()) {
      PrivateTrainer trainer = model.trainer(40).listen(CsvLog.to(file, 1e-5)).build();
      assertThatThrownBy(trainer::run)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("something,else");
      assertThat(model.optimizer.ledger().steps()).isEqualTo(16);
    }
  }
}
