package io.dptrain.core.internal.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dptrain.core.internal.graph.mapping.FunctionCut;
import io.dptrain.core.internal.graph.mapping.MappedGradients;
import io.dptrain.core.testing.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;

/** The vector-Jacobian product of each example, against the ordinary one of each example alone. */
class MappedSubgraphTest {
  private static final int BATCH = 5;
  private static final double TOLERANCE = 1e-10;

  /** A function of a weight of shape [4, 3] that sees no data. */
  private interface Transform {
    Operand<TFloat64> of(Ops tf, Output<TFloat64> weight);
  }

  /** An op in which a weight of shape [4, 3] meets data of shape [batch, 2, 4]. */
  private interface Use {
    Operand<TFloat64> of(Ops tf, Operand<TFloat64> data, Output<TFloat64> weight);
  }

  private static Arguments transform(String name, Transform transform) {
    return Arguments.of(name, transform);
  }

  static Stream<Arguments> transforms() {
    return Stream.of(
        transform("identity", Ops::identity),
        transform("the weight itself", (tf, w) -> w),
        transform("spectral normalization", MappedSubgraphTest::spectral),
        transform(
            "mask", (tf, w) -> tf.math.mul(w, tf.constant(new double[][] {{1}, {0}, {1}, {1}}))),
        transform(
            "slice",
            (tf, w) -> tf.slice(w, tf.constant(new int[] {1, 0}), tf.constant(new int[] {2, 2}))),
        transform(
            "concatenation with itself",
            (tf, w) -> tf.concat(List.of(w, tf.math.mul(w, w)), tf.constant(1))),
        transform("product with itself", (tf, w) -> tf.linalg.matMul(transpose(tf, w), w)),
        transform("another variable", (tf, w) -> tf.math.mul(w, tf.variable(tf.constant(2.5)))),
        transform("softmax", (tf, w) -> tf.nn.softmax(w)),
        transform("norm", (tf, w) -> tf.nn.l2Loss(w)));
  }

  /** Divides by an estimate of the largest singular value: two steps of the power method. */
  private static Operand<TFloat64> spectral(Ops tf, Output<TFloat64> weight) {
    Operand<TFloat64> right = tf.constant(new double[][] {{1}, {0.5}, {-1}});
    Operand<TFloat64> left = tf.linalg.matMul(weight, right);
    for (int step = 0; step < 2; step++) {
      right = unit(tf, tf.linalg.matMul(transpose(tf, weight), left));
      left = unit(tf, tf.linalg.matMul(weight, right));
    }
    Operand<TFloat64> value =
        tf.linalg.matMul(transpose(tf, left), tf.linalg.matMul(weight, right));
    return tf.math.div(weight, value);
  }

  private static Operand<TFloat64> unit(Ops tf, Operand<TFloat64> vector) {
    Operand<TFloat64> squares = tf.reduceSum(tf.math.square(vector), tf.constant(new int[] {0, 1}));
    return tf.math.mul(vector, tf.math.rsqrt(squares));
  }

  private static Operand<TFloat64> transpose(Ops tf, Operand<TFloat64> matrix) {
    return tf.linalg.transpose(matrix, tf.constant(new int[] {1, 0}));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("transforms")
  void ofSubgraph_transformOfWeight_takesGradientsBack(String name, Transform transform) {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Output<TFloat64> weight = weight(tf);
      Output<TFloat64> y = transform.of(tf, weight).asOutput();
      int size = Math.toIntExact(y.shape().size());
      Operand<TFloat64> dy = wave(tf, BATCH, size);
      Output<TFloat64> mapped = MappedGradients.ofSubgraph(tf, y, weight, new FunctionCut(), dy);
      List<Output<?>> expected = new ArrayList<>();
      for (int i = 0; i < BATCH; i++) {
        Operand<TFloat64> row = tf.reshape(example(tf, dy, i), tf.constant(y.shape()));
        expected.add(ordinary(graph, y, weight, row.asOutput()));
      }
      assertRows(graph, mapped, expected);
    }
  }

  static Stream<Arguments> uses() {
    return Stream.of(
        use("einsum", (tf, x, w) -> tf.linalg.einsum(List.of(x, w), "btd,dk->btk")),
        use(
            "multiplication by a broadcast weight",
            (tf, x, w) -> tf.math.mul(tf.expandDims(x, tf.constant(3)), w)),
        use(
            "batched matrix product",
            (tf, x, w) ->
                tf.train.batchMatMul(x, tf.expandDims(w, tf.constant(0)), TFloat64.class)),
        use("comparison", (tf, x, w) -> tf.math.maximum(x, tf.reduceSum(w, tf.constant(1)))));
  }

  private static Arguments use(String name, Use use) {
    return Arguments.of(name, use);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("uses")
  void ofSubgraph_useOfWeight_isTheGradientOfEachExampleAlone(String name, Use use) {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Output<TFloat64> weight = weight(tf);
      Operand<TFloat64> flat = wave(tf, BATCH, 8);
      Output<TFloat64> data = tf.reshape(flat, tf.constant(new int[] {-1, 2, 4})).asOutput();
      Output<TFloat64> z = use.of(tf, data, weight).asOutput();
      int size = Math.toIntExact(z.shape().tail().size());
      Operand<TFloat64> delta = wave(tf, BATCH, size);
      FunctionCut cut = new FunctionCut().map(data, tf.expandDims(data, tf.constant(1)));
      Output<TFloat64> mapped = MappedGradients.ofSubgraph(tf, z, weight, cut, delta);
      List<Output<?>> expected = new ArrayList<>();
      for (int i = 0; i < BATCH; i++) {
        Operand<TFloat64> alone =
            tf.reshape(example(tf, flat, i), tf.constant(new int[] {1, 2, 4}));
        Output<TFloat64> output = use.of(tf, alone, weight).asOutput();
        Operand<TFloat64> row = tf.reshape(example(tf, delta, i), tf.constant(output.shape()));
        expected.add(ordinary(graph, output, weight, row.asOutput()));
      }
      assertRows(graph, mapped, expected);
    }
  }

  @Test
  void ofSubgraph_idsMapped_gradientOfTheTable() {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Output<TFloat64> table = weight(tf);
      Output<TInt32> ids = tf.constant(new int[][] {{0, 3}, {3, 3}, {1, 2}}).asOutput();
      Output<TFloat64> z = tf.gather(table, ids, tf.constant(0)).asOutput();
      Operand<TFloat64> delta =
          tf.constant(
              new double[][][] {
                {{1, 2, 3}, {4, 5, 6}}, {{1, 1, 1}, {2, 2, 2}}, {{7, 8, 9}, {0, 0, 1}}
              });
      FunctionCut cut = new FunctionCut().map(ids, tf.expandDims(ids, tf.constant(1)));
      Output<TFloat64> mapped = MappedGradients.ofSubgraph(tf, z, table, cut, delta);
      assertThat(run(graph, List.of(mapped)).get(0))
          .containsExactly(
              1, 2, 3, 0, 0, 0, 0, 0, 0, 4, 5, 6, //
              0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 3, 3, //
              0, 0, 0, 7, 8, 9, 0, 0, 1, 0, 0, 0);
    }
  }

  @Test
  void ofSubgraph_xMapped_gradientOfEachSlice() {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Output<TFloat64> x = wave(tf, BATCH, 3).asOutput();
      Output<TFloat64> y = tf.math.square(x).asOutput();
      Operand<TFloat64> dy = wave(tf, BATCH, 3);
      Output<TFloat64> mapped =
          MappedGradients.ofSubgraph(tf, y, x, new FunctionCut().map(x, x), dy);
      Operand<TFloat64> expected = tf.math.mul(tf.constant(2.0), tf.math.mul(x, dy));
      List<double[]> values = run(graph, List.of(mapped, expected));
      assertThat(values.get(0)).containsExactly(values.get(1), within(TOLERANCE));
    }
  }

  @Test
  void ofSubgraph_intermediateCut_isNotComputedAgain() {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Output<TFloat64> weight = weight(tf);
      Placeholder<TFloat64> secret =
          tf.placeholder(TFloat64.class, Placeholder.shape(Shape.of(4, 3)));
      Output<TFloat64> hidden = tf.math.square(secret).asOutput();
      Output<TFloat64> y = tf.math.mul(weight, hidden).asOutput();
      Operand<TFloat64> slices = tf.reshape(wave(tf, BATCH, 12), tf.constant(new int[] {-1, 4, 3}));
      Operand<TFloat64> dy = wave(tf, BATCH, 12);
      Output<TFloat64> mapped =
          MappedGradients.ofSubgraph(tf, y, weight, new FunctionCut().map(hidden, slices), dy);
      Operand<TFloat64> expected = tf.math.square(wave(tf, BATCH, 12));
      List<double[]> values = run(graph, List.of(mapped, expected));
      assertThat(values.get(0)).containsExactly(values.get(1), within(TOLERANCE));
    }
  }

  private static Output<TFloat64> weight(Ops tf) {
    Operand<TFloat64> values = tf.reshape(wave(tf, 1, 12), tf.constant(new int[] {4, 3}));
    return tf.variable(tf.math.add(values, tf.constant(0.3))).asOutput();
  }

  /** A constant matrix of numbers between -1 and 1. */
  private static Operand<TFloat64> wave(Ops tf, int rows, int columns) {
    double[][] values = new double[rows][columns];
    for (int i = 0; i < rows * columns; i++) {
      values[i / columns][i % columns] = Math.sin(1.7 * i + 0.3 * columns);
    }
    return tf.constant(values);
  }

  private static Operand<TFloat64> example(Ops tf, Operand<TFloat64> rows, int index) {
    int width = Math.toIntExact(rows.shape().get(1));
    return tf.slice(rows, tf.constant(new int[] {index, 0}), tf.constant(new int[] {1, width}));
  }

  private static Output<?> ordinary(Graph graph, Output<?> y, Output<?> x, Output<?> dy) {
    return graph
        .addGradients(null, new Output<?>[] {y}, new Output<?>[] {x}, new Output<?>[] {dy})[0];
  }

  private static void assertRows(Graph graph, Output<TFloat64> mapped, List<Output<?>> expected) {
    List<Operand<?>> all = new ArrayList<>(List.of(mapped));
    all.addAll(expected);
    List<double[]> values = run(graph, all);
    for (int i = 0; i < expected.size(); i++) {
      double[] row = Arrays.copyOfRange(values.get(0), i * 12, (i + 1) * 12);
      assertThat(row).containsExactly(values.get(i + 1), within(TOLERANCE));
    }
    assertThat(mapped.shape().get(1)).isEqualTo(12);
  }

  private static List<double[]> run(Graph graph, List<? extends Operand<?>> tensors) {
    try (Session session = new Session(graph)) {
      session.initialize();
      Session.Runner runner = session.runner();
      tensors.forEach(runner::fetch);
      List<double[]> values = new ArrayList<>();
      try (Result result = runner.run()) {
        result.forEach(entry -> values.add(Tensors.toDoubles(entry.getValue())));
      }
      return values;
    }
  }
}
