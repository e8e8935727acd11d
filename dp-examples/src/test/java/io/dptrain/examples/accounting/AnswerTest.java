package io.dptrain.examples.accounting;

import static java.lang.Double.NaN;
import static java.lang.Double.POSITIVE_INFINITY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

/** The lines for programs: which keys there are, in which order, and what is null. */
class AnswerTest {
  private static final AccountantChoice RDP = AccountantChoice.RDP;
  private static final AccountantChoice PLD = AccountantChoice.PLD;
  private static final Run POISSON = new Run.Poisson(0.5, 7);
  private static final Run ALLOCATION = new Run.RandomAllocation(9, 4);

  @Test
  void toJson_epsilonByPld_hasTheEpsilonOfRdpAndItsOrder() {
    assertThat(new Answer(false, 2.5, 2.4, 1e-5, NaN, PLD, 3, 8, false, 1.1, POISSON, NaN).toJson())
        .isEqualTo(
            """
            {"epsilon":2.5,"epsilonLower":2.4,"delta":1.0E-5,"accountant":"pld",\
            "rdpEpsilon":3.0,"order":8.0,"noiseMultiplier":1.1,\
            "sampler":"poisson","samplingProbability":0.5,"steps":7}""");
  }

  @Test
  void toJson_epsilonByRdp_hasNoLowerEnd() {
    assertThat(new Answer(false, 3, NaN, 1e-5, NaN, RDP, 2.5, 8, true, 1.1, POISSON, NaN).toJson())
        .isEqualTo(
            """
            {"epsilon":3.0,"epsilonLower":null,"delta":1.0E-5,"accountant":"rdp",\
            "pldEpsilon":2.5,"order":8.0,"noiseMultiplier":1.1,\
            "sampler":"poisson","samplingProbability":0.5,"steps":7}""");
  }

  @Test
  void toJson_deltaByPld_hasItsLowerEndAndNoOrder() {
    assertThat(
            new Answer(true, 2.5, NaN, 1e-5, 9e-6, PLD, 2e-5, NaN, false, 1.1, POISSON, NaN)
                .toJson())
        .isEqualTo(
            """
            {"epsilon":2.5,"epsilonLower":null,"delta":1.0E-5,"deltaLower":9.0E-6,\
            "accountant":"pld","rdpDelta":2.0E-5,"order":null,"noiseMultiplier":1.1,\
            "sampler":"poisson","samplingProbability":0.5,"steps":7}""");
  }

  @Test
  void toJson_deltaByRdp_hasTheDeltaOfPld() {
    assertThat(
            new Answer(true, 2.5, NaN, 2e-5, NaN, RDP, 1e-5, NaN, false, 1.1, POISSON, NaN)
                .toJson())
        .isEqualTo(
            """
            {"epsilon":2.5,"epsilonLower":null,"delta":2.0E-5,"accountant":"rdp",\
            "pldDelta":1.0E-5,"order":null,"noiseMultiplier":1.1,\
            "sampler":"poisson","samplingProbability":0.5,"steps":7}""");
  }

  @Test
  void toJson_noNoise_hasInfinityAsText() {
    Answer answer =
        new Answer(
            false,
            POSITIVE_INFINITY,
            POSITIVE_INFINITY,
            1e-5,
            NaN,
            PLD,
            POSITIVE_INFINITY,
            NaN,
            false,
            0,
            POISSON,
            NaN);

    assertThat(answer.toJson())
        .isEqualTo(
            """
            {"epsilon":"Infinity","epsilonLower":"Infinity","delta":1.0E-5,"accountant":"pld",\
            "rdpEpsilon":"Infinity","order":null,"noiseMultiplier":0.0,\
            "sampler":"poisson","samplingProbability":0.5,"steps":7}""");
  }

  @Test
  void toJson_epsilonOfRandomAllocation_hasThatOfPoissonAndNoneOfRdp() {
    Answer answer =
        new Answer(false, 2.5, 2.4, 1e-5, NaN, PLD, NaN, NaN, false, 1.1, ALLOCATION, 2.6);

    assertThat(answer.toJson())
        .isEqualTo(
            """
            {"epsilon":2.5,"epsilonLower":2.4,"delta":1.0E-5,"accountant":"pld","order":null,\
            "noiseMultiplier":1.1,"sampler":"random-allocation","stepsPerEpoch":9,"epochs":4,\
            "poissonEpsilon":2.6}""");
  }

  @Test
  void toJson_deltaOfRandomAllocation_hasThatOfPoisson() {
    Answer answer =
        new Answer(true, 2.5, NaN, 1e-5, 9e-6, PLD, NaN, NaN, false, 1.1, ALLOCATION, 2e-5);

    assertThat(answer.toJson()).endsWith(",\"epochs\":4,\"poissonDelta\":2.0E-5}");
  }

  /** Nothing may be promised where there is no bound. */
  @Test
  void epsilonAndDelta_byAnAccountantWithoutABound_areRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Answer.epsilon(RDP, ALLOCATION, 1.1, 1e-5))
        .withMessageContaining("rdp knows no bound of RandomAllocation");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Answer.delta(RDP, ALLOCATION, 1.1, 1))
        .withMessageContaining("rdp knows no bound of RandomAllocation");
  }
}
