package io.dptrain.accountant.rdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.dptrain.accountant.event.ComposedEvent;
import io.dptrain.accountant.event.GaussianEvent;
import io.dptrain.accountant.event.NeighboringRelation;
import io.dptrain.accountant.event.PrivacyEvent;
import io.dptrain.accountant.event.SelfComposedEvent;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Arguments that are refused, without a trace. Events that are: see {@link RdpCoverageTest}. */
class RdpRefusalTest {
  private static final PrivacyEvent STEP = PrivacyEvent.poissonSampledGaussian(0.01, 1.1);

  private static RdpAccountant accountant() {
    return new RdpAccountant(NeighboringRelation.ADD_OR_REMOVE_ONE);
  }

  @Test
  void compose_countBeyondLimit_changesNothing() {
    long limit = 1L << 53;
    PrivacyEvent quiet = new GaussianEvent(1e20);
    RdpAccountant accountant = accountant().compose(quiet, limit - 1);
    double before = accountant.delta(0);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> accountant.compose(new ComposedEvent(List.of(STEP, quiet, quiet))));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> accountant.compose(new SelfComposedEvent(STEP, limit), limit));
    assertThatIllegalArgumentException().isThrownBy(() -> accountant.compose(STEP, -1));
    assertThat(accountant.delta(0)).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1, -1, Double.NaN})
  void epsilon_badDelta_isRefused(double delta) {
    assertThatIllegalArgumentException().isThrownBy(() -> accountant().epsilon(delta));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> accountant().epsilonAfter(STEP, 1, delta));
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1, Double.NaN, Double.POSITIVE_INFINITY})
  void delta_badEpsilon_isRefused(double epsilon) {
    assertThatIllegalArgumentException().isThrownBy(() -> accountant().delta(epsilon));
  }
}
