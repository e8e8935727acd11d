package io.dptrain.examples.bench.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

class LayersTest {
  private static final int WIDTH = 100;
  private static final double LIMIT = Math.sqrt(6.0 / (2 * WIDTH));

  /**
   * Glorot's variance. The mean of 10,000 uniform numbers is off by a sixth of the standard
   * deviation, or 17 of its own, with a probability below 1e-60, and their mean square by a tenth,
   * or 11 of its own, below 1e-27.
   */
  @Test
  void weights_ofALayer_areUniformOnBothSidesOfZero() {
    double[] values = values(7, layers -> layers.weights("kernel", WIDTH, WIDTH));

    double variance = LIMIT * LIMIT / 3;
    assertThat(values).hasSize(WIDTH * WIDTH);
    assertThat(Arrays.stream(values).map(Math::abs).max().orElseThrow()).isLessThan(LIMIT + 1e-6);
    assertThat(Math.abs(Arrays.stream(values).average().orElseThrow()))
        .isLessThan(Math.sqrt(variance) / 6);
    assertThat(Arrays.stream(values).map(value -> value * value).average().orElseThrow())
        .isBetween(0.9 * variance, 1.1 * variance);
  }

  @Test
  void weights_seed_decidesThem() {
    double[] values = values(7, layers -> layers.weights("kernel", 3, 4));

    assertThat(values(7, layers -> layers.weights("kernel", 3, 4))).isEqualTo(values);
    assertThat(values(8, layers -> layers.weights("kernel", 3, 4))).isNotEqualTo(values);
  }

  @Test
  void weights_twoOfOneModel_differ() {
    double[] second =
        values(
            7,
            layers -> {
              layers.weights("first", 3, 4);
              return layers.weights("second", 3, 4);
            });

    assertThat(values(7, layers -> layers.weights("first", 3, 4))).isNotEqualTo(second);
  }

  @Test
  void filled_vector_isThatNumber() {
    assertThat(values(7, layers -> layers.filled("bias", 0.5, 3))).containsExactly(0.5, 0.5, 0.5);
  }

  private static double[] values(long seed, Function<Layers, Operand<TFloat32>> variable) {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Operand<TFloat32> chosen = variable.apply(Layers.of(Ops.create(graph), seed));
      session.initialize();
      try (Result result = session.runner().fetch(chosen).run()) {
        List<Double> values = new ArrayList<>();
        ((TFloat32) result.get(0))
            .scalars()
            .forEach(value -> values.add((double) value.getFloat()));
        return values.stream().mapToDouble(Double::doubleValue).toArray();
      }
    }
  }
}
