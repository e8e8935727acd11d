package io.dptrain.examples.rnn;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dptrain.examples.CommandRun;
import io.dptrain.examples.Versions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RnnCommandTest {
  @TempDir private Path folder;

  @Test
  void run_threeVariants_printsARowForEachAndWritesTheReport() throws IOException {
    Path report = folder.resolve("report");
    CommandRun run = small(report, "--variants", "none,l2,private", "--seeds", "2");

    assertThat(run.err()).doesNotContain("dp:").contains("step 18 of 18: 6 of 6 runs, rnn ");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out().lines().filter(line -> line.startsWith("| rnn "))).hasSize(3);
    assertThat(run.out()).contains("rnn private: epsilon ").containsPattern("time: \\d+ s");
    assertThat(run.out().lines()).last().isEqualTo("report: " + report);
    try (Stream<Path> files = Files.list(report)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "summary.json",
              "rnn-clipping.png",
              "rnn-adaptive.png",
              "rnn-optimizers.png",
              "rnn-none.png",
              "rnn-l2.png",
              "rnn-private.png");
    }
    assertThat(ImageIO.read(report.resolve("rnn-none.png").toFile()).getWidth()).isEqualTo(1460);
  }

  @Test
  void run_twoCells_summaryIsComplete() throws IOException {
    small(folder, "--variants", "l2,private", "--seeds", "1", "--cells", "rnn,gru");

    JsonNode json = new ObjectMapper().readTree(folder.resolve("summary.json").toFile());
    assertThat(names(json))
        .containsExactly(
            "formatVersion",
            "task",
            "length",
            "datasetSize",
            "testSize",
            "solvedBelow",
            "divergedAbove",
            "constantAnswerLoss",
            "delta",
            "seconds",
            "rows",
            "warnings",
            "versions");
    assertThat(json.get("versions").get("dptrain").asText()).isEqualTo(Versions.DPTRAIN);
    assertThat(json.get("warnings")).isEmpty();
    assertThat(json.get("rows")).hasSize(4);
    JsonNode row = json.get("rows").get(3);
    assertThat(row.get("cell").asText()).isEqualTo("gru");
    assertThat(row.get("variant").asText()).isEqualTo("private");
    assertThat(row.get("epsilon").asDouble()).isPositive();
    assertThat(json.get("rows").get(0).get("epsilon").isNull()).isTrue();
    assertThat(row.get("runs")).hasSize(1);
    assertThat(names(row.get("runs").get(0)))
        .containsExactly("seed", "ending", "steps", "testLoss");
    assertThat(names(row))
        .containsExactly(
            "cell",
            "variant",
            "clipping",
            "seeds",
            "solvedShare",
            "divergedShare",
            "stalledShare",
            "medianStepsToSolve",
            "medianTestLoss",
            "largestGradientNorm",
            "units",
            "steps",
            "batchSize",
            "learningRate",
            "l2ClipNorm",
            "momentum",
            "noiseMultiplier",
            "epsilon",
            "privacy",
            "runs");
  }

  @Test
  void run_privateVariant_summarySaysWhatIsGuaranteed() throws IOException {
    small(folder, "--variants", "l2,private", "--seeds", "1", "--delta", "1e-3");

    JsonNode rows =
        new ObjectMapper().readTree(folder.resolve("summary.json").toFile()).get("rows");
    assertThat(rows.get(0).get("privacy").isNull()).isTrue();
    JsonNode row = rows.get(1);
    JsonNode privacy = row.get("privacy");
    assertThat(privacy.get("epsilon").asDouble()).isEqualTo(row.get("epsilon").asDouble());
    assertThat(privacy.get("rdpEpsilon").asDouble()).isGreaterThan(row.get("epsilon").asDouble());
    assertThat(privacy.get("delta").asDouble()).isEqualTo(1e-3);
    assertThat(privacy.get("chargedSteps").asInt()).isEqualTo(3);
    assertThat(privacy.get("noiseMultiplier").asDouble()).isEqualTo(1.0);
    assertThat(privacy.get("l2ClipNorm").asDouble()).isEqualTo(row.get("l2ClipNorm").asDouble());
    assertThat(privacy.get("sampler").asText()).isEqualTo("poisson");
    assertThat(privacy.get("samplingProbability").asDouble()).isEqualTo(4 * 8 / 64.0);
    assertThat(privacy.get("neighboringRelation").asText()).isEqualTo("ADD_OR_REMOVE_ONE");
    assertThat(privacy.get("noiseSource").asText()).isNotEmpty();
    assertThat(privacy.get("guarantee").asText()).contains("every further seed");
  }

  @Test
  void run_deltaAtOneOverTheSize_isNotedWherePrivate() throws IOException {
    String[] words = {"--variants", "private", "--seeds", "1", "--delta", "0.02"};
    CommandRun run = small(folder, words);
    words[1] = "l2";

    assertThat(run.out()).contains("note: delta 0.02 is not below 1 / 64");
    assertThat(run.err()).contains("WARNING: delta 0.02 is above 1/(10 N)");
    JsonNode json = new ObjectMapper().readTree(folder.resolve("summary.json").toFile());
    assertThat(json.get("warnings")).hasSize(1);
    CommandRun notPrivate = small(folder, words);
    assertThat(notPrivate.out()).doesNotContain("note:");
    assertThat(notPrivate.err()).doesNotContain("WARNING");
  }

  @ParameterizedTest
  @CsvSource({
    "--cells, tanh, '--cells must be one of rnn, lstm, gru, but is ''tanh'''",
    "--variants, l3, '--variants must be one of none, value, l2,'",
    "--seeds, 0, '--seeds must be from 1 to 1,000, but is 0'",
    "--length, 1, '--length must be from 2 to 1,000, but is 1'",
    "--steps, 0, '--steps must be from 1 to 1,000,000, but is 0'",
    "--learning-rate, NaN, '--learning-rate must be a positive finite number, but is NaN'",
    "--clip-norm, 0, '--clip-norm must be a positive finite number, but is 0'",
    "--momentum, 1, '--momentum must be at least 0 and below 1, but is 1'",
    "--delta, 0, '--delta must be above 0 and below 1, but is 0; try 1e-5'",
    "--batch-size, 20001, '--batch-size must be from 1 to 4,096, but is 20001'",
    "--threads, 0, '--threads must be from 1 to 64, but is 0'",
    "--noise-multiplier, -1, '--noise-multiplier must be from 0.01 to 1000, but is -1'",
    "--clip-norm, 1e30, '--clip-norm must be from 9.1e-13 to 1.15e18'",
    "--clip-norm, 1e-30, '--clip-norm must be from 9.1e-13 to 1.15e18'",
    "--units, many, '--units must be a whole number below 2^31, but is ''many'''"
  })
  void run_badValue_saysSoInOneLine(String flag, String value, String message) {
    CommandRun run =
        CommandRun.of("rnn", flag, value, "--report", folder.resolve("report").toString());

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).startsWith("dp: " + message).hasLineCount(1);
    assertThat(folder.resolve("report")).doesNotExist();
  }

  @Test
  void run_reportIsAFile_saysSoInOneLine() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    CommandRun run = CommandRun.of("rnn", "--report", file.toString());

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).startsWith("dp: --report " + file + " is a file;").hasLineCount(1);
  }

  @Test
  void run_folderInThePlaceOfAPicture_saysSoInOneLineBeforeTraining() throws IOException {
    Path taken = Files.createDirectory(folder.resolve("lstm-nesterov-l2.png"));
    CommandRun run = small(folder, "--variants", "none", "--seeds", "1");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).startsWith("dp: report file " + taken + " is a folder").hasLineCount(1);
  }

  @Test
  void run_pictureOfAnEarlierRun_isDeleted() throws IOException {
    Files.writeString(folder.resolve("gru-none.png"), "earlier");
    small(folder, "--variants", "none", "--seeds", "1");

    assertThat(folder.toFile().list()).containsExactlyInAnyOrder("summary.json", "rnn-none.png");
  }

  private static CommandRun small(Path report, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of("rnn", "--length", "10", "--steps", "3", "--units", "4", "--batch-size", "8"));
    arguments.addAll(List.of("--dataset-size", "64", "--report", report.toString()));
    arguments.addAll(List.of(more));
    return CommandRun.of(arguments.toArray(String[]::new));
  }

  private static List<String> names(JsonNode json) {
    List<String> names = new ArrayList<>();
    json.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
