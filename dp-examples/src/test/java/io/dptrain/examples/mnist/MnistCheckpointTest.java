package io.dptrain.examples.mnist;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dptrain.examples.CommandRun;
import io.dptrain.examples.Dp;
import io.dptrain.examples.Rounded;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that is kept in a folder, from the command line. */
class MnistCheckpointTest {
  private static final int STEPS_OF_AN_EPOCH = TinyMnist.TRAIN / 32;

  @TempDir private static Path folder;
  private static Path data;
  private static CommandRun first;
  private static CommandRun second;

  @BeforeAll
  static void train() {
    data = TinyMnist.in(folder);
    first = run("kept", "first", "--epochs", "1");
    second = run("kept", "second", "--epochs", "3");
  }

  private static CommandRun run(String checkpoint, String report, String... more) {
    List<String> words =
        new ArrayList<>(List.of("mnist", "--data", data.toString(), "--batch-size", "32"));
    words.addAll(List.of("--checkpoint", folder.resolve(checkpoint).toString()));
    words.addAll(List.of("--report", folder.resolve(report).toString()));
    words.addAll(List.of(more));
    return CommandRun.of(words.toArray(String[]::new));
  }

  private static JsonNode summary(String report) throws IOException {
    return new ObjectMapper().readTree(folder.resolve(report).resolve("summary.json").toFile());
  }

  @Test
  void execute_again_goesOnFromTheCheckpoint() throws IOException {
    assertThat(first.exitCode()).isZero();
    assertThat(first.out()).doesNotContain("resumed");
    assertThat(second.exitCode()).isZero();
    assertThat(second.out())
        .contains(
            "resumed        from the checkpoint after step "
                + STEPS_OF_AN_EPOCH
                + "; "
                + STEPS_OF_AN_EPOCH
                + " steps are charged");
    assertThat(summary("first").at("/steps").asLong()).isEqualTo(STEPS_OF_AN_EPOCH);
    assertThat(summary("second").at("/steps").asLong()).isEqualTo(3L * TinyMnist.TRAIN / 32);
    assertThat(summary("second").at("/epsilon").asDouble())
        .isGreaterThan(summary("first").at("/epsilon").asDouble());
  }

  @Test
  void execute_again_saysBeforeWhatEpsilonIsAtTheEnd() throws IOException {
    String reached = Rounded.epsilon(summary("second").at("/epsilon").asDouble());
    assertThat(second.out()).contains("epsilon " + reached + " at delta 1e-5 at the end");
  }

  @Test
  void execute_completeRun_tellsItsResultAgain() throws IOException {
    CommandRun again = run("kept", "again", "--epochs", "3");
    assertThat(again.exitCode()).isZero();
    assertThat(summary("again").at("/testAccuracy"))
        .isEqualTo(summary("second").at("/testAccuracy"));
    assertThat(summary("again").at("/epsilon").asDouble()).isPositive();
    assertThat(summary("again").at("/epsilon")).isEqualTo(summary("second").at("/epsilon"));
  }

  @Test
  void execute_anotherClipNorm_isRefusedInOneLine() {
    CommandRun other = run("kept", "other", "--epochs", "3", "--clip-norm", "2");
    assertThat(other.err()).hasLineCount(1).startsWith("dp: ").contains("clip");
    assertThat(other.exitCode()).isEqualTo(Dp.BAD_INPUT);
  }

  @Test
  void execute_fileAsFolder_isRefusedInOneLine() throws IOException {
    Files.writeString(folder.resolve("file"), "in the way", StandardCharsets.UTF_8);
    CommandRun other = run("file", "other", "--epochs", "1");
    assertThat(other.err()).hasLineCount(1).startsWith("dp: ").contains("file");
    assertThat(other.exitCode()).isEqualTo(Dp.BAD_INPUT);
  }
}
