package io.dptrain.accountant.rdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dptrain.accountant.internal.LogSpace;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two ways to the same number that share nothing: a finite sum and a quadrature. */
class MomentsTest {
  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 5, 8, 13, 32, 64, 128, 250})
  void logExcess_wholeOrder_sumAndQuadratureAgree(int order) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(order);
    for (int i = 0; i < 60; i++) {
      double q = Math.exp(-30 * random.nextDouble());
      double noise = 0.04 * Math.exp(10 * random.nextDouble());

      double sum = LogSpace.log1pExp(BinomialMoment.logExcess(q, noise, order));
      double quadrature = LogSpace.log1pExp(MixtureMoment.logExcess(q, noise, order));

      assertThat(quadrature / sum)
          .as("seed %s, case %s, q %s, noise %s", order, i, q, noise)
          .isCloseTo(1, within(4e-13));
    }
  }
}
