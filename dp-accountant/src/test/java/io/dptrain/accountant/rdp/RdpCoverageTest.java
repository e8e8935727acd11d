package io.dptrain.accountant.rdp;

import static io.dptrain.accountant.event.NeighboringRelation.ADD_OR_REMOVE_ONE;
import static io.dptrain.accountant.event.NeighboringRelation.REPLACE_ONE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.dptrain.accountant.event.ComposedEvent;
import io.dptrain.accountant.event.FixedSizeSampledEvent;
import io.dptrain.accountant.event.GaussianEvent;
import io.dptrain.accountant.event.LaplaceEvent;
import io.dptrain.accountant.event.NeighboringRelation;
import io.dptrain.accountant.event.NoOpEvent;
import io.dptrain.accountant.event.NonPrivateEvent;
import io.dptrain.accountant.event.PoissonSampledEvent;
import io.dptrain.accountant.event.PrivacyBudget;
import io.dptrain.accountant.event.PrivacyEvent;
import io.dptrain.accountant.event.SelfComposedEvent;
import io.dptrain.accountant.event.TruncatedPoissonSampledEvent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every event under every relation: accounted for as often as it ran, or refused by name. */
class RdpCoverageTest {
  private static final double DELTA = 1e-5;
  private static final PrivacyEvent GAUSSIAN = new GaussianEvent(20);
  private static final PrivacyEvent LAPLACE = new LaplaceEvent(300);
  private static final PrivacyEvent POISSON = PrivacyEvent.poissonSampledGaussian(0.01, 1.1);
  private static final PrivacyEvent FIXED = new FixedSizeSampledEvent(1000, 10, GAUSSIAN);
  private static final PrivacyEvent CAPPED =
      new TruncatedPoissonSampledEvent(1000, 0.01, 20, GAUSSIAN);
  private static final PrivacyEvent ALLOCATED = PrivacyEvent.randomlyAllocatedGaussian(100, 1.1);

  /** One case of each kind, and which part of it is refused under which relation. */
  private record Case(
      PrivacyEvent event, NeighboringRelation relation, List<PrivacyEvent> refused) {}

  private static List<Case> both(PrivacyEvent event) {
    return List.of(
        new Case(event, ADD_OR_REMOVE_ONE, List.of()), new Case(event, REPLACE_ONE, List.of()));
  }

  private static Case covered(PrivacyEvent event, NeighboringRelation relation) {
    return new Case(event, relation, List.of());
  }

  private static Case refused(
      PrivacyEvent event, NeighboringRelation relation, PrivacyEvent refused) {
    return new Case(event, relation, List.of(refused));
  }

  private static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (PrivacyEvent event :
        List.of(
            GAUSSIAN,
            LAPLACE,
            new NoOpEvent(),
            new NonPrivateEvent(),
            new SelfComposedEvent(LAPLACE, 7),
            new ComposedEvent(List.of(GAUSSIAN, LAPLACE)))) {
      cases.addAll(both(event));
    }
    cases.add(covered(POISSON, ADD_OR_REMOVE_ONE));
    cases.add(refused(POISSON, REPLACE_ONE, POISSON));
    cases.add(covered(FIXED, REPLACE_ONE));
    cases.add(refused(FIXED, ADD_OR_REMOVE_ONE, FIXED));
    PrivacyEvent severalOnOneBatch = new ComposedEvent(List.of(GAUSSIAN, new NoOpEvent()));
    cases.add(covered(new FixedSizeSampledEvent(1000, 10, severalOnOneBatch), REPLACE_ONE));
    PrivacyEvent deep = new SelfComposedEvent(new ComposedEvent(List.of(GAUSSIAN, POISSON)), 3);
    cases.add(covered(deep, ADD_OR_REMOVE_ONE));
    cases.add(refused(deep, REPLACE_ONE, POISSON));
    for (NeighboringRelation relation : NeighboringRelation.values()) {
      cases.add(refused(CAPPED, relation, CAPPED));
      cases.add(refused(ALLOCATED, relation, ALLOCATED));
    }
    for (PrivacyEvent inside : List.of(LAPLACE, POISSON, FIXED, CAPPED, ALLOCATED)) {
      PrivacyEvent hidden = new ComposedEvent(List.of(GAUSSIAN, inside));
      cases.add(refused(new PoissonSampledEvent(0.5, hidden), ADD_OR_REMOVE_ONE, inside));
      cases.add(refused(new FixedSizeSampledEvent(9, 3, hidden), REPLACE_ONE, inside));
    }
    return cases;
  }

  static Stream<Case> coveredCases() {
    return cases().stream().filter(c -> c.refused().isEmpty());
  }

  static Stream<Case> refusedCases() {
    return cases().stream().filter(c -> !c.refused().isEmpty());
  }

  @Test
  void cases_together_holdEachKindOfEventThereIs() {
    assertThat(cases().stream().<Object>map(c -> c.event().getClass()).collect(Collectors.toSet()))
        .containsExactlyInAnyOrderElementsOf(
            Arrays.asList(PrivacyEvent.class.getPermittedSubclasses()));
  }

  /** A known bug of another library: the count was ignored. It must act on every kind of event. */
  @ParameterizedTest
  @MethodSource("coveredCases")
  void compose_countOfAnyEvent_isThatManyOfIt(Case c) {
    RdpAccountant oneByOne = new RdpAccountant(c.relation());
    for (int i = 0; i < 50; i++) {
      oneByOne.compose(c.event());
    }
    double epsilon = oneByOne.epsilon(DELTA);
    RdpAccountant fresh = new RdpAccountant(c.relation());

    assertThat(fresh.epsilonAfter(c.event(), 50, DELTA)).isEqualTo(epsilon);
    double once = fresh.compose(c.event()).epsilon(DELTA);
    assertThat(fresh.compose(c.event(), 49).epsilon(DELTA)).isEqualTo(epsilon);
    assertThat(
            new RdpAccountant(c.relation())
                .compose(new SelfComposedEvent(c.event(), 50))
                .epsilon(DELTA))
        .isEqualTo(epsilon);
    boolean counts = epsilon > 0 && epsilon < Double.POSITIVE_INFINITY;
    assertThat(once < epsilon).isEqualTo(counts);
  }

  @ParameterizedTest
  @MethodSource("refusedCases")
  void compose_partNotCovered_isNamedAndLeavesTheStateAsItWas(Case c) {
    RdpAccountant accountant = new RdpAccountant(c.relation()).compose(GAUSSIAN, 10);
    double before = accountant.epsilon(DELTA);
    String name = "does not cover " + c.refused().get(0).describe();
    PrivacyEvent afterCovered = new ComposedEvent(List.of(GAUSSIAN, c.event()));

    for (long count : new long[] {0, 1, 5}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> accountant.compose(afterCovered, count))
          .withMessageContaining(name)
          .withMessageContaining("under " + c.relation());
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> accountant.epsilonAfter(c.event(), 1, DELTA))
        .withMessageContaining(name);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> accountant.stepsWithin(c.event(), new PrivacyBudget(1, DELTA)))
        .withMessageContaining(name);
    assertThat(accountant.epsilon(DELTA)).isEqualTo(before);
  }

  /** A known bug of another library: under REPLACE_ONE the sum moves by twice the clip norm. */
  @Test
  void compose_underReplaceOne_costsWhatHalfTheNoiseCosts() {
    for (PrivacyEvent[] pair :
        new PrivacyEvent[][] {
          {new GaussianEvent(20), new GaussianEvent(10)},
          {new LaplaceEvent(20), new LaplaceEvent(10)}
        }) {
      double replaced = new RdpAccountant(REPLACE_ONE).compose(pair[0], 100).epsilon(DELTA);

      assertThat(new RdpAccountant(ADD_OR_REMOVE_ONE).compose(pair[1], 100).epsilon(DELTA))
          .isEqualTo(replaced);
    }
    assertThat(new RdpAccountant(REPLACE_ONE).compose(new GaussianEvent(20), 100).epsilon(DELTA))
        .isBetween(4.377178095681224, 4.73);
  }

  @Test
  void compose_batchOfTheWholeDataSet_isNoSampling() {
    PrivacyEvent whole = new FixedSizeSampledEvent(500, 500, GAUSSIAN);
    double unsampled = new RdpAccountant(REPLACE_ONE).compose(GAUSSIAN, 100).epsilon(DELTA);

    assertThat(new RdpAccountant(REPLACE_ONE).compose(whole, 100).epsilon(DELTA))
        .isCloseTo(unsampled, withinPercentage(1e-8));
  }

  @Test
  void compose_emptyBatchOrNothingReleased_isFree() {
    RdpAccountant accountant =
        new RdpAccountant(REPLACE_ONE)
            .compose(new FixedSizeSampledEvent(10, 0, new GaussianEvent(0)), 9)
            .compose(new FixedSizeSampledEvent(10, 5, new NoOpEvent()), 9);

    assertThat(accountant.epsilon(1e-300)).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void guarantee_always_carriesItsRelation(NeighboringRelation relation) {
    RdpAccountant accountant = new RdpAccountant(relation);

    assertThat(accountant.relation()).isEqualTo(relation);
    assertThat(accountant.guarantee(DELTA).relation()).isEqualTo(relation);
  }
}
