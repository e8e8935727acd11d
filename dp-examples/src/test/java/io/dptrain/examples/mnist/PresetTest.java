package io.dptrain.examples.mnist;

import static org.assertj.core.api.Assertions.assertThat;

import io.dptrain.accountant.event.NeighboringRelation;
import io.dptrain.accountant.event.PrivacyEvent;
import io.dptrain.accountant.pld.PldAccountant;
import io.dptrain.accountant.rdp.RdpAccountant;
import io.dptrain.examples.CommandRun;
import io.dptrain.examples.Rounded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PresetTest {

  /** In the help and in docs/mnist.md stands what the accountant says. */
  @ParameterizedTest
  @EnumSource
  void preset_onMnist_spendsTheEpsilonThatIsSaid(Preset preset) throws IOException {
    double samplingProbability = 256 / 60_000.0;
    long steps = preset.epochs * 60_000L / 256;
    PldAccountant accountant = new PldAccountant(NeighboringRelation.ADD_OR_REMOVE_ONE);
    accountant.compose(
        PrivacyEvent.poissonSampledGaussian(samplingProbability, preset.noiseMultiplier), steps);
    String epsilon = Rounded.epsilon(accountant.epsilon(1e-5));
    String rdpEpsilon =
        Rounded.epsilon(
            new RdpAccountant(NeighboringRelation.ADD_OR_REMOVE_ONE)
                .compose(
                    PrivacyEvent.poissonSampledGaussian(
                        samplingProbability, preset.noiseMultiplier),
                    steps)
                .epsilon(1e-5));

    assertThat(CommandRun.of("mnist", "--help").out().replaceAll("\\s+", " "))
        .containsPattern(
            preset + " \\((epsilon )?" + epsilon + ", " + preset.epochs + " epochs\\)");
    assertThat(Files.readAllLines(Path.of("../docs/mnist.md")))
        .filteredOn(line -> line.startsWith("| `" + preset + "`"))
        .singleElement(InstanceOfAssertFactories.STRING)
        .contains(
            "| %s | %s | %d | %s | %s |"
                .formatted(
                    preset.noiseMultiplier, preset.l2ClipNorm, preset.epochs, epsilon, rdpEpsilon));
  }
}
