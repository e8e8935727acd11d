package io.dptrain.examples.gan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dptrain.examples.CommandRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A comparison of all variants that is too short to learn anything. */
class GanCommandTest {
  private static final int STEPS = 6;
  private static final GanSettings SETTINGS =
      new GanSettings(List.of(Variant.values()), STEPS, 16, 1, 0.5, 1e-5);

  @TempDir private static Path folder;
  private static CommandRun run;
  private static JsonNode summary;

  @BeforeAll
  static void run() throws IOException {
    run =
        CommandRun.of(
            "gan",
            "--seeds",
            "2",
            "--steps",
            Integer.toString(STEPS),
            "--batch-size",
            "16",
            "--clip-norm",
            "0.5",
            "--threads",
            "3",
            "--report",
            folder.toString());
    summary = new ObjectMapper().readTree(folder.resolve("summary.json").toFile());
  }

  @ParameterizedTest
  @EnumSource
  void execute_allVariants_printOneRowEach(Variant variant) {
    assertThat(run.exitCode()).isZero();
    assertThat(run.out().lines().filter(line -> line.startsWith(variant.id() + " "))).hasSize(1);
  }

  @Test
  void execute_privateVariants_saysWhichDeltaEpsilonIsFor() {
    assertThat(run.out()).contains("epsilon at delta 1e-5, of the discriminator's steps");
  }

  @Test
  void execute_nothingPrivate_saysNothingOfPrivacy() {
    CommandRun open =
        CommandRun.of(
            "gan",
            "--variants",
            "none",
            "--seeds",
            "1",
            "--steps",
            "1",
            "--batch-size",
            "2",
            "--delta",
            "0.5",
            "--report",
            folder.resolve("open").toString());
    assertThat(open.exitCode()).isZero();
    assertThat(open.out()).doesNotContain("epsilon at", "note:");
  }

  @Test
  void execute_noTerminal_writesLinesOfProgress() {
    assertThat(run.err().lines())
        .hasSize(10)
        .last()
        .asString()
        .matches("step 84 of 84: 14 of 14 runs, gan [a-z-]+ seed [12]");
  }

  @Test
  void execute_summary_saysWhatWasRunAndHowModesAreCounted() {
    assertThat(summary.path("formatVersion").asInt()).isEqualTo(1);
    assertThat(summary.path("task").asText()).isEqualTo("gan");
    assertThat(summary.path("steps").asInt()).isEqualTo(STEPS);
    assertThat(summary.path("batchSize").asInt()).isEqualTo(16);
    assertThat(summary.path("datasetSize").asInt()).isEqualTo(60_000);
    assertThat(summary.path("ring").path("modes").asInt()).isEqualTo(8);
    assertThat(summary.path("ring").path("highQualityDeviations").asDouble()).isEqualTo(3);
    assertThat(summary.path("ring").path("leastShareOfAMode").asDouble()).isEqualTo(0.01);
    assertThat(summary.path("variants")).hasSize(Variant.values().length);
    assertThat(summary.path("versions").path("tensorflow").asText()).isNotEmpty();
    assertThat(summary.path("warnings")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void execute_summary_hasEachRunOfAVariant(Variant variant) {
    JsonNode row = row(variant);
    assertThat(row.path("control").asText()).isEqualTo(variant.description(SETTINGS));
    assertThat(row.path("medianModes").asDouble()).isBetween(0.0, 8.0);
    assertThat(row.path("medianHighQuality").asDouble()).isBetween(0.0, 1.0);
    assertThat(row.path("runs")).hasSize(2);
    for (int i = 0; i < 2; i++) {
      JsonNode each = row.path("runs").get(i);
      assertThat(each.path("seed").asInt()).isEqualTo(i + 1);
      assertThat(each.path("discriminatorSteps").asInt()).isEqualTo(STEPS);
      assertThat(each.path("generatorSteps").asInt()).isEqualTo(STEPS);
    }
  }

  @ParameterizedTest
  @EnumSource
  void execute_summary_hasPrivacyForPrivateVariantsAlone(Variant variant) {
    JsonNode privacy = row(variant).path("privacy");
    if (!variant.id().startsWith("private")) {
      assertThat(privacy.isNull()).isTrue();
      return;
    }
    assertThat(row(variant).path("control").asText()).contains("clip norm 0.5");
    assertThat(privacy.path("l2ClipNorm").asDouble()).isEqualTo(0.5);
    assertThat(privacy.path("chargedSteps").asInt()).isEqualTo(STEPS);
    assertThat(privacy.path("epsilon").asDouble()).isPositive().isLessThan(1);
    assertThat(privacy.path("rdpEpsilon").asDouble())
        .isGreaterThan(privacy.path("epsilon").asDouble());
    assertThat(privacy.path("delta").asDouble()).isEqualTo(1e-5);
    assertThat(privacy.path("samplingProbability").asDouble()).isEqualTo(16 / 60_000.0);
    assertThat(privacy.path("noiseMultiplier").asDouble()).isEqualTo(1);
    assertThat(privacy.path("neighboringRelation").asText()).isEqualTo("ADD_OR_REMOVE_ONE");
    assertThat(privacy.path("accountant").asText()).isEqualTo("pld");
    assertThat(privacy.path("sampler").asText()).isEqualTo("poisson");
    assertThat(privacy.path("noiseSource").asText()).isNotEmpty();
    assertThat(privacy.path("guarantee").asText()).contains("one run", "not charged");
  }

  @ParameterizedTest
  @ValueSource(strings = {GanCommand.SAMPLES, GanCommand.MODES, GanCommand.MODES_OVER_TIME})
  void execute_pictures_areThereAndNotEmpty(String name) throws IOException {
    var picture = ImageIO.read(folder.resolve(name).toFile());
    assertThat(picture.getWidth()).isBetween(800, 1600);
    assertThat(picture.getHeight()).isBetween(400, 1600);
    long colors =
        java.util.Arrays.stream(
                picture.getRGB(
                    0, 0, picture.getWidth(), picture.getHeight(), null, 0, picture.getWidth()))
            .distinct()
            .count();
    assertThat(colors).isGreaterThan(20);
  }

  private static JsonNode row(Variant variant) {
    for (JsonNode row : summary.path("variants")) {
      if (row.path("variant").asText().equals(variant.id())) {
        return row;
      }
    }
    throw new AssertionError("no row for " + variant);
  }
}
