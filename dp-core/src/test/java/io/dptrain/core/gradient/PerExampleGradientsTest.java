package io.dptrain.core.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dptrain.core.clip.Clipping;
import io.dptrain.core.graph.ExampleAnalysis;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/** Every rule against the batch-of-one reference, at random parameters. */
class PerExampleGradientsTest {
  private static final double TOLERANCE = 1e-5;
  private static final double POISON_CLIP_NORM = 0.5;
  private static final long SEED = 20_260_101L;

  static Stream<Arguments> modelsAndBatches() {
    return Models.all().stream()
        .flatMap(model -> Stream.of(1, 2, 7, 64).map(rows -> Arguments.of(model, rows)));
  }

  @ParameterizedTest(name = "{0}, batch {1}")
  @MethodSource("modelsAndBatches")
  void squaredNorms_randomModel_equalBatchOfOne(Models.Model model, int rows) {
    try (Run run = new Run(model, rows)) {
      for (int i = 0; i < rows; i++) {
        double expected = run.reference.norm(i);
        assertThat(Math.sqrt(run.squaredNorms[i]))
            .as("norm of example %d, seed %d", i, SEED)
            .isCloseTo(expected, within(TOLERANCE * expected + 1e-12));
      }
    }
  }

  @ParameterizedTest(name = "{0}, batch {1}")
  @MethodSource("modelsAndBatches")
  void weightedSums_flatClipping_equalBatchOfOne(Models.Model model, int rows) {
    try (Run run = new Run(model, rows)) {
      for (int v = 0; v < run.sums.size(); v++) {
        double[] actual = run.sums.get(v);
        double[] expected = run.reference.clippedSum(run.names.get(v), run.clipNorm, actual.length);
        assertThat(distance(actual, expected))
            .as("distance of the sum of variable %d, seed %d", v, SEED)
            .isLessThanOrEqualTo(TOLERANCE * distance(expected, new double[actual.length]) + 1e-12);
      }
    }
  }

  static Stream<Arguments> modelsAndPoisons() {
    return Models.all().stream()
        .flatMap(
            model ->
                Stream.of(Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY)
                    .map(poison -> Arguments.of(model, poison)));
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("modelsAndPoisons")
  void weightedSums_oneExampleNotFinite_contributesNothing(Models.Model model, float poison) {
    assertThat(clippedSum(model, poison)).isEqualTo(clippedSum(model, null));
  }

  static List<Models.Model> models() {
    return Models.all();
  }

  @ParameterizedTest
  @MethodSource("models")
  void weightedSums_squaredNormOverflows_contributesAtMostTheClipNorm(Models.Model model) {
    double[] with = clippedSum(model, 1e30f);
    double[] without = clippedSum(model, null);
    assertThat(distance(with, without)).isLessThanOrEqualTo(POISON_CLIP_NORM * (1 + 1e-5));
  }

  /** The clipped sum of three examples, the second of which is poisoned or left out. */
  private static double[] clippedSum(Models.Model model, Float poison) {
    Random random = new Random(SEED);
    try (Graph graph = new Graph();
        Session session = new Session(graph);
        TFloat32 batch = Tensors.normal(random, 3, model.example())) {
      Ops tf = Ops.create(graph);
      Placeholder<TFloat32> data = model.placeholder(tf);
      Placeholder<TFloat32> mask = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1)));
      Output<TFloat32> loss = model.loss().build(new Models.Builder(tf, random), data).asOutput();
      PerExampleGradients<TFloat32> gradients =
          PerExampleGradients.of(tf, loss, ExampleAnalysis.of(loss, List.of()));
      Operand<TFloat32> factors =
          Clipping.flat(POISON_CLIP_NORM).factors(tf, gradients.squaredNorms());
      List<Output<TFloat32>> sums = gradients.weightedSums(tf.math.mulNoNan(factors, mask));
      session.initialize();
      int size = (int) (batch.size() / 3);
      if (poison != null) {
        for (int i = size; i < 2 * size; i++) {
          batch.asRawTensor().data().asFloats().setFloat(poison, i);
        }
      }
      Session.Runner runner = session.runner().feed(data, batch);
      sums.forEach(runner::fetch);
      try (TFloat32 weights = TFloat32.vectorOf(1, poison == null ? 0 : 1, 1);
          Result result = runner.feed(mask, weights).run()) {
        return IntStream.range(0, sums.size())
            .mapToObj(i -> Tensors.toDoubles((TFloat32) result.get(i)))
            .flatMapToDouble(Arrays::stream)
            .toArray();
      }
    }
  }

  @Test
  void squaredNorms_squaresThatUnderflow_areNotBelowTheTruth() {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      Operand<TFloat32> rows =
          tf.constant(Shape.of(1, 2), DataBuffers.of(new float[] {3e-23f, 4e-23f}));
      try (Result result = session.runner().fetch(Rows.squaredNorms(tf, rows)).run()) {
        double truth = 25e-46;
        assertThat((double) ((TFloat32) result.get(0)).getFloat(0)).isGreaterThanOrEqualTo(truth);
      }
    }
  }

  @Test
  void squaredNorms_productThatUnderflows_isNotBelowTheTruth() {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      Placeholder<TFloat32> data =
          tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, 1)));
      Operand<TFloat32> product = tf.linalg.matMul(data, tf.variable(tf.constant(new float[1][1])));
      Output<TFloat32> loss =
          tf.reduceSum(tf.math.mul(product, tf.constant(1e-12f)), tf.constant(1)).asOutput();
      Operand<TFloat32> norms =
          PerExampleGradients.of(tf, loss, ExampleAnalysis.of(loss, List.of())).squaredNorms();
      session.initialize();
      try (TFloat32 batch = TFloat32.tensorOf(Shape.of(1, 1), DataBuffers.of(1e-12f));
          Result result = session.runner().feed(data, batch).fetch(norms).run()) {
        double truth = 1e-48;
        assertThat((double) ((TFloat32) result.get(0)).getFloat(0)).isGreaterThanOrEqualTo(truth);
      }
    }
  }

  private static double distance(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return Math.sqrt(sum);
  }

  /** One model and one batch, computed by the rules and by the reference. */
  private static final class Run implements AutoCloseable {
    private final Graph graph = new Graph();
    private final List<double[]> sums = new ArrayList<>();
    private final List<String> names = new ArrayList<>();
    private double[] squaredNorms;
    private final BatchOfOne reference;
    private final double clipNorm;

    Run(Models.Model model, int rows) {
      long seed = SEED + rows;
      try (TFloat32 batch = Tensors.normal(new Random(~seed), rows, model.example())) {
        reference = BatchOfOne.of(model, seed, batch);
        clipNorm = reference.norm(rows / 2) * 0.9;
        Ops tf = Ops.create(graph);
        Placeholder<TFloat32> data = model.placeholder(tf);
        Models.Builder builder = new Models.Builder(tf, new Random(seed));
        Output<TFloat32> loss = model.loss().build(builder, data).asOutput();
        PerExampleGradients<TFloat32> gradients =
            PerExampleGradients.of(tf, loss, ExampleAnalysis.of(loss, List.of()));
        gradients.variables().forEach(variable -> names.add(variable.op().name()));
        Operand<TFloat32> norms = gradients.squaredNorms();
        Operand<TFloat32> factors = Clipping.flat(clipNorm).factors(tf, norms);
        fetch(data, batch, norms, gradients.weightedSums(factors));
      }
    }

    private void fetch(
        Operand<TFloat32> data,
        TFloat32 batch,
        Operand<TFloat32> norms,
        List<Output<TFloat32>> weighted) {
      try (Session session = new Session(graph)) {
        session.initialize();
        Session.Runner runner = session.runner().feed(data, batch).fetch(norms);
        weighted.forEach(runner::fetch);
        try (Result result = runner.run()) {
          squaredNorms = Tensors.toDoubles((TFloat32) result.get(0));
          for (int i = 0; i < weighted.size(); i++) {
            sums.add(Tensors.toDoubles((TFloat32) result.get(i + 1)));
          }
        }
      }
    }

    @Override
    public void close() {
      graph.close();
    }
  }
}
