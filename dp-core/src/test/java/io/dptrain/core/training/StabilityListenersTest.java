package io.dptrain.core.training;

import static io.dptrain.core.training.Evaluation.every;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dptrain.core.plan.PrivateStatistics;
import io.dptrain.core.stability.board.EventFiles;
import io.dptrain.core.stability.monitor.Reaction;
import io.dptrain.core.stability.monitor.StabilityEvent;
import io.dptrain.core.stability.monitor.TrainingMonitor;
import io.dptrain.core.training.TrainingResult.Ending;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Monitor and TensorBoard, listening to a private run. */
class StabilityListenersTest {
  @TempDir private Path folder;

  private static TrainedModel watched() {
    return new TrainedModel(
        builder -> builder.statistics(PrivateStatistics.none().withLoss(4, 20)));
  }

  @Test
  void board_aRun_isWrittenWithItsMarks() throws IOException {
    try (EventFiles board = EventFiles.in(folder);
        TrainedModel model = watched()) {
      model
          .trainer(4)
          .evaluate(
              Evaluation.onPublicData("accuracy", every(2), session -> 0.5),
              Evaluation.notPrivate("training_loss", every(2), session -> 2))
          .listen(board.listener(1e-5))
          .build()
          .run();
    }
    StringBuilder events = new StringBuilder();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        events.append(Files.readString(file, StandardCharsets.ISO_8859_1));
      }
    }
    assertThat(events.toString())
        .contains("epsilon", "loss_noised", "accuracy", "training_lossNotPrivate_NOT_PRIVATE")
        .doesNotContain("accuracy_noised");
  }

  @Test
  void monitor_lossThatSpikes_isHeardAndStopsTheRun() {
    List<StabilityEvent> heard = new ArrayList<>();
    TrainingMonitor monitor =
        TrainingMonitor.builder()
            .on(StabilityEvent.LossSpike.class, Reaction.STOP)
            .warmUpSteps(10)
            .spikeFactor(8)
            .build();
    try (TrainedModel model =
        new TrainedModel(
            builder ->
                builder
                    .statistics(PrivateStatistics.none().withLoss(1e6, 1e-5))
                    .learningRate(step -> step < 30 ? 1e-3 : 1e4))) {
      TrainingResult result = model.trainer(60).listen(monitor.listener(heard::add)).build().run();
      assertThat(result.ending()).isEqualTo(Ending.STOPPED);
      assertThat(result.steps()).isBetween(31L, 59L);
      assertThat(heard).hasAtLeastOneElementOfType(StabilityEvent.LossSpike.class);
    }
  }

  @Test
  void monitor_runThatReleasesNoLoss_isRefusedBeforeTheFirstStep() {
    try (TrainedModel model = new TrainedModel()) {
      PrivateTrainer trainer =
          model.trainer(6).listen(TrainingMonitor.create().listener(event -> {})).build();
      assertThatThrownBy(trainer::run)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("watch(...)");
      assertThat(model.optimizer.ledger().steps()).isZero();
    }
  }
}
