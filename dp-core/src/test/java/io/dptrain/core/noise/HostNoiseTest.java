package io.dptrain.core.noise;

import static org.assertj.core.api.Assertions.assertThat;

import io.dptrain.core.noise.AttachedNoise.StepNoise;
import io.dptrain.core.random.SecureNoise;
import io.dptrain.core.random.SeededNoise;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
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

  /** Each value is rounded once. */
  @Test
  void draw_fewVariables_addsTheValuesOfOneRequestTimesTheStandardDeviation() {
    HostNoise noise = HostNoise.of(SeededNoise.of(7));
    AttachedNoise<TFloat32> noised =
        noise.attach(tf, form(TFloat32.class, Shape.of(3, 2), Shape.of(1)));

    float[] expected = new float[7];
    SeededNoise.of(7).fillStandardNormal(expected, 7);
    List<float[]> values = run(noised, 0, 2);
    assertThat(values.get(0)).containsExactly(doubled(expected, 0, 6));
    assertThat(values.get(1)).containsExactly(doubled(expected, 6, 7));
  }

  @Test
  void draw_sums_areWhatTheNoiseIsAddedTo() {
    HostNoise noise = HostNoise.of(SecureNoise.create());
    AttachedNoise<TFloat32> noised = noise.attach(tf, form(TFloat32.class, Shape.of(5)));

    assertThat(run(noised, 2.5f, 0).get(0)).containsOnly(2.5f);
  }

  @Test
  void draw_variablesOfSeveralGroups_getNoiseOfTheirOwn() {
    HostNoise noise = HostNoise.of(SecureNoise.create());
    int large = 1 << 18;
    AttachedNoise<TFloat32> noised =
        noise.attach(tf, form(TFloat32.class, Shape.of(large), Shape.of(large), Shape.of(2)));

    List<float[]> values = run(noised, 0, 1);
    assertThat(Arrays.copyOf(values.get(0), 100)).isNotEqualTo(Arrays.copyOf(values.get(1), 100));
    assertThat(values.get(2)).doesNotContain(0f);
  }

  @Test
  void draw_afterwards_hasReleasedEverySumOnce() {
    HostNoise noise = HostNoise.of(SecureNoise.create());
    AttachedNoise<TFloat32> noised =
        noise.attach(tf, form(TFloat32.class, Shape.of(3), Shape.of(1 << 18), Shape.of(4)));

    try (Sums sums = new Sums(List.of(Shape.of(3), Shape.of(1 << 18), Shape.of(4)), 0);
        StepNoise step = noised.draw(sums, 1)) {
      assertThat(sums.released).containsExactly(0, 1, 2);
      assertThat(step).isNotNull();
    }
  }

  @Test
  void draw_twoSteps_differ() {
    HostNoise noise = HostNoise.of(SecureNoise.create());
    AttachedNoise<TFloat32> noised = noise.attach(tf, form(TFloat32.class, Shape.of(100)));

    assertThat(run(noised, 0, 1).get(0)).isNotEqualTo(run(noised, 0, 1).get(0));
  }

  @Test
  void draw_fromSeveralThreads_neverGivesTheSameNoise() {
    HostNoise noise = HostNoise.of(SecureNoise.create());
    AttachedNoise<TFloat32> noised = noise.attach(tf, form(TFloat32.class, Shape.of(100)));

    List<String> steps =
        IntStream.range(0, 50)
            .parallel()
            .mapToObj(i -> Arrays.toString(run(noised, 0, 1).get(0)))
            .toList();

    assertThat(steps).doesNotHaveDuplicates();
  }

  @Test
  void attach_anySums_addsAPlaceholderForEachAndNothingElse() {
    SumForm<TFloat32> form = form(TFloat32.class, Shape.of(2), Shape.of(3));
    int before = count();
    List<Output<TFloat32>> noised = HostNoise.of(SecureNoise.create()).attach(tf, form).noised();

    assertThat(count() - before).isEqualTo(2);
    assertThat(noised).allMatch(output -> ((GraphOperation) output.op()).numInputs() == 0);
  }

  @Test
  void draw_doublePrecision_addsNoise() {
    HostNoise noise = HostNoise.of(SecureNoise.create());
    AttachedNoise<TFloat64> noised = noise.attach(tf, form(TFloat64.class, Shape.scalar()));

    try (TFloat64 clipped = TFloat64.scalarOf(1);
        StepNoise step = noised.draw(new Sums(List.of(clipped)), 1)) {
      Session.Runner runner = session.runner().fetch(tf.identity(noised.noised().get(0)));
      step.feed(runner);
      try (Result result = runner.run()) {
        assertThat(((TFloat64) result.get(0)).getDouble()).isNotEqualTo(1);
      }
    }
  }

  /**
   * What is fed cannot be fetched itself. Names of a graph are not given by several threads at
   * once.
   */
  private synchronized Output<TFloat32> copied(Output<TFloat32> fed) {
    return tf.identity(fed).asOutput();
  }

  private List<float[]> run(AttachedNoise<TFloat32> noise, float value, float stdDev) {
    List<Output<TFloat32>> noised = noise.noised();
    List<Shape> shapes = noised.stream().map(Output::shape).toList();
    try (Sums sums = new Sums(shapes, value);
        StepNoise step = noise.draw(sums, stdDev)) {
      Session.Runner runner = session.runner();
      noised.forEach(output -> runner.fetch(copied(output)));
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

  /** Sums whose elements are all equal. */
  private static final class Sums implements StepSums, AutoCloseable {
    private final List<Tensor> tensors;
    private final List<Integer> released = new ArrayList<>();

    Sums(List<Shape> shapes, float value) {
      this(new ArrayList<>());
      for (Shape shape : shapes) {
        tensors.add(
            TFloat32.tensorOf(
                shape, tensor -> tensor.scalars().forEach(scalar -> scalar.setFloat(value))));
      }
    }

    Sums(List<Tensor> tensors) {
      this.tensors = tensors;
    }

    @Override
    public Tensor sum(int variable) {
      assertThat(released).doesNotContain(variable);
      return tensors.get(variable);
    }

    @Override
    public void release(int variable) {
      released.add(variable);
    }

    @Override
    public void close() {
      tensors.forEach(Tensor::close);
    }
  }

  private static <T extends TFloating> SumForm<T> form(Class<T> type, Shape... shapes) {
    return new SumForm<>(type, List.of(shapes));
  }

  private int count() {
    int count = 0;
    for (var operations = graph.operations(); operations.hasNext(); operations.next()) {
      count++;
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
