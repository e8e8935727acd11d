package io.dptrain.accountant.rdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.dptrain.accountant.event.ComposedEvent;
import io.dptrain.accountant.event.GaussianEvent;
import io.dptrain.accountant.event.NeighboringRelation;
import io.dptrain.accountant.event.NoOpEvent;
import io.dptrain.accountant.event.PoissonSampledEvent;
import io.dptrain.accountant.event.PrivacyEvent;
import io.dptrain.accountant.event.SelfComposedEvent;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused, and that a refusal leaves no trace. */
class RdpRefusalTest {
  private static final double DELTA = 1e-5;
  private static final PrivacyEvent STEP = PrivacyEvent.poissonSampledGaussian(0.01, 1.1);

  private static RdpAccountant accountant() {
    return new RdpAccountant(NeighboringRelation.ADD_OR_REMOVE_ONE);
  }

  /**
   * A known footgun: relations mixed up. A guarantee carries its relation, and the other relation
   * is refused.
   */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void compose_underReplaceOne_isRefused(boolean sampled) {
    PrivacyEvent event = sampled ? STEP : new GaussianEvent(1.1);
    RdpAccountant replace = new RdpAccountant(NeighboringRelation.REPLACE_ONE);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> replace.compose(new ComposedEvent(List.of(new NoOpEvent(), event))))
        .withMessageContaining("does not cover " + event.describe() + " under REPLACE_ONE");
    assertThat(replace.epsilon(DELTA)).isZero();
    assertThat(replace.guarantee(DELTA).relation()).isEqualTo(NeighboringRelation.REPLACE_ONE);
    assertThat(accountant().relation()).isEqualTo(NeighboringRelation.ADD_OR_REMOVE_ONE);
  }

  @Test
  void compose_partNotCovered_changesNothingAndNamesThePart() {
    RdpAccountant accountant = accountant().compose(STEP, 100);
    double before = accountant.epsilon(DELTA);
    PrivacyEvent nested =
        new PoissonSampledEvent(0.5, new ComposedEvent(List.of(new NoOpEvent(), STEP)));

    for (long count : new long[] {0, 1, 5}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> accountant.compose(new ComposedEvent(List.of(STEP, nested)), count))
          .withMessageContaining("does not cover " + STEP.describe());
    }
    assertThat(accountant.epsilon(DELTA)).isEqualTo(before);
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
