package io.dptrain.accountant.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrivacyEventTest {
  private static final PrivacyEvent GAUSSIAN = new GaussianEvent(1.1);

  @ParameterizedTest
  @ValueSource(doubles = {-1, Double.NaN, Double.POSITIVE_INFINITY})
  void gaussian_badNoise_isRefusedWithNameAndValue(double noise) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new GaussianEvent(noise))
        .withMessage("noiseMultiplier must be 0 or more and finite, but is " + noise);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 1.1, Double.NaN})
  void poissonSampled_badProbability_isRefusedWithNameAndValue(double probability) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PoissonSampledEvent(probability, GAUSSIAN))
        .withMessage("samplingProbability must be in [0, 1], but is " + probability);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1, Double.NaN, Double.POSITIVE_INFINITY})
  void laplace_badNoise_isRefusedWithNameAndValue(double noise) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LaplaceEvent(noise))
        .withMessage("noiseMultiplier must be 0 or more and finite, but is " + noise);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, 'datasetSize must be in [1, 2^53], but is 0'",
    "10, -1, 'batchSize must be in [0, 2^53], but is -1'",
    "10, 11, 'batchSize must be at most datasetSize, but is 11 of 10'"
  })
  void fixedSizeSampled_badSizes_areRefused(long size, long batch, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new FixedSizeSampledEvent(size, batch, GAUSSIAN))
        .withMessage(message);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0.1, 5, 'datasetSize must be in [1, 2^53], but is 0'",
    "10, NaN, 5, 'samplingProbability must be in [0, 1], but is NaN'",
    "10, 0.1, 0, 'maxBatchSize must be in [1, 2^53], but is 0'"
  })
  void truncatedPoissonSampled_badValues_areRefused(
      long size, double probability, long cap, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TruncatedPoissonSampledEvent(size, probability, cap, GAUSSIAN))
        .withMessage(message);
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, Long.MAX_VALUE})
  void selfComposed_badCount_isRefused(long count) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SelfComposedEvent(GAUSSIAN, count))
        .withMessageContaining("count must be in [0, 2^53], but is " + count);
  }

  @ParameterizedTest
  @CsvSource({"0, 0.1", "-1, 0.1", "NaN, 0.1", "Infinity, 0.1", "1, 0", "1, 1", "1, NaN"})
  void budget_outsideDomain_isRefused(double epsilon, double delta) {
    assertThatIllegalArgumentException().isThrownBy(() -> new PrivacyBudget(epsilon, delta));
  }

  @Test
  void wrappers_withoutEvent_areRefused() {
    assertThatNullPointerException().isThrownBy(() -> new SelfComposedEvent(null, 1));
    assertThatNullPointerException().isThrownBy(() -> new PoissonSampledEvent(0.1, null));
    assertThatNullPointerException().isThrownBy(() -> new FixedSizeSampledEvent(9, 1, null));
    assertThatNullPointerException()
        .isThrownBy(() -> new TruncatedPoissonSampledEvent(9, 0.1, 1, null));
    assertThatNullPointerException().isThrownBy(() -> new RandomAllocationEvent(9, null));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MAX_VALUE})
  void randomAllocation_badSteps_areRefused(long steps) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PrivacyEvent.randomlyAllocatedGaussian(steps, 1))
        .withMessage("steps must be in [1, 2^53], but is " + steps);
  }

  @Test
  void composed_listChangedLater_keepsItsEvents() {
    List<PrivacyEvent> list = new ArrayList<>(List.of(GAUSSIAN));
    ComposedEvent composed = new ComposedEvent(list);

    list.clear();

    assertThat(composed.events()).containsExactly(GAUSSIAN);
  }

  @Test
  void events_withEqualContent_areEqual() {
    assertThat(PrivacyEvent.poissonSampledGaussian(0.01, 1.1))
        .isEqualTo(new PoissonSampledEvent(0.01, new GaussianEvent(1.1)))
        .isNotEqualTo(PrivacyEvent.poissonSampledGaussian(0.01, 1.2));
  }

  @Test
  void describe_nestedEvent_namesEveryPart() {
    PrivacyEvent step = PrivacyEvent.poissonSampledGaussian(0.01, 1.1);
    List<PrivacyEvent> parts =
        List.of(new SelfComposedEvent(step, 10), new NoOpEvent(), new NonPrivateEvent());

    assertThat(new ComposedEvent(parts).describe())
        .isEqualTo(
            "Composed(10 x PoissonSampled(samplingProbability=0.01,"
                + " Gaussian(noiseMultiplier=1.1)) + NoOp + NonPrivate)");
  }

  @Test
  void describe_everySample_namesItsNumbers() {
    PrivacyEvent laplace = new LaplaceEvent(2);

    assertThat(new FixedSizeSampledEvent(10, 3, laplace).describe())
        .isEqualTo("FixedSizeSampled(datasetSize=10, batchSize=3, Laplace(noiseMultiplier=2.0))");
    assertThat(new TruncatedPoissonSampledEvent(10, 0.5, 4, laplace).describe())
        .isEqualTo(
            "TruncatedPoissonSampled(datasetSize=10, samplingProbability=0.5, maxBatchSize=4,"
                + " Laplace(noiseMultiplier=2.0))");
    assertThat(new RandomAllocationEvent(10, laplace).describe())
        .isEqualTo("RandomAllocation(steps=10, Laplace(noiseMultiplier=2.0))");
  }

  @Test
  void contributions_ofReplacing_areTwo() {
    assertThat(NeighboringRelation.ADD_OR_REMOVE_ONE.contributions()).isEqualTo(1);
    assertThat(NeighboringRelation.REPLACE_ONE.contributions()).isEqualTo(2);
  }
}
