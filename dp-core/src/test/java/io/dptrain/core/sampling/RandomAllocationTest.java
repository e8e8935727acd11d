package io.dptrain.core.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dptrain.accountant.event.GaussianEvent;
import io.dptrain.accountant.event.NeighboringRelation;
import io.dptrain.accountant.event.RandomAllocationEvent;
import io.dptrain.accountant.event.SelfComposedEvent;
import io.dptrain.accountant.pld.PldAccountant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RandomAllocationTest {
  private static final GaussianEvent RELEASE = new GaussianEvent(1.1);

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1, 1",
    "233, 1",
    "234, 1",
    "235, 2",
    "468, 2",
    "9007199254740992, 38492304507441"
  })
  void after_steps_chargesEachBegunEpochWhole(long steps, long epochs) {
    assertThat(RandomAllocation.of(60_000, 234).after(steps, RELEASE))
        .isEqualTo(new SelfComposedEvent(new RandomAllocationEvent(234, RELEASE), epochs));
  }

  @Test
  void after_mnistSettings_isBelowPoisson() {
    double allocated = epsilon(RandomAllocation.inBatchesOf(60_000, 256), 234 * 60);
    assertThat(allocated).isBetween(2.3402, 2.341);
    assertThat(epsilon(PoissonSampling.of(60_000, 60_000 / 234.0), 234 * 60))
        .isGreaterThan(allocated * 1.01);
  }

  private static double epsilon(Sampler sampler, long steps) {
    return new PldAccountant(NeighboringRelation.ADD_OR_REMOVE_ONE)
        .compose(sampler.after(steps, RELEASE))
        .epsilon(1e-5);
  }

  @ParameterizedTest
  @CsvSource({"60000, 256, 234", "60000, 60000, 1", "10, 4, 2", "10, 3, 3", "7, 0.5, 14"})
  void inBatchesOf_size_hasTheNearestNumberOfSteps(int units, double size, int steps) {
    assertThat(RandomAllocation.inBatchesOf(units, size))
        .isEqualTo(RandomAllocation.of(units, steps));
    assertThat(RandomAllocation.of(units, steps).denominator()).isEqualTo((double) units / steps);
  }

  private record Refused(Runnable call, String message) {}

  static List<Refused> refused() {
    return Stream.of(
            new Refused(() -> RandomAllocation.of(0, 3), "datasetSize must be at least 1"),
            new Refused(() -> RandomAllocation.of(3, 0), "stepsPerEpoch must be at least 1"),
            new Refused(
                () -> RandomAllocation.inBatchesOf(10, 11), "at most datasetSize, but is 11"),
            new Refused(
                () -> RandomAllocation.inBatchesOf(10, Double.NaN), "batchSize must be pos"),
            new Refused(() -> RandomAllocation.inBatchesOf(10, 1e-9), "raise the batch size"),
            new Refused(() -> FixedSizeSampling.of(10, 11), "at most datasetSize, but is 11"),
            new Refused(() -> FixedSizeSampling.of(10, 0), "batchSize must be pos"),
            new Refused(() -> FixedOrder.of(0, 1), "datasetSize must be at least 1"),
            new Refused(() -> FixedOrder.of(10, -3), "batchSize must be pos"))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("refused")
  void of_numbersOutsideTheirDomain_areRefusedByName(Refused refused) {
    assertThatThrownBy(refused.call::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(refused.message);
  }

  /** A pass costs what one release costs, and several are composed. */
  @ParameterizedTest
  @CsvSource({"0, 0", "1, 1", "4, 1", "5, 2", "8, 2", "9, 3"})
  void after_fixedOrder_chargesEachPassAsOneRelease(long steps, long passes) {
    assertThat(FixedOrder.of(10, 3).after(steps, RELEASE))
        .isEqualTo(new SelfComposedEvent(RELEASE, passes));
  }
}
