package io.dptrain.accountant;

import static org.assertj.core.api.Assertions.assertThat;

import io.dptrain.accountant.event.FixedSizeSampledEvent;
import io.dptrain.accountant.event.LaplaceEvent;
import io.dptrain.accountant.event.NeighboringRelation;
import io.dptrain.accountant.event.PoissonSampledEvent;
import io.dptrain.accountant.event.PrivacyEvent;
import io.dptrain.accountant.event.RandomAllocationEvent;
import io.dptrain.accountant.pld.EpsilonBracket;
import io.dptrain.accountant.pld.PldAccountant;
import io.dptrain.accountant.rdp.RdpAccountant;
import io.dptrain.accountant.testing.SeededCases.Setting;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PldAccountantContractTest extends PrivacyAccountantContract {
  /** Several tests ask about the same runs, and the first answer takes long. */
  private static final Map<Setting, PldAccountant> RUNS = new HashMap<>();

  @AfterAll
  static void forgetRuns() {
    RUNS.clear();
  }

  /** Below noise 0.1 steps are tabulated, and brackets about a hundredth wide. */
  @Override
  double slack() {
    return 1e-5;
  }

  @Override
  PrivacyAccountant accountant(NeighboringRelation relation) {
    return new PldAccountant(relation);
  }

  @Override
  PldAccountant after(Setting s) {
    return RUNS.computeIfAbsent(
        s,
        run ->
            new PldAccountant(NeighboringRelation.ADD_OR_REMOVE_ONE)
                .compose(run.step(), run.steps()));
  }

  @Override
  PrivacyAccountant fromJson(String json, NeighboringRelation relation) {
    return PldAccountant.fromJson(json, relation);
  }

  @Override
  boolean covers(PrivacyEvent event, NeighboringRelation relation) {
    boolean replaceOnly = event instanceof FixedSizeSampledEvent;
    boolean addOnly =
        event instanceof RandomAllocationEvent
            || (event instanceof PoissonSampledEvent sampled
                && sampled.event() instanceof LaplaceEvent);
    return relation == NeighboringRelation.REPLACE_ONE ? !addOnly : !replaceOnly;
  }

  /** Two accountants that share no code: the one proves the other's side. */
  @ParameterizedTest
  @MethodSource("widest")
  void guarantee_anyParameters_isNotAboveRdpNorIsRdpBelowIt(Setting s) {
    NeighboringRelation relation = NeighboringRelation.ADD_OR_REMOVE_ONE;
    double rdp = new RdpAccountant(relation).compose(s.step(), s.steps()).epsilon(s.delta());

    EpsilonBracket pld = after(s).guarantee(s.delta());

    assertThat(pld.upper()).isLessThanOrEqualTo(rdp * (1 + 1e-9) + 1e-12);
    assertThat(pld.lower()).isLessThanOrEqualTo(pld.upper()).isLessThanOrEqualTo(rdp);
  }
}
