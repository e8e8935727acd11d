package io.dptrain.core.optimizer;

import static org.assertj.core.api.Assertions.assertThat;

import io.dptrain.core.clip.Clipping;
import io.dptrain.core.noise.HostNoise;
import io.dptrain.core.noise.InGraphNoise;
import io.dptrain.core.noise.NoiseMechanism;
import io.dptrain.core.random.SecureBits;
import io.dptrain.core.random.SecureNoise;
import io.dptrain.core.sampling.PoissonSampling;
import io.dptrain.core.testing.LinearModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The noise on the applied update, measured: 16 coordinates in two variables over 1000 steps,
 * 16,000 draws for each mechanism. Batches are empty (one is not with probability 1e-10 in 1000
 * steps), so an update is noise alone.
 *
 * <p>Each statistic is normal up to the bound, and is rejected beyond 5.9 standard errors, which a
 * true one is with probability 3.6e-9. The largest number of comparisons in one test is 120 pairs
 * of coordinates, so no test is falsely red with a probability above 5e-7.
 */
class NoiseOnUpdateTest {
  private static final double QUANTILE = 5.9;
  private static final int STEPS = 1000;
  private static final int PARAMETERS = 16;
  private static final double EXPECTED_BATCH_SIZE = 1e-13;

  static Stream<Arguments> mechanisms() {
    return Stream.of(
        Arguments.of("host", (Supplier<NoiseMechanism>) () -> HostNoise.of(SecureNoise.create())),
        Arguments.of(
            "in graph", (Supplier<NoiseMechanism>) () -> InGraphNoise.of(SecureBits.create())));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("mechanisms")
  void step_noise_hasTheStandardDeviationThatIsAccounted(
      String name, Supplier<NoiseMechanism> mechanism) {
    for (double clipNorm : new double[] {0.5, 4}) {
      requireDeviation(draws(mechanism.get(), 1.3, clipNorm), 1.3 * clipNorm, clipNorm);
    }
  }

  private static void requireDeviation(double[][] draws, double expected, Object what) {
    double inUpdate = expected / EXPECTED_BATCH_SIZE;
    double squares = 0;
    int count = 0;
    for (double[] step : draws) {
      for (double value : step) {
        squares += value * value / (inUpdate * inUpdate);
        count++;
      }
    }
    // The mean of squares of standard normals has standard error sqrt(2 / count).
    assertThat(Math.abs(squares / count - 1))
        .as("relative variance, %s", what)
        .isLessThan(QUANTILE * Math.sqrt(2.0 / count));
  }

  /** The l2 bounds by hand: two variables are two layers of 8 parameters each. */
  static Stream<Arguments> boundsOfStrategies() {
    return Stream.of(
        Arguments.of(Clipping.perLayer(3.0), 3.0),
        Arguments.of(Clipping.byValue(0.5), 0.5 * Math.sqrt(PARAMETERS)),
        Arguments.of(Clipping.byL1Norm(2.0), 2.0),
        Arguments.of(Clipping.automatic(0.7), 0.7));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("boundsOfStrategies")
  void step_noiseOfAnyStrategy_isTheMultiplierTimesItsBound(Clipping clipping, double bound) {
    double[][] draws = draws(HostNoise.of(SecureNoise.create()), 1.3, clipping);
    assertThat(draws[0]).hasSize(PARAMETERS);
    requireDeviation(draws, 1.3 * bound, clipping);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("mechanisms")
  void step_noise_isUncorrelatedBetweenVariables(String name, Supplier<NoiseMechanism> mechanism) {
    double[][] draws = draws(mechanism.get(), 1, 1);
    int width = draws[0].length;
    for (int a = 0; a < width; a++) {
      for (int b = a + 1; b < width; b++) {
        List<Double> products = new ArrayList<>();
        for (double[] step : draws) {
          products.add(step[a] * step[b]);
        }
        requireZeroMean(products, name + ": coordinates " + a + " and " + b);
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("mechanisms")
  void step_noise_isUncorrelatedBetweenSteps(String name, Supplier<NoiseMechanism> mechanism) {
    double[][] draws = draws(mechanism.get(), 1, 1);
    for (int lag = 1; lag <= 3; lag++) {
      List<Double> products = new ArrayList<>();
      for (int step = lag; step < draws.length; step++) {
        for (int i = 0; i < draws[step].length; i++) {
          products.add(draws[step][i] * draws[step - lag][i]);
        }
      }
      requireZeroMean(products, name + ": lag " + lag);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("mechanisms")
  void step_twoFreshRuns_differ(String name, Supplier<NoiseMechanism> mechanism) {
    assertThat(draws(mechanism.get(), 1, 1)[0])
        .as(name)
        .isNotEqualTo(draws(mechanism.get(), 1, 1)[0]);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("mechanisms")
  void step_noise_neverRepeats(String name, Supplier<NoiseMechanism> mechanism) {
    double[][] draws = draws(mechanism.get(), 1, 1);
    Set<List<Double>> distinct = new HashSet<>();
    for (double[] step : draws) {
      distinct.add(Arrays.stream(step).boxed().toList());
    }
    assertThat(distinct).as(name).hasSize(STEPS);
  }

  /** Products of independent values with equal variance: their mean over its standard error. */
  private static void requireZeroMean(List<Double> products, String what) {
    double sum = 0;
    double squares = 0;
    for (double product : products) {
      sum += product;
      squares += product * product;
    }
    assertThat(Math.abs(sum) / Math.sqrt(squares)).as(what).isLessThan(QUANTILE);
  }

  private static double[][] draws(NoiseMechanism noise, double noiseMultiplier, double clipNorm) {
    return draws(noise, noiseMultiplier, Clipping.flat(clipNorm));
  }

  private static double[][] draws(NoiseMechanism noise, double noiseMultiplier, Clipping clipping) {
    double[][] draws = new double[STEPS][];
    try (LinearModel model = new LinearModel()) {
      DpOptimizer optimizer =
          model.ready(
              DpOptimizer.wrap(model.overwriting())
                  .sampling(PoissonSampling.of(1_000_000, EXPECTED_BATCH_SIZE))
                  .clipping(clipping)
                  .noiseMultiplier(noiseMultiplier)
                  .noise(noise));
      for (int step = 0; step < STEPS; step++) {
        optimizer.step(model.session, rows -> model.feeds(new float[0][], rows));
        draws[step] = model.variables().stream().mapToDouble(Double::doubleValue).toArray();
      }
    }
    return draws;
  }
}
