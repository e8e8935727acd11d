package io.dptrain.examples.mnist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dptrain.accountant.event.NeighboringRelation;
import io.dptrain.accountant.event.PrivacyEvent;
import io.dptrain.accountant.rdp.RdpAccountant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PresetTest {

  @ParameterizedTest
  @CsvSource({"STRONG, 0.955", "MEDIUM, 2.597", "WEAK, 6.320"})
  void preset_onMnist_spendsTheEpsilonThatIsSaid(Preset preset, double epsilon) {
    double samplingProbability = 256 / 60_000.0;
    long steps = preset.epochs * 60_000L / 256;
    RdpAccountant accountant = new RdpAccountant(NeighboringRelation.ADD_OR_REMOVE_ONE);
    accountant.compose(
        PrivacyEvent.poissonSampledGaussian(samplingProbability, preset.noiseMultiplier), steps);
    assertThat(accountant.epsilon(1e-5)).isCloseTo(epsilon, within(0.002));
  }
}
