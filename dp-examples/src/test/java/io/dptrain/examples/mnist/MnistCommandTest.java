package io.dptrain.examples.mnist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dptrain.accountant.event.NeighboringRelation;
import io.dptrain.accountant.event.PrivacyEvent;
import io.dptrain.accountant.pld.PldAccountant;
import io.dptrain.examples.CommandRun;
import io.dptrain.examples.Dp;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Three short runs from the command line to the report. */
class MnistCommandTest {
  private static final int BATCH = 32;
  private static final int STEPS = 2 * TinyMnist.TRAIN / BATCH;

  @TempDir private static Path folder;
  private static Path data;
  private static CommandRun privateRun;
  private static CommandRun calibratedRun;
  private static CommandRun ordinaryRun;

  @BeforeAll
  static void train() throws IOException {
    data = TinyMnist.in(folder);
    Path ordinary = Files.createDirectory(folder.resolve("ordinary"));
    Files.writeString(ordinary.resolve("gradient_norms.png"), "of an earlier private run");
    privateRun = run(data, "private", "--noise-multiplier", "0.9", "--clip-norm", "1.25");
    calibratedRun = run(data, "calibrated", "--target-epsilon", "3", "--delta", "1e-3");
    ordinaryRun = run(data, "ordinary", "--non-private");
  }

  private static CommandRun run(Path data, String report, String... more) {
    return CommandRun.of(words(data, report, more));
  }

  private static String[] words(Path data, String report, String... more) {
    List<String> words =
        new ArrayList<>(List.of("mnist", "--data", data.toString(), "--epochs", "2"));
    words.addAll(List.of("--batch-size", "" + BATCH, "--seed", "7"));
    words.addAll(List.of("--report", folder.resolve(report).toString()));
    words.addAll(List.of(more));
    return words.toArray(String[]::new);
  }

  @Test
  void execute_private_succeedsWithoutErrors() {
    assertThat(privateRun.err()).hasLineCount(10).doesNotContain("dp:");
    assertThat(privateRun.exitCode()).isZero();
  }

  @Test
  void execute_private_saysAtTheEndWhatTheIssueAsks() {
    assertThat(privateRun.out())
        .contains("test accuracy", "epsilon", "at delta", "multiplier 0.9", "clip norm 1.25")
        .contains("poisson", "ADD_OR_REMOVE_ONE", "steps          " + STEPS, "time ", "report ");
  }

  @Test
  void execute_foreignData_saysSoAtTheTop() {
    assertThat(privateRun.out().lines().findFirst())
        .get()
        .asString()
        .contains("not the original MNIST");
  }

  @Test
  void summary_private_epsilonIsTheAccountantsForTheStepsThatRan() throws IOException {
    JsonNode summary = summary("private");
    double expected =
        new PldAccountant(NeighboringRelation.ADD_OR_REMOVE_ONE)
            .compose(
                PrivacyEvent.poissonSampledGaussian(BATCH / (double) TinyMnist.TRAIN, 0.9), STEPS)
            .epsilon(1e-5);
    assertThat(summary.get("steps").asLong()).isEqualTo(STEPS);
    assertThat(summary.get("epsilon").asDouble()).isCloseTo(expected, within(1e-7));
  }

  @Test
  void summary_private_holdsTestAccuracyAsAShare() throws IOException {
    assertThat(summary("private").get("testAccuracy").asDouble()).isBetween(0.0, 1.0);
  }

  @Test
  void summary_private_holdsTheParametersThatRan() throws IOException {
    JsonNode summary = summary("private");
    assertThat(summary.get("noiseMultiplier").asDouble()).isEqualTo(0.9);
    assertThat(summary.get("l2ClipNorm").asDouble()).isEqualTo(1.25);
    assertThat(summary.get("delta").asDouble()).isEqualTo(1e-5);
    assertThat(summary.get("seed").asLong()).isEqualTo(7);
  }

  @Test
  void steps_private_hasOneRowPerStep() throws IOException {
    List<String> rows = Files.readAllLines(folder.resolve("private/steps.csv"));
    assertThat(rows).hasSize(1 + STEPS);
    assertThat(rows.get(STEPS)).startsWith(STEPS + ",");
  }

  @Test
  void steps_private_lastEpsilonIsThatOfTheSummary() throws IOException {
    List<String> rows = Files.readAllLines(folder.resolve("private/steps.csv"));
    double last = Double.parseDouble(List.of(rows.get(STEPS).split(",")).get(2));
    assertThat(last).isEqualTo(summary("private").get("epsilon").asDouble());
  }

  @ParameterizedTest
  @ValueSource(strings = {"accuracy.png", "gradient_norms.png", "predictions.png"})
  void picture_private_canBeRead(String name) throws IOException {
    BufferedImage picture = ImageIO.read(folder.resolve("private").resolve(name).toFile());
    assertThat(picture.getWidth()).isGreaterThan(200);
  }

  @Test
  void report_private_holdsNothingElse() {
    assertThat(folder.resolve("private"))
        .isDirectoryContaining(path -> path.endsWith("summary.json"))
        .isDirectoryNotContaining(path -> path.toString().endsWith(".partial"));
  }

  @Test
  void summary_targetEpsilon_isReachedAndNotExceeded() throws IOException {
    assertThat(summary("calibrated").get("epsilon").asDouble()).isBetween(2.99, 3.0);
  }

  @Test
  void summary_nonPrivate_hasNullEpsilon() throws IOException {
    JsonNode summary = summary("ordinary");
    assertThat(summary.get("epsilon").isNull()).isTrue();
    assertThat(summary.get("privatelyTrained").asBoolean()).isFalse();
  }

  @Test
  void execute_nonPrivate_saysThatThereIsNoPrivacy() {
    assertThat(ordinaryRun.exitCode()).isZero();
    assertThat(ordinaryRun.out()).contains("NONE (--non-private)").doesNotContain("epsilon");
  }

  @Test
  void execute_nonPrivateOverAPrivateReport_leavesNoOtherPictures() {
    assertThat(folder.resolve("ordinary").toFile().list())
        .containsExactlyInAnyOrder("accuracy.png", "predictions.png", "steps.csv", "summary.json");
  }

  /** A folder takes the place of a picture after the check at the start. */
  @Test
  void execute_reportThatCannotBeWritten_printsTheResultsBefore() {
    Path taken = folder.resolve("lost").resolve("accuracy.png");
    StringWriter out =
        new StringWriter() {
          @Override
          public void flush() {
            taken.toFile().mkdirs();
          }
        };
    StringWriter err = new StringWriter();
    int exitCode =
        Dp.commandLine()
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(words(data, "lost", "--noise-multiplier", "2"));

    assertThat(exitCode).isEqualTo(Dp.BAD_INPUT);
    assertThat(out.toString()).contains("test accuracy", "epsilon").doesNotContain("report  ");
    assertThat(err.toString().lines())
        .last()
        .isEqualTo("dp: report file " + taken + " is a folder; choose a file name");
    assertThat(taken.resolveSibling("steps.csv")).exists();
  }

  @Test
  void execute_targetEpsilon_saysTheNoiseThatWasChosen() {
    assertThat(calibratedRun.exitCode()).isZero();
    assertThat(calibratedRun.out()).containsPattern("noise multiplier [0-9.]+, clip norm");
  }

  private static JsonNode summary(String report) throws IOException {
    return new ObjectMapper().readTree(folder.resolve(report).resolve("summary.json").toFile());
  }
}
