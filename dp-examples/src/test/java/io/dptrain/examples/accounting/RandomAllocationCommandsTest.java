package io.dptrain.examples.accounting;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dptrain.examples.CommandRun;
import io.dptrain.examples.Dp;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code --sampler random-allocation}, run as from the shell. */
class RandomAllocationCommandsTest {
  private static final String SAMPLER = " --sampler random-allocation";
  private static final String NOISE = " --noise-multiplier 1.1";
  private static final String STEPS = " --steps-per-epoch 234";
  private static final String EPOCHS = " --epochs 60";
  private static final String EPSILON = "epsilon --delta 1e-5" + NOISE + SAMPLER + STEPS + EPOCHS;
  private static final String DELTA = "delta --epsilon 2.341" + NOISE + SAMPLER + STEPS + EPOCHS;
  private static final String CALIBRATE =
      "calibrate --target-epsilon 2.3411 --delta 1e-5" + SAMPLER;
  private static final String PLAN =
      "plan --dataset-size 60000 --batch-size 256 --epochs 60 --noise-multiplier 1.1 --delta 1e-6";

  private static CommandRun run(String line) {
    return CommandRun.of(line.split(" "));
  }

  private static JsonNode json(String line) throws IOException {
    CommandRun run = run(line + " --json");
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    return new ObjectMapper().readTree(run.out());
  }

  @Test
  void epsilon_knownRun_isWithinItsBracketAndBelowPoisson() throws IOException {
    JsonNode json = json(EPSILON);

    assertThat(json.get("epsilon").doubleValue()).isBetween(2.3405, 2.3411);
    assertThat(json.get("epsilonLower").doubleValue())
        .isBetween(2.34, json.get("epsilon").doubleValue());
    assertThat(json.get("poissonEpsilon").doubleValue()).isBetween(2.3838, 2.3839);
    assertThat(json.get("sampler").textValue()).isEqualTo("random-allocation");
    assertThat(json.get("stepsPerEpoch").longValue()).isEqualTo(234);
    assertThat(json.get("epochs").longValue()).isEqualTo(60);
    assertThat(json.has("rdpEpsilon")).isFalse();
  }

  @Test
  void epsilon_text_saysTheSamplerWhatPoissonCostsAndThatRdpHasNoBound() {
    assertThat(run(EPSILON).out())
        .containsPattern("epsilon +2\\.341  \\(the truth is at least 2\\.340\\)\\R")
        .containsPattern("beside it +rdp: no bound of random allocation is known\\R")
        .containsPattern("sampler +random allocation\\R")
        .containsPattern("run +60 epochs of 234 steps\\R")
        .containsPattern(
            "as Poisson +epsilon 2\\.384 for 14,040 steps, sampling probability 0.00427")
        .contains("ADD_OR_REMOVE_ONE");
  }

  @Test
  void delta_atTheReportedEpsilon_isTheDeltaAskedForAndBelowPoisson() throws IOException {
    JsonNode json = json(DELTA);

    assertThat(json.get("delta").doubleValue()).isBetween(0.998e-5, 1e-5);
    assertThat(json.get("poissonDelta").doubleValue()).isBetween(1.3e-5, 1.4e-5);
    assertThat(json.has("rdpDelta")).isFalse();
    assertThat(run(DELTA).out())
        .containsPattern("beside it +rdp: no bound of random allocation is known\\R")
        .containsPattern("as Poisson +delta 1\\.34");
  }

  /** The target is the epsilon of the known run, so each part of that is found from the others. */
  @ParameterizedTest
  @CsvSource({"' --epochs 60'", "' --steps-per-epoch 234'", "' --noise-multiplier 1.1'"})
  void calibrate_twoPartsOfAKnownRun_findsTheThird(String left) throws IOException {
    JsonNode json = json(CALIBRATE + (NOISE + STEPS + EPOCHS).replace(left, ""));

    assertThat(json.get("epsilon").doubleValue()).isBetween(2.3405, 2.3411);
    assertThat(json.get("noiseMultiplier").doubleValue()).isBetween(1.0995, 1.1002);
    assertThat(json.get("stepsPerEpoch").longValue()).isEqualTo(234);
    assertThat(json.get("epochs").longValue()).isEqualTo(60);
  }

  @Test
  void plan_randomAllocationAlone_isShownBesidePoisson() {
    CommandRun run = run(PLAN + SAMPLER);

    List<String> rows = run.out().lines().filter(line -> line.contains("ADD_OR")).toList();
    assertThat(rows).hasSize(3).filteredOn(row -> row.startsWith("Poisson")).hasSize(2);
    assertThat(rows.get(2)).matches("random allocation +ADD_OR_REMOVE_ONE +1\\.1 +pld +2\\.64[56]");
    assertThat(run.out()).contains("an epoch being 234 steps").doesNotContain("REPLACE_ONE");
    assertThat(run(PLAN + " --sampler poisson").out()).doesNotContain("andom allocation");
    assertThat(run(PLAN).out()).contains(rows.get(2)).contains("REPLACE_ONE");
  }

  /** Which step an example is in is decided before the first of an epoch. */
  @Test
  void plan_epochThatWasBegun_isChargedWhole() {
    Plan plan = new Plan(1000, 100, 3, 1.1, 1e-6, SamplerChoice.RANDOM_ALLOCATION);
    Plan.Row row = plan.rows().get(2);

    double one = row.epsilonAfter().applyAsDouble(1);
    double two = row.epsilonAfter().applyAsDouble(11);

    assertThat(row.sampler()).isEqualTo("random allocation");
    assertThat(one).isEqualTo(epsilonOfEpochs(1)).isEqualTo(row.epsilonAfter().applyAsDouble(10));
    assertThat(two).isGreaterThan(one).isEqualTo(row.epsilonAfter().applyAsDouble(20));
    assertThat(row.epsilonAfter().applyAsDouble(30)).isGreaterThan(two);
  }

  private static double epsilonOfEpochs(long epochs) {
    Run run = new Run.RandomAllocation(10, epochs);
    return Answer.epsilon(AccountantChoice.PLD, run, 1.1, 1e-6).epsilon();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--epochs 60 | --epochs 60 --steps 5 | --steps goes with --sampler poisson, but the sampler is random-allocation; give --steps-per-epoch and --epochs",
        "--epochs 60 | --epochs 60 --sampling-probability 0.1 | --sampling-probability goes with --sampler poisson",
        "random-allocation | poisson | --steps-per-epoch goes with --sampler random-allocation, but the sampler is poisson; give --sampling-probability and --steps",
        "random-allocation | shuffle | --sampler must be poisson or random-allocation, but is 'shuffle'",
        "--epochs 60 | --epochs 60 --accountant rdp | --accountant rdp knows no bound for --sampler random-allocation; give --accountant pld",
        "--epochs 60 | --json | --epochs is missing; add it",
        "--steps-per-epoch 234 | --json | --steps-per-epoch is missing; add it",
        "--steps-per-epoch 234 | --steps-per-epoch 0 | --steps-per-epoch must be in [1, 2^53], but is 0",
        "--epochs 60 | --epochs 1.5 | --epochs must be a whole number, but is '1.5'",
        "--epochs 60 | --epochs 9007199254740992 | --steps-per-epoch times --epochs must be at most 2^53, but is 234 x 9007199254740992"
      })
  void anyCommand_badRun_isRefusedInOneLine(String part, String altered, String message) {
    for (String good : List.of(EPSILON, DELTA, CALIBRATE + STEPS + EPOCHS)) {
      assertThat(good).contains(part);
      assertRefused(good.replace(part, altered), message);
    }
  }

  @Test
  void calibrate_tooMuchOrTooLittleGiven_isRefusedInOneLine() {
    String poisson = "calibrate --target-epsilon 2 --delta 1e-5 --noise-multiplier 1.1";
    assertRefused(
        CALIBRATE + NOISE + STEPS + EPOCHS,
        "nothing to find beside --steps-per-epoch and --epochs; leave out --noise-multiplier or"
            + " --steps-per-epoch or --epochs");
    assertRefused(
        poisson + " --steps 5 --sampling-probability 0.1",
        "nothing to find beside --sampling-probability and --steps; leave out --noise-multiplier"
            + " or --steps");
    assertRefused(CALIBRATE + NOISE, "--steps-per-epoch and --epochs are missing; add one of them");
    assertRefused(poisson, "--sampling-probability is missing; add it");
    assertRefused(
        poisson.replace("1.1", "0.1") + " --sampling-probability 1",
        "--target-epsilon is too small for one step; raise it or --noise-multiplier");
    assertRefused(
        CALIBRATE + NOISE.replace("1.1", "0.1") + STEPS,
        "--target-epsilon is too small for one epoch; raise it or --noise-multiplier");
    assertRefused(
        CALIBRATE + NOISE.replace("1.1", "0.01") + EPOCHS,
        "--target-epsilon: epsilon must be reachable, but 67108864 steps per epoch are too few");
    assertRefused(
        CALIBRATE + NOISE.replace("1.1", "0") + EPOCHS, "--noise-multiplier must be a pos");
  }

  private static void assertRefused(String line, String message) {
    CommandRun run = run(line);
    assertThat(run.exitCode()).isEqualTo(Dp.BAD_INPUT);
    assertThat(run.err()).hasLineCount(1).startsWith("dp: ").contains(message);
    assertThat(run.out()).isEmpty();
  }
}
