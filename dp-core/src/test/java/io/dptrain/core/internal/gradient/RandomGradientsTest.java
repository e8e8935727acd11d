package io.dptrain.core.internal.gradient;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TFloating;

/**
 * Many small random graphs against the batch-of-one reference.
 *
 * <p>A failure names the seed of its graph. The system property {@value #SEED} runs one seed alone,
 * in both precisions: {@code mvn test -pl dp-core -Dtest=RandomGradientsTest
 * -Ddptrain.randomGradientsSeed=17}.
 */
class RandomGradientsTest {
  private static final String SEED = "dptrain.randomGradientsSeed";
  private static final int UNITS = 4;
  private static final int[] BATCHES = {1, 4};

  @Test
  void normsAndSums_randomGraphsInSinglePrecision_equalBatchOfOne() {
    assertAllEqual(seeds(0, 400), TFloat32.class, 5e-5);
  }

  @Test
  void normsAndSums_randomGraphsInDoublePrecision_equalBatchOfOne() {
    assertAllEqual(seeds(400, 550), TFloat64.class, 1e-11);
  }

  private static List<Long> seeds(long from, long to) {
    Long only = Long.getLong(SEED);
    return only != null ? List.of(only) : LongStream.range(from, to).boxed().toList();
  }

  /** Runs all of them and then lists all that are wrong. */
  private static void assertAllEqual(
      List<Long> seeds, Class<? extends TFloating> type, double tolerance) {
    List<String> failures = new ArrayList<>();
    for (long seed : seeds) {
      try {
        new Comparison(RandomModel.of(seed), seed, UNITS).assertEqual(type, tolerance, BATCHES);
      } catch (AssertionError | RuntimeException e) {
        failures.add("seed " + seed + ": " + e);
      }
    }
    assertThat(failures).as("failures out of %d random graphs", seeds.size()).isEmpty();
  }
}
