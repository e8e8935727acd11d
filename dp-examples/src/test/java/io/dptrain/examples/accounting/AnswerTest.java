package io.dptrain.examples.accounting;

import static java.lang.Double.NaN;
import static java.lang.Double.POSITIVE_INFINITY;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The lines for programs: which keys there are, in which order, and what is null. */
class AnswerTest {
  private static final AccountantChoice RDP = AccountantChoice.RDP;
  private static final AccountantChoice PLD = AccountantChoice.PLD;

  @Test
  void toJson_epsilonByPld_hasTheEpsilonOfRdpAndItsOrder() {
    assertThat(new Answer(false, 2.5, 2.4, 1e-5, NaN, PLD, 3, 8, false, 1.1).toJson())
        .isEqualTo(
            """
            {"epsilon":2.5,"epsilonLower":2.4,"delta":1.0E-5,"accountant":"pld",\
            "rdpEpsilon":3.0,"order":8.0,"noiseMultiplier":1.1}""");
  }

  @Test
  void toJson_epsilonByRdp_hasNoLowerEnd() {
    assertThat(new Answer(false, 3, NaN, 1e-5, NaN, RDP, 2.5, 8, true, 1.1).toJson())
        .isEqualTo(
            """
            {"epsilon":3.0,"epsilonLower":null,"delta":1.0E-5,"accountant":"rdp",\
            "pldEpsilon":2.5,"order":8.0,"noiseMultiplier":1.1}""");
  }

  @Test
  void toJson_deltaByPld_hasItsLowerEndAndNoOrder() {
    assertThat(new Answer(true, 2.5, NaN, 1e-5, 9e-6, PLD, 2e-5, NaN, false, 1.1).toJson())
        .isEqualTo(
            """
            {"epsilon":2.5,"epsilonLower":null,"delta":1.0E-5,"deltaLower":9.0E-6,\
            "accountant":"pld","rdpDelta":2.0E-5,"order":null,"noiseMultiplier":1.1}""");
  }

  @Test
  void toJson_deltaByRdp_hasTheDeltaOfPld() {
    assertThat(new Answer(true, 2.5, NaN, 2e-5, NaN, RDP, 1e-5, NaN, false, 1.1).toJson())
        .isEqualTo(
            """
            {"epsilon":2.5,"epsilonLower":null,"delta":2.0E-5,"accountant":"rdp",\
            "pldDelta":1.0E-5,"order":null,"noiseMultiplier":1.1}""");
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
            0);

    assertThat(answer.toJson())
        .isEqualTo(
            """
            {"epsilon":"Infinity","epsilonLower":"Infinity","delta":1.0E-5,"accountant":"pld",\
            "rdpEpsilon":"Infinity","order":null,"noiseMultiplier":0.0}""");
  }
}
