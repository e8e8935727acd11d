package io.dptrain.core.mechanism;

import static org.assertj.core.api.Assertions.assertThat;

import io.dptrain.core.clip.ClippedSum;
import io.dptrain.core.mechanism.NoiseMechanism.StepNoise;
import io.dptrain.core.noise.SecureNoise;
import io.dptrain.core.noise.SeededNoise;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TFloating;

class HostNoiseTest {
  private final Graph graph = new Graph();
  private final Session session = new Session(graph);
  private final Ops tf = Ops.create(graph);

  @AfterEach
  void close() {
    session.close();
    graph.close();
  }

  /** Each value is rounded once, and the gradients are zero, so the sums are the values. */
  @Test
  void draw_severalVariables_getTheValuesOfOneRequestTimesTheStandardDeviation() {
    HostNoise noise = HostNoise.of(SeededNoise.of(7));
    List<Output<TFloat32>> noised =
        noise.addNoise(tf, zeros(TFloat32.class, 0.5, Shape.of(3, 2), Shape.of(1)), 4);

    float[] expected = new float[7];
    SeededNoise.of(7).fillStandardNormal(expected, 7);
    List<float[]> sums = run(noise.draw(), noised);
    assertThat(sums.get(0)).containsExactly(doubled(expected, 0, 6));
    assertThat(sums.get(1)).containsExactly(doubled(expected, 6, 7));
  }

  @Test
  void draw_twoSteps_differ() {
    HostNoise noise = HostNoise.of(SecureNoise.create());
    List<Output<TFloat32>> noised = noise.addNoise(tf, zeros(TFloat32.class, 1, Shape.of(100)), 1);

    assertThat(run(noise.draw(), noised).get(0)).isNotEqualTo(run(noise.draw(), noised).get(0));
  }

  @Test
  void draw_fromSeveralThreads_neverGivesTheSameNoise() {
    HostNoise noise = HostNoise.of(SecureNoise.create());
    List<Output<TFloat32>> noised = noise.addNoise(tf, zeros(TFloat32.class, 1, Shape.of(100)), 1);

    List<StepNoise> steps = IntStream.range(0, 50).parallel().mapToObj(i -> noise.draw()).toList();

    assertThat(steps.stream().map(step -> Arrays.toString(run(step, noised).get(0))))
        .doesNotHaveDuplicates();
  }

  @Test
  void addNoise_singlePrecision_addsOneOperationPerVariableAndItsPlaceholder() {
    ClippedSum<TFloat32> sum = zeros(TFloat32.class, 1, Shape.of(2), Shape.of(3));
    int before = count(null);
    int casts = count("Cast");
    HostNoise.of(SecureNoise.create()).addNoise(tf, sum, 1);

    assertThat(count("Add")).isEqualTo(2);
    assertThat(count("Cast")).isEqualTo(casts);
    assertThat(count(null) - before).isEqualTo(4);
  }

  @Test
  void addNoise_doublePrecision_returnsDoubles() {
    HostNoise noise = HostNoise.of(SecureNoise.create());
    List<Output<TFloat64>> noised = noise.addNoise(tf, zeros(TFloat64.class, 1, Shape.of(4)), 1);

    try (StepNoise step = noise.draw()) {
      Session.Runner runner = session.runner().fetch(noised.get(0));
      step.feed(runner);
      try (Result result = runner.run()) {
        assertThat(((TFloat64) result.get(0)).getDouble(0)).isNotZero();
      }
    }
  }

  @Test
  void draw_noiseMultiplierZero_leavesTheSumAlone() {
    HostNoise noise = HostNoise.of(SecureNoise.create());

    List<Output<TFloat32>> noised = noise.addNoise(tf, zeros(TFloat32.class, 1, Shape.of(5)), 0);

    assertThat(run(noise.draw(), noised).get(0)).containsOnly(0f);
  }

  private List<float[]> run(StepNoise step, List<Output<TFloat32>> noised) {
    try (step) {
      Session.Runner runner = session.runner();
      noised.forEach(runner::fetch);
      step.feed(runner);
      try (Result result = runner.run()) {
        List<float[]> values = new ArrayList<>();
        for (int i = 0; i < noised.size(); i++) {
          values.add(flat(result.get(i)));
        }
        return values;
      }
    }
  }

  private <T extends TFloating> ClippedSum<T> zeros(
      Class<T> type, double l2Sensitivity, Shape... shapes) {
    List<Output<T>> variables = new ArrayList<>();
    List<Output<T>> gradients = new ArrayList<>();
    for (Shape shape : shapes) {
      variables.add(tf.variable(shape, type).asOutput());
      Operand<T> zero = tf.zeros(tf.constant(shape.asArray()), type);
      gradients.add(zero.asOutput());
    }
    return new ClippedSum<>(variables, gradients, l2Sensitivity);
  }

  private int count(String type) {
    int count = 0;
    for (var operations = graph.operations(); operations.hasNext(); ) {
      GraphOperation operation = operations.next();
      count += type == null || operation.type().equals(type) ? 1 : 0;
    }
    return count;
  }

  private static float[] flat(Tensor tensor) {
    float[] values = new float[(int) tensor.size()];
    tensor.asRawTensor().data().asFloats().read(values);
    return values;
  }

  private static float[] doubled(float[] values, int from, int to) {
    float[] doubled = new float[to - from];
    for (int i = from; i < to; i++) {
      doubled[i - from] = 2 * values[i];
    }
    return doubled;
  }
}
