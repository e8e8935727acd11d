package io.dptrain.core.training;

import static io.dptrain.core.training.Evaluation.every;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dptrain.core.plan.PrivateStatistics;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written of a run. */
class ListenersTest {
  private static final double DELTA = 1e-5;

  @TempDir private Path folder;

  private static Evaluation constant(String name, long every, double value) {
    return Evaluation.onPublicData(name, every(every), session -> value);
  }

  @Test
  void csv_aRowForEachStep_holdsWhatIsPublicOrNoised() throws IOException {
    Path file = folder.resolve("run.csv");
    try (TrainedModel model =
        new TrainedModel(to -> to.statistics(PrivateStatistics.none().withLoss(4, 20)))) {
      model
          .trainer(4)
          .evaluate(constant("accuracy", 2, 0.5), constant("loss", 4, 2))
          .listen(CsvLog.to(file, DELTA))
          .build()
          .run();
      List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
      assertThat(lines).hasSize(6);
      assertThat(lines.get(0))
          .isEqualTo("step,epsilon,noised_loss,noised_clip_fraction,accuracy,loss");
      assertThat(lines.get(1)).isEqualTo("0,0.0,,,0.5,2.0");
      assertThat(lines.get(2)).matches("1,\\d+\\.\\d+,-?[\\d.E-]+,,,");
      assertThat(lines.get(5))
          .startsWith("4," + model.optimizer.ledger().epsilon(DELTA) + ",")
          .endsWith(",,0.5,2.0");
    }
  }

  @Test
  void csv_runThatGoesOn_isAddedTo() throws IOException {
    Path file = folder.resolve("run.csv");
    for (int process = 0; process < 2; process++) {
      try (TrainedModel model =
          new TrainedModel(to -> to.checkpoints(folder.resolve("checkpoints")))) {
        int end = process == 0 ? 3 : 18;
        model.trainer(end).listen(CsvLog.to(file, DELTA)).build().run();
      }
    }
    assertThat(
            Files.readAllLines(file, StandardCharsets.UTF_8).stream().map(l -> l.split(",", -1)[0]))
        .containsExactly("step", "1", "2", "3", "17", "18");
  }

  /** What a process leaves that dies before, or within, what it writes. */
  @Test
  void csv_fileThatWasLeftHalfWritten_isGoneOnWith() throws IOException {
    String header = "step,epsilon,noised_loss,noised_clip_fraction\n";
    Path file = folder.resolve("run.csv");
    for (String left : List.of("", header, header + "1,0.25,,\n2,0.3")) {
      try (TrainedModel model = new TrainedModel()) {
        model.trainer(2).build().run();
        Files.writeString(file, left, StandardCharsets.UTF_8);
        model.trainer(3).listen(CsvLog.to(file, DELTA)).build().run();
      }
      List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
      assertThat(lines.get(0) + "\n").isEqualTo(header);
      assertThat(lines)
          .hasSize(left.contains("0.25") ? 3 : 2)
          .allMatch(l -> l.split(",", -1).length == 4);
      assertThat(lines.get(lines.size() - 1)).startsWith("3,");
    }
  }

  @Test
  void csv_fileThatCannotBeWritten_isSaidBeforeTheFirstStep() {
    try (TrainedModel model = new TrainedModel()) {
      PrivateTrainer trainer =
          model.trainer(3).listen(CsvLog.to(folder.resolve("none/run.csv"), DELTA)).build();
      assertThatThrownBy(trainer::run)
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("the log " + folder.resolve("none/run.csv") + " cannot be written");
      assertThat(model.optimizer.ledger().steps()).isZero();
    }
  }

  @Test
  void csv_evaluationNamedAsAColumn_isRefused() {
    try (TrainedModel model = new TrainedModel()) {
      PrivateTrainer trainer =
          model
              .trainer(3)
              .evaluate(constant("step", 1, 1))
              .listen(CsvLog.to(folder.resolve("run.csv"), DELTA))
              .build();
      assertThatThrownBy(trainer::run).hasMessageContaining("rename an evaluation");
    }
  }

  @Test
  void progress_lines_showStepsEpsilonAndWhatWasMeasured() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TrainedModel model = new TrainedModel()) {
      model
          .trainer(40)
          .evaluate(constant("accuracy", 20, 0.25))
          .listen(ProgressLine.lines(new PrintStream(bytes, true, StandardCharsets.UTF_8), DELTA))
          .build()
          .run();
    }
    List<String> lines = bytes.toString(StandardCharsets.UTF_8).lines().toList();
    assertThat(lines).hasSize(11);
    assertThat(lines.get(10)).matches("step 40 of 40, epsilon \\d+\\.\\d+, accuracy 0\\.2500");
  }

  @Test
  void progress_bar_isDrawnInItsPlace() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TrainedModel model = new TrainedModel()) {
      model
          .trainer(10)
          .listen(ProgressLine.bar(new PrintStream(bytes, true, StandardCharsets.UTF_8), DELTA))
          .build()
          .run();
    }
    String drawn = bytes.toString(StandardCharsets.UTF_8);
    assertThat(drawn.split("\r", -1)).hasSize(11);
    assertThat(drawn)
        .contains("\r[" + "=".repeat(15) + " ".repeat(15) + "] step 5 of 10, epsilon ");
    assertThat(drawn.lines()).hasSize(11);
  }
}
