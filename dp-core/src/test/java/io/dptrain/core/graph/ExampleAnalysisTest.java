package io.dptrain.core.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Squeeze;
import org.tensorflow.op.core.Variable;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** Graphs that mix examples are refused by name; graphs that look like them are not. */
class ExampleAnalysisTest {

  /** A loss out of data of shape [batch, 4] and a square variable. */
  private interface Loss {
    Operand<TFloat32> of(Ops tf, Operand<TFloat32> x, Variable<TFloat32> w);
  }

  private static Arguments mixing(String operation, String name, Loss loss) {
    return Arguments.of(operation, name, loss);
  }

  private static Operand<TFloat32> rowSum(Ops tf, Operand<TFloat32> x) {
    return tf.reduceSum(x, tf.constant(1));
  }

  private static Operand<TFloat32> rowCount(Ops tf, Operand<TFloat32> x) {
    var first = tf.slice(tf.shape(x), tf.constant(new int[] {0}), tf.constant(new int[] {1}));
    return tf.dtypes.cast(tf.reduceProd(first, tf.constant(0)), TFloat32.class);
  }

  static Stream<Arguments> mixingLosses() {
    return Stream.of(
        mixing("Mean", "mean over the batch", (tf, x, w) -> tf.math.mean(x, tf.constant(0))),
        mixing(
            "Sum",
            "sum over all axes",
            (tf, x, w) -> tf.reduceSum(x, tf.constant(new int[] {0, 1}))),
        mixing("Mean", "negative axis", (tf, x, w) -> tf.math.mean(x, tf.constant(-2))),
        mixing("Max", "maximum over the batch", (tf, x, w) -> tf.reduceMax(x, tf.constant(0))),
        mixing("Softmax", "softmax over the batch", (tf, x, w) -> tf.nn.softmax(rowSum(tf, x))),
        mixing(
            "Mean",
            "centering by the batch mean",
            (tf, x, w) -> rowSum(tf, tf.math.sub(x, tf.math.mean(x, tf.constant(0))))),
        mixing(
            "MatMul",
            "examples against examples",
            (tf, x, w) -> rowSum(tf, tf.linalg.matMul(x, x, MatMul.transposeB(true)))),
        mixing(
            "MatMul",
            "contraction over the batch",
            (tf, x, w) -> rowSum(tf, tf.linalg.matMul(x, x, MatMul.transposeA(true)))),
        mixing(
            "Sum",
            "sum over the moved batch axis",
            (tf, x, w) -> rowSum(tf, tf.linalg.transpose(x, tf.constant(new int[] {1, 0})))),
        mixing(
            "Reshape",
            "two examples in one row",
            (tf, x, w) -> rowSum(tf, tf.reshape(x, tf.constant(new int[] {-1, 8})))),
        mixing(
            "ConcatV2",
            "a row for everybody",
            (tf, x, w) -> rowSum(tf, tf.concat(List.of(x, w), tf.constant(0)))),
        mixing(
            "Sub",
            "outer difference",
            (tf, x, w) -> rowSum(tf, tf.math.sub(x, tf.math.sub(rowSum(tf, x), rowSum(tf, x))))),
        mixing("Mul", "weights by place in the batch", (tf, x, w) -> rowSum(tf, tf.math.mul(x, w))),
        mixing(
            "Div",
            "division by the real batch size",
            (tf, x, w) -> {
              var size =
                  tf.slice(tf.shape(x), tf.constant(new int[] {0}), tf.constant(new int[] {1}));
              return tf.math.div(rowSum(tf, x), tf.dtypes.cast(size, TFloat32.class));
            }),
        mixing(
            "Cumsum", "running sum", (tf, x, w) -> rowSum(tf, tf.math.cumsum(x, tf.constant(0)))),
        mixing(
            "ReverseV2",
            "other order",
            (tf, x, w) -> rowSum(tf, tf.reverse(x, tf.constant(new int[] {0})))),
        mixing(
            "FusedBatchNormV3",
            "batch normalization",
            (tf, x, w) -> {
              var image = tf.reshape(x, tf.constant(new int[] {-1, 2, 2, 1}));
              var one = tf.constant(new float[] {1});
              var y =
                  tf.nn
                      .fusedBatchNorm(
                          image, one, one, tf.constant(new float[0]), tf.constant(new float[0]))
                      .y();
              return rowSum(tf, tf.reshape(y, tf.constant(new int[] {-1, 4})));
            }),
        mixing("Squeeze", "all axes", (tf, x, w) -> tf.squeeze(x)),
        mixing(
            "GatherV2",
            "rows picked from the batch",
            (tf, x, w) -> rowSum(tf, tf.gather(x, tf.constant(new int[] {0}), tf.constant(0)))),
        mixing(
            "PadV2",
            "padding with the real batch size",
            (tf, x, w) ->
                rowSum(tf, tf.pad(x, tf.constant(new int[][] {{0, 0}, {0, 1}}), rowCount(tf, x)))),
        mixing(
            "Sub",
            "shift by the real batch size",
            (tf, x, w) ->
                rowSum(tf, tf.math.sub(x, tf.math.mul(tf.constant(2f), rowCount(tf, x))))),
        mixing("L2Loss", "a loss over everything", (tf, x, w) -> tf.nn.l2Loss(x)));
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("mixingLosses")
  void of_lossThatMixesExamples_isRefusedWithTheOperationNamed(
      String operation, String name, Loss loss) {
    try (Graph graph = new Graph()) {
      assertThatThrownBy(() -> analyze(graph, loss))
          .isInstanceOf(PrivacyProofException.class)
          .satisfies(
              e ->
                  assertThat(((PrivacyProofException) e).findings())
                      .singleElement()
                      .extracting(GraphFinding::type)
                      .isEqualTo(operation));
    }
  }

  static Stream<Arguments> separateLosses() {
    return Stream.of(
        Arguments.of("row sum", (Loss) (tf, x, w) -> rowSum(tf, x)),
        Arguments.of(
            "row mean, negative axis", (Loss) (tf, x, w) -> tf.math.mean(x, tf.constant(-1))),
        Arguments.of("row maximum", (Loss) (tf, x, w) -> tf.reduceMax(x, tf.constant(1))),
        Arguments.of("softmax over classes", (Loss) (tf, x, w) -> rowSum(tf, tf.nn.softmax(x))),
        Arguments.of(
            "centering by the row mean",
            (Loss)
                (tf, x, w) ->
                    rowSum(
                        tf,
                        tf.math.sub(
                            x, tf.expandDims(tf.math.mean(x, tf.constant(1)), tf.constant(1))))),
        Arguments.of("dense layer", (Loss) (tf, x, w) -> rowSum(tf, tf.linalg.matMul(x, w))),
        Arguments.of(
            "dense layer, transposed weight",
            (Loss) (tf, x, w) -> rowSum(tf, tf.linalg.matMul(x, w, MatMul.transposeB(true)))),
        Arguments.of(
            "transpose behind the batch",
            (Loss)
                (tf, x, w) ->
                    tf.reduceSum(
                        tf.linalg.transpose(
                            tf.reshape(x, tf.constant(new int[] {-1, 2, 2})),
                            tf.constant(new int[] {0, 2, 1})),
                        tf.constant(new int[] {1, 2}))),
        Arguments.of(
            "reshape there and back",
            (Loss)
                (tf, x, w) ->
                    rowSum(
                        tf,
                        tf.reshape(
                            tf.reshape(x, tf.constant(new int[] {-1, 2, 2})),
                            tf.constant(new int[] {-1, 4})))),
        Arguments.of(
            "two features joined",
            (Loss)
                (tf, x, w) -> rowSum(tf, tf.concat(List.of(x, tf.math.square(x)), tf.constant(1)))),
        Arguments.of(
            "weights by feature",
            (Loss) (tf, x, w) -> rowSum(tf, tf.math.mul(x, tf.constant(new float[] {1, 2, 3, 4})))),
        Arguments.of(
            "matrix of parameters before it meets data",
            (Loss) (tf, x, w) -> rowSum(tf, tf.linalg.matMul(x, tf.linalg.matMul(w, w)))),
        Arguments.of(
            "squeeze of a named axis",
            (Loss)
                (tf, x, w) ->
                    rowSum(
                        tf,
                        tf.squeeze(tf.expandDims(x, tf.constant(1)), Squeeze.axis(List.of(1L))))),
        Arguments.of(
            "look-up in parameters",
            (Loss)
                (tf, x, w) -> {
                  var ids = tf.math.argMax(x, tf.constant(1));
                  return rowSum(tf, tf.gather(w, ids, tf.constant(0)));
                }),
        Arguments.of(
            "one-hot classes",
            (Loss)
                (tf, x, w) -> {
                  var ids = tf.math.argMax(x, tf.constant(1));
                  return rowSum(
                      tf,
                      tf.math.mul(
                          x, tf.oneHot(ids, tf.constant(4), tf.constant(1f), tf.constant(0f))));
                }),
        Arguments.of(
            "padding of features",
            (Loss)
                (tf, x, w) ->
                    rowSum(
                        tf, tf.pad(x, tf.constant(new int[][] {{0, 0}, {1, 1}}), tf.constant(0f)))),
        Arguments.of(
            "clipping by value",
            (Loss) (tf, x, w) -> rowSum(tf, tf.clipByValue(x, tf.constant(-1f), tf.constant(1f)))),
        Arguments.of(
            "selection",
            (Loss)
                (tf, x, w) ->
                    rowSum(tf, tf.select(tf.math.greater(x, tf.constant(0f)), x, tf.constant(0f)))),
        Arguments.of(
            "cross entropy",
            (Loss)
                (tf, x, w) ->
                    tf.nn
                        .softmaxCrossEntropyWithLogits(tf.linalg.matMul(x, w), tf.nn.softmax(x))
                        .loss()),
        Arguments.of(
            "average pooling",
            (Loss)
                (tf, x, w) ->
                    tf.reduceSum(
                        tf.nn.avgPool(
                            tf.reshape(x, tf.constant(new int[] {-1, 2, 2, 1})),
                            List.of(1L, 2L, 2L, 1L),
                            List.of(1L, 1L, 1L, 1L),
                            "SAME"),
                        tf.constant(new int[] {1, 2, 3}))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("separateLosses")
  void of_lossThatKeepsExamplesApart_isAccepted(String name, Loss loss) {
    try (Graph graph = new Graph()) {
      ExampleAnalysis analysis = analyze(graph, loss);
      assertThat(analysis.dataInputs()).as(name).hasSize(1);
    }
  }

  @Test
  void of_placeholderWithoutBatchAxis_isRefusedUnlessPublic() {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Placeholder<TFloat32> x = batch(tf);
      Placeholder<TFloat32> rate =
          tf.placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
      Operand<TFloat32> loss = rowSum(tf, tf.math.mul(x, rate));
      assertThatThrownBy(() -> ExampleAnalysis.of(loss.asOutput(), List.of()))
          .hasMessageContaining(rate.op().name())
          .hasMessageContaining("publicInputs");
      assertThat(ExampleAnalysis.of(loss.asOutput(), List.of(rate)).dataInputs())
          .containsExactly(x.asOutput());
    }
  }

  @Test
  void of_inputThatIsReadFromOutside_isRefused() {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      var queue = tf.io.fifoQueue(List.of(TFloat32.class));
      Operand<TFloat32> queued = tf.io.queueDequeue(queue, List.of(TFloat32.class)).op().output(0);
      Operand<TFloat32> loss = rowSum(tf, tf.math.mul(batch(tf), queued));
      assertThatThrownBy(() -> ExampleAnalysis.of(loss.asOutput(), List.of()))
          .hasMessageContaining("FIFOQueue")
          .hasMessageContaining("placeholder");
    }
  }

  @Test
  void of_placeholderWithAFixedNumberOfRows_isRefused() {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      var fixed = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(4, 2)));
      Operand<TFloat32> loss = rowSum(tf, fixed);
      assertThatThrownBy(() -> ExampleAnalysis.of(loss.asOutput(), List.of()))
          .hasMessageContaining("[4, 2]")
          .hasMessageContaining("[-1, ...]");
    }
  }

  @Test
  void of_placeholderWithADefault_isRefused() {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      var defaulted = tf.placeholderWithDefault(tf.constant(new float[2][4]), Shape.of(-1, 4));
      Operand<TFloat32> loss = rowSum(tf, defaulted);
      assertThatThrownBy(() -> ExampleAnalysis.of(loss.asOutput(), List.of()))
          .hasMessageContaining("default value");
      assertThatThrownBy(() -> ExampleAnalysis.of(loss.asOutput(), List.of(defaulted)))
          .hasMessageContaining("no plain placeholder");
    }
  }

  @Test
  void of_constantDeclaredPublic_isRefused() {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Operand<TInt32> axis = tf.constant(1);
      Operand<TFloat32> loss = tf.reduceSum(batch(tf), axis);
      assertThatThrownBy(() -> ExampleAnalysis.of(loss.asOutput(), List.of(axis)))
          .hasMessageContaining("declare placeholders alone");
    }
  }

  @Test
  void of_fileReadWithoutAnyInput_isRefused() {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Operand<TFloat32> read =
          tf.io.decodeRaw(tf.io.readFile(tf.constant("private.bin")), TFloat32.class);
      Operand<TFloat32> loss = rowSum(tf, tf.math.mul(batch(tf), read));
      assertThatThrownBy(() -> ExampleAnalysis.of(loss.asOutput(), List.of()))
          .hasMessageContaining("ReadFile");
    }
  }

  @Test
  void of_divisionOfIntegers_isRefused() {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      var ids = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(-1, 4)));
      Operand<TFloat32> loss =
          rowSum(tf, tf.dtypes.cast(tf.math.div(tf.constant(7), ids), TFloat32.class));
      assertThatThrownBy(() -> ExampleAnalysis.of(loss.asOutput(), List.of()))
          .hasMessageContaining("Div")
          .hasMessageContaining("cast to float");
    }
  }

  private static Placeholder<TFloat32> batch(Ops tf) {
    return tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, 4)));
  }

  private static ExampleAnalysis analyze(Graph graph, Loss loss) {
    Ops tf = Ops.create(graph);
    Variable<TFloat32> w = tf.variable(tf.constant(new float[4][4]));
    return ExampleAnalysis.of(loss.of(tf, batch(tf), w).asOutput(), List.of());
  }
}
