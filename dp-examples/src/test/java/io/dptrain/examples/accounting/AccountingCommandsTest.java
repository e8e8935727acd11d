package io.dptrain.examples.accounting;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dptrain.examples.CommandRun;
import io.dptrain.examples.Dp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The accounting commands, run as from the shell. */
class AccountingCommandsTest {
  private static final String RUN =
      " --sampling-probability 0.004266666666666667 --steps 14062 --noise-multiplier 1.1";
  private static final String CALIBRATE =
      "calibrate --target-epsilon 2 --delta 1e-5 --sampling-probability 0.01 --steps 1000";
  private static final String PLAN =
      "plan --dataset-size 60000 --batch-size 256 --epochs 60 --noise-multiplier 1.1 --delta 1e-5";

  /** In 50 digits: see dp-accountant's golden tables. */
  private static final double EXACT = 2.381596921425218;

  @BeforeAll
  static void withoutAScreen() {
    System.setProperty("java.awt.headless", "true");
  }

  private static CommandRun run(String line) {
    return CommandRun.of(line.split(" "));
  }

  private static JsonNode json(String line) throws IOException {
    CommandRun run = run(line + " --json");
    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).hasLineCount(1);
    return new ObjectMapper().readTree(run.out());
  }

  private static double lastCell(CommandRun run, String... parts) {
    String line =
        run.out()
            .lines()
            .filter(l -> Arrays.stream(parts).allMatch(l::contains))
            .findFirst()
            .orElseThrow();
    return Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
  }

  @Test
  void plan_deltaAboveATenthOfOneInTheSize_isWarnedOfOnStandardErrorAlone() {
    CommandRun large = run(PLAN);
    CommandRun small = run(PLAN.replace("1e-5", "1e-6"));
    assertThat(large.exitCode()).isZero();
    assertThat(large.err())
        .hasLineCount(1)
        .startsWith("WARNING: delta 1.0E-5 is above 1/(10 N) = 1.66E-06 for N = 60000");
    assertThat(large.out())
        .doesNotContain("WARNING")
        .hasLineCount((int) small.out().lines().count());
    assertThat(small.err()).isEmpty();
  }

  @Test
  void epsilon_publishedRun_isThePublishedValueRoundedUp() {
    CommandRun run = run("epsilon --delta 1e-5" + RUN);

    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .containsPattern("epsilon +2\\.382  \\(the truth is at least 2\\.381\\)\\R")
        .containsPattern("accountant +pld\\R")
        .containsPattern("beside it +rdp: epsilon 2\\.59[0-9], order 8")
        .containsPattern("sampler +Poisson\\R")
        .containsPattern("run +14,062 steps, sampling probability 0\\.00426666")
        .doesNotContain("as Poisson")
        .contains("ADD_OR_REMOVE_ONE", "1e-5");
  }

  @Test
  void epsilon_json_hasTheKeysOfTheContract() throws IOException {
    JsonNode json = json("epsilon --accountant RDP --delta 1e-5" + RUN);

    assertThat(json.fieldNames())
        .toIterable()
        .containsExactly(
            "epsilon",
            "epsilonLower",
            "delta",
            "accountant",
            "pldEpsilon",
            "order",
            "noiseMultiplier",
            "sampler",
            "samplingProbability",
            "steps");
    assertThat(json.get("pldEpsilon").doubleValue()).isBetween(EXACT, 2.3815970);
    assertThat(json.get("epsilon").doubleValue()).isBetween(2.38, 2.6);
    assertThat(json.get("epsilonLower").isNull()).isTrue();
    assertThat(json.get("delta").doubleValue()).isEqualTo(1e-5);
    assertThat(json.get("accountant").textValue()).isEqualTo("rdp");
    assertThat(json.get("order").doubleValue()).isBetween(7.0, 9.0);
    assertThat(json.get("noiseMultiplier").doubleValue()).isEqualTo(1.1);
  }

  @Test
  void epsilon_noNoise_isInfinite() throws IOException {
    String line = "epsilon --delta 1e-5 --sampling-probability 0.1 --steps 1 --noise-multiplier 0";

    assertThat(json(line).get("epsilon").textValue()).isEqualTo("Infinity");
    assertThat(json(line).get("order").isNull()).isTrue();
    assertThat(run(line).out()).containsPattern("epsilon +infinite");
  }

  @Test
  void delta_atTheReportedEpsilon_isTheDeltaAskedFor() throws IOException {
    double epsilon = json("epsilon --delta 1e-5" + RUN).get("epsilon").doubleValue();

    JsonNode json = json("delta --epsilon " + epsilon + RUN);

    assertThat(json.get("delta").doubleValue()).isBetween(1e-5 * (1 - 1e-6), 1e-5 * (1 + 1e-6));
    assertThat(json.get("epsilon").doubleValue()).isEqualTo(epsilon);
    assertThat(run("delta --epsilon 2" + RUN).out()).containsPattern("epsilon +2\\.000\\R");
  }

  @Test
  void calibrate_target_isMetWithinAThousandth() throws IOException {
    JsonNode json = json(CALIBRATE);

    assertThat(json.get("epsilon").doubleValue()).isBetween(2 * 0.999, 2.0);
    String noise = json.get("noiseMultiplier").asText();
    String again =
        "epsilon --delta 1e-5 --sampling-probability 0.01 --steps 1000 --noise-multiplier " + noise;
    assertThat(json(again).get("epsilon")).isEqualTo(json.get("epsilon"));
    assertThat(run(CALIBRATE).out()).contains("multiplier " + noise);
  }

  @Test
  void calibrate_noiseOfAKnownRun_findsItsSteps() throws IOException {
    String asked =
        "calibrate --target-epsilon 2.38159698 --delta 1e-5 --noise-multiplier 1.1"
            + " --sampling-probability 0.004266666666666667";

    assertThat(json(asked).get("steps").longValue()).isEqualTo(14062);
    assertThat(json(asked).get("epsilon").doubleValue()).isLessThanOrEqualTo(2.38159698);
    assertThat(json(asked + " --accountant rdp").get("steps").longValue()).isLessThan(14062);
    assertThat(run(asked).out()).containsPattern("run +14,062 steps, ");
  }

  @Test
  void plan_publishedRun_showsWhatAWrongSamplerCosts() {
    CommandRun run = run(PLAN);

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).startsWith("60,000 examples, batch size 256, 60 epochs: 14,062 steps");
    assertThat(lastCell(run, "Poisson", "rdp")).isBetween(2.59, 2.604);
    assertThat(lastCell(run, "Poisson", "pld")).isEqualTo(2.382);
    assertThat(lastCell(run, "fixed size, twice the noise", "rdp")).isBetween(5.0, 5.244);
    assertThat(lastCell(run, "fixed size, twice the noise", "pld")).isBetween(2.382, 3.2);
    assertThat(lastCell(run, "fixed size, without", "rdp")).isGreaterThan(5.244);
    assertThat(lastCell(run, "fixed size, without", "pld"))
        .isLessThan(lastCell(run, "fixed size, without", "rdp"));
    assertThat(lastCell(run, "one pass", "rdp")).isBetween(55.0, 58.0);
    assertThat(lastCell(run, "one pass", "exact")).isLessThan(lastCell(run, "one pass", "rdp"));
  }

  @Test
  void plan_batchOfAllTheData_isTheSameForPoissonAndOnePass() {
    CommandRun run =
        run("plan --dataset-size 9 --batch-size 9 --epochs 4 --noise-multiplier 3 --delta 1e-5");

    assertThat(lastCell(run, "Poisson")).isEqualTo(lastCell(run, "one pass", "rdp"));
  }

  @Test
  void plan_plot_isAPicture(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("plan.png");

    CommandRun run = run(PLAN + " --plot " + file);

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).endsWith("plot: " + file + System.lineSeparator());
    assertThat(ImageIO.read(file.toFile()).getWidth()).isGreaterThan(500);
    assertThat(folder).isDirectoryNotContaining("glob:**.partial");
  }

  @Test
  void plan_plotThatIsAFolder_isRefusedBeforeAnythingIsComputed(@TempDir Path folder)
      throws IOException {
    Path taken = Files.createDirectory(folder.resolve("taken.png"));

    CommandRun run = run(PLAN + " --plot " + taken);

    assertThat(run.exitCode()).isEqualTo(Dp.BAD_INPUT);
    assertThat(run.err()).hasLineCount(1).contains("--plot " + taken + " is a folder");
    assertThat(run.out()).isEmpty();
  }

  @Test
  void plan_oneOfEach_isSingular() {
    assertThat(
            run("plan --dataset-size 1 --batch-size 1 --epochs 1 --noise-multiplier 5 --delta 0.01")
                .out())
        .startsWith("1 example, batch size 1, 1 epoch: 1 step; delta 0.01");
  }

  @Test
  void epsilon_pld_isTheExactValueInABracket() throws IOException {
    JsonNode json = json("epsilon --accountant pld --delta 1e-5" + RUN);

    assertThat(json.get("epsilonLower").doubleValue()).isBetween(2.3815969, EXACT);
    assertThat(json.get("epsilon").doubleValue()).isBetween(EXACT, 2.3815970);
    assertThat(json.get("accountant").textValue()).isEqualTo("pld");
    assertThat(json.get("rdpEpsilon").doubleValue()).isBetween(2.59, 2.6);
    assertThat(json.get("order").doubleValue()).isBetween(7.0, 9.0);
    assertThat(run("epsilon --accountant pld --delta 1e-5" + RUN).out())
        .containsPattern("epsilon +2\\.382  \\(the truth is at least 2\\.381\\)\\R");
  }

  @Test
  void delta_pld_hasItsLowerEnd() throws IOException {
    JsonNode json = json("delta --accountant pld --epsilon " + EXACT + RUN);

    assertThat(json.get("delta").doubleValue()).isBetween(1e-5 * (1 - 1e-6), 1e-5 * (1 + 1e-6));
    assertThat(json.get("deltaLower").doubleValue())
        .isBetween(1e-5 * (1 - 1e-6), json.get("delta").doubleValue());
    assertThat(json.get("rdpDelta").doubleValue()).isGreaterThan(1.5e-5);
    assertThat(json.get("order").isNull()).isTrue();
    assertThat(run("delta --epsilon " + EXACT + RUN).out())
        .containsPattern("beside it +rdp: delta");
  }

  @Test
  void calibrate_pld_needsLessNoiseThanRdp() throws IOException {
    JsonNode json = json(CALIBRATE);

    assertThat(json.get("epsilon").doubleValue()).isBetween(2 * 0.999, 2.0);
    assertThat(json.get("noiseMultiplier").doubleValue())
        .isLessThan(json(CALIBRATE + " --accountant rdp").get("noiseMultiplier").doubleValue());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "epsilon | --delta 1e-5 | --delta 0 | --delta must be above 0 and below 1, but is 0",
        "epsilon | --delta 1e-5 | --delta NaN | --delta must be above 0 and below 1, but is NaN",
        "epsilon | --delta 1e-5 | --delta x | --delta must be a number, but is 'x'",
        "epsilon | --delta 1e-5 | --json | --delta is missing; add it",
        "epsilon | --steps 14062 | --steps 0 | --steps must be in [1, 2^53], but is 0",
        "epsilon | --steps 14062 | --steps 1.5 | --steps must be a whole number, but is '1.5'",
        "epsilon | --noise-multiplier 1.1 | --noise-multiplier -1 | 0 or more and finite",
        "epsilon | --noise-multiplier 1.1 | --noise-multiplier Infinity | 0 or more and finite",
        "epsilon | 0.004266666666666667 | 0 | --sampling-probability must be above 0 and at most 1",
        "epsilon | 0.004266666666666667 | 1.1 | --sampling-probability must be above 0",
        "epsilon | --delta 1e-5 | --delta 1e-5 --accountant prv | --accountant must be rdp or pld",
        "epsilon | --noise-multiplier 1.1 | --json | --noise-multiplier is missing",
        "epsilon | --steps 14062 | --json | --steps is missing",
        "plan | --noise-multiplier 1.1 --delta 1e-5 | --plot a.png | --noise-multiplier, --delta are missing",
        "delta | --epsilon 1 --sampling-probability 0.004266666666666667 --steps 14062 | --json | --sampling-probability, --steps, --epsilon are missing",
        "epsilon | --sampling-probability 0.004266666666666667 --steps 14062 | --json | --sampling-probability, --steps are missing; add them, or name a table",
        "delta | --epsilon 1 | --epsilon -1 | --epsilon must be 0 or more and finite, but is -1",
        "delta | --epsilon 1 | --epsilon NaN | --epsilon must be 0 or more and finite",
        "calibrate | --target-epsilon 2 | --target-epsilon 0 | --target-epsilon must be a positive",
        "calibrate | 2 --delta 1e-5 | 1e-9 --delta 1e-300 | --target-epsilon: epsilon must be reachable",
        "plan | --batch-size 256 | --batch-size 60001 | --batch-size must be at most --dataset-size",
        "plan | --batch-size 256 | --batch-size 0 | --batch-size must be in [1, 2^53], but is 0",
        "plan | --epochs 60 | --epochs 9007199254740992 | --epochs times --dataset-size must be",
        "plan | --delta 1e-5 | --delta 2 | --delta must be above 0 and below 1, but is 2",
        "plan | --delta 1e-5 | --delta 1e-5 --plot a.gif | --plot a.gif must end in .png",
        "plan | --delta 1e-5 | --delta 1e-5 --plot no/such/folder/a.png | its folder does not exist",
        "plan | --noise-multiplier 1.1 | --noise-multiplier 0 --plot a.png | --plot needs a finite"
      })
  void anyCommand_badInput_isRefusedInOneLine(
      String command, String part, String altered, String message) {
    String good =
        switch (command) {
          case "epsilon" -> "epsilon --delta 1e-5" + RUN;
          case "delta" -> "delta --epsilon 1" + RUN;
          case "calibrate" -> CALIBRATE;
          default -> PLAN;
        };
    assertThat(good).contains(part);

    CommandRun run = run(good.replace(part, altered));

    assertThat(run.exitCode()).isEqualTo(Dp.BAD_INPUT);
    assertThat(run.err()).hasLineCount(1).startsWith("dp: ").contains(message);
  }
}
