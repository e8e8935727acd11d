package io.dptrain.core.internal.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.dptrain.core.graph.GraphFinding.Kind;
import io.dptrain.core.graph.PrivacyProofException;
import io.dptrain.core.internal.graph.mapping.FunctionCut;
import io.dptrain.core.internal.graph.mapping.MappedGradients;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.ConcreteFunction;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Signature;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.op.nn.Conv2d;
import org.tensorflow.op.nn.FusedBatchNorm;
import org.tensorflow.types.TFloat32;

/** What may not run for one example alone is refused by name. */
class MappedRefusalTest {

  /** A loss out of data of shape [batch, 4] and a variable of shape [4]. */
  private interface Loss {
    Operand<TFloat32> of(Ops tf, Operand<TFloat32> x, Variable<TFloat32> w);
  }

  private static Arguments refused(Kind kind, String type, String name, Loss loss) {
    return Arguments.of(kind, type, name, loss);
  }

  private static Operand<TFloat32> rowSum(Ops tf, Operand<TFloat32> x) {
    return tf.reduceSum(x, tf.constant(1));
  }

  static Stream<Arguments> notPublic() {
    Kind kind = Kind.NOT_PUBLIC;
    return Stream.of(
        refused(
            kind,
            "Placeholder",
            "an undeclared placeholder",
            (tf, x, w) ->
                rowSum(tf, tf.math.mul(tf.math.mul(x, w), tf.placeholder(TFloat32.class)))),
        refused(
            kind,
            "PlaceholderWithDefault",
            "an undeclared placeholder with a default",
            (tf, x, w) ->
                rowSum(
                    tf,
                    tf.math.mul(
                        tf.math.mul(x, w),
                        tf.placeholderWithDefault(tf.constant(1f), Shape.scalar())))),
        refused(
            kind,
            "RandomUniform",
            "dropout",
            (tf, x, w) ->
                rowSum(
                    tf,
                    tf.math.mul(
                        tf.math.mul(x, w), tf.random.randomUniform(tf.shape(x), TFloat32.class)))),
        refused(
            kind,
            "ReadFile",
            "a file",
            (tf, x, w) ->
                tf.math.mul(
                    rowSum(tf, tf.math.mul(x, w)),
                    tf.strings.toNumber(tf.io.readFile(tf.constant("number"))))),
        refused(
            kind,
            "AssignAdd",
            "a counter",
            (tf, x, w) ->
                tf.math.mul(
                    rowSum(tf, tf.math.mul(x, w)),
                    tf.assignAdd(tf.variable(tf.constant(1f)), tf.constant(1f)))),
        refused(
            kind,
            "AssignAdd",
            "a counter that the loss waits for",
            (tf, x, w) -> {
              var counted = tf.assignAdd(tf.variable(tf.constant(1f)), tf.constant(1f));
              return tf.withControlDependencies(List.of(counted))
                  .identity(rowSum(tf, tf.math.mul(x, w)));
            }),
        refused(
            kind,
            "ReadVariableOp",
            "a resource variable",
            (tf, x, w) -> {
              var handle = tf.varHandleOp(TFloat32.class, Shape.scalar());
              return tf.math.mul(
                  rowSum(tf, tf.math.mul(x, w)), tf.readVariableOp(handle, TFloat32.class));
            }),
        refused(
            kind,
            "RandomUniform",
            "a function that draws random numbers",
            (tf, x, w) -> {
              Function<Ops, Signature> noisy =
                  in -> {
                    Placeholder<TFloat32> value = in.placeholder(TFloat32.class);
                    var noise = in.random.randomUniform(in.shape(value), TFloat32.class);
                    return Signature.builder("noisy")
                        .input("x", value)
                        .output("y", in.math.add(value, noise))
                        .build();
                  };
              try (ConcreteFunction function = ConcreteFunction.create(noisy)) {
                @SuppressWarnings("unchecked") // the function returns floats
                Operand<TFloat32> called = (Operand<TFloat32>) function.call(tf, x);
                return rowSum(tf, tf.math.mul(called, w));
              }
            }));
  }

  static Stream<Arguments> others() {
    return Stream.of(
        refused(
            Kind.MIXES_EXAMPLES,
            "FusedBatchNormV3",
            "batch normalization",
            (tf, x, w) -> {
              Operand<TFloat32> image =
                  tf.reshape(tf.math.mul(x, w), tf.constant(new int[] {-1, 2, 2, 1}));
              return tf.reduceSum(normalize(tf, image, true), tf.constant(new int[] {1, 2, 3}));
            }),
        refused(
            Kind.NOT_FOLLOWED,
            "Sum",
            "a batch size built in",
            (tf, x, w) ->
                rowSum(tf, tf.reshape(tf.math.mul(x, w), tf.constant(new int[] {64, 4})))),
        refused(
            Kind.NO_EXAMPLE_LOSS,
            "Mean",
            "a mean over the batch",
            (tf, x, w) -> tf.math.mean(tf.math.mul(x, w), tf.constant(new int[] {0, 1}))),
        refused(
            Kind.NO_EXAMPLE_LOSS,
            "Mul",
            "a loss for each element",
            (tf, x, w) -> tf.math.mul(x, w)),
        refused(
            Kind.NOT_COVERED,
            "VariableV2",
            "a variable that is not used",
            (tf, x, w) -> rowSum(tf, x)),
        refused(
            Kind.NOT_COVERED,
            "VariableV2",
            "a variable behind a stopGradient",
            (tf, x, w) -> rowSum(tf, tf.math.mul(x, tf.stopGradient(w)))),
        refused(
            Kind.NOT_COVERED,
            "LogSoftmax",
            "LogSoftmax over three axes",
            (tf, x, w) -> {
              Operand<TFloat32> rows =
                  tf.reshape(tf.math.mul(x, w), tf.constant(new int[] {-1, 2, 2}));
              return tf.reduceSum(tf.nn.logSoftmax(rows), tf.constant(new int[] {1, 2}));
            }),
        refused(
            Kind.NOT_COVERED,
            "Cumprod",
            "an op without a gradient",
            (tf, x, w) -> rowSum(tf, tf.math.cumprod(tf.math.mul(x, w), tf.constant(1)))),
        refused(
            Kind.NOT_COVERED,
            "Conv2D",
            "a dilated convolution",
            (tf, x, w) -> {
              Operand<TFloat32> image = tf.reshape(x, tf.constant(new int[] {-1, 2, 2, 1}));
              Operand<TFloat32> kernel = tf.reshape(w, tf.constant(new int[] {2, 2, 1, 1}));
              Operand<TFloat32> output =
                  tf.nn.conv2d(
                      image,
                      kernel,
                      List.of(1L, 1L, 1L, 1L),
                      "SAME",
                      Conv2d.dilations(List.of(1L, 2L, 2L, 1L)));
              return tf.reduceSum(output, tf.constant(new int[] {1, 2, 3}));
            }));
  }

  private static Operand<TFloat32> normalize(Ops tf, Operand<TFloat32> image, boolean training) {
    Operand<TFloat32> one = tf.constant(new float[] {1});
    return tf.nn.fusedBatchNorm(image, one, one, one, one, FusedBatchNorm.isTraining(training)).y();
  }

  private static PrivacyProofException refusal(Loss loss) {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Placeholder<TFloat32> x = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, 4)));
      Variable<TFloat32> w = tf.variable(tf.constant(new float[] {1, 2, 3, 4}));
      Output<TFloat32> output = loss.of(tf, x, w).asOutput();
      UnitInputs inputs = new UnitInputs(List.of(x.asOutput()), List.of(), 1);
      return catchThrowableOfType(
          PrivacyProofException.class,
          () -> MappedGradients.ofLoss(tf, output, inputs, List.of(w.asOutput())));
    }
  }

  @ParameterizedTest(name = "{2}")
  @MethodSource({"notPublic", "others"})
  void ofLoss_notForOneExample_isRefusedByName(Kind kind, String type, String name, Loss loss) {
    PrivacyProofException refusal = refusal(loss);
    assertThat(refusal).as(name).isNotNull();
    assertThat(refusal.findings().get(0).kind()).as(refusal.getMessage()).isEqualTo(kind);
    assertThat(refusal.findings().get(0).type()).isEqualTo(type);
  }

  @Test
  void ofLoss_batchNormalizationByConstants_isAccepted() {
    assertThat(
            refusal(
                (tf, x, w) ->
                    tf.reduceSum(
                        normalize(
                            tf,
                            tf.reshape(tf.math.mul(x, w), tf.constant(new int[] {-1, 2, 2, 1})),
                            false),
                        tf.constant(new int[] {1, 2, 3}))))
        .isNull();
  }

  @Test
  void ofLoss_dataWithDefault_isRefused() {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Output<TFloat32> x =
          tf.placeholderWithDefault(tf.constant(new float[2][4]), Shape.of(-1, 4)).asOutput();
      Variable<TFloat32> w = tf.variable(tf.constant(new float[] {1, 2, 3, 4}));
      Output<TFloat32> loss = rowSum(tf, tf.math.mul(x, w)).asOutput();
      UnitInputs inputs = new UnitInputs(List.of(x), List.of(), 1);
      assertThatThrownBy(() -> MappedGradients.ofLoss(tf, loss, inputs, List.of(w.asOutput())))
          .isInstanceOf(PrivacyProofException.class)
          .hasMessageContaining("default value");
    }
  }

  @Test
  void ofLoss_inputBothDataAndPublic_isRefused() {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Output<TFloat32> x =
          tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, 4))).asOutput();
      Variable<TFloat32> w = tf.variable(tf.constant(new float[] {1, 2, 3, 4}));
      Output<TFloat32> loss = rowSum(tf, tf.math.mul(x, w)).asOutput();
      UnitInputs inputs = new UnitInputs(List.of(x), List.of(x), 1);
      assertThatThrownBy(() -> MappedGradients.ofLoss(tf, loss, inputs, List.of(w.asOutput())))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("named twice");
    }
  }

  @Test
  void map_typesDiffer_isRefused() {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Output<?> tensor = tf.constant(new float[] {1}).asOutput();
      Operand<?> slices = tf.constant(new int[] {1});
      assertThatThrownBy(() -> new FunctionCut().map(tensor, slices))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("TFloat32");
    }
  }

  @Test
  void map_scalar_isRefused() {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Output<?> tensor = tf.constant(1f).asOutput();
      assertThatThrownBy(() -> new FunctionCut().map(tensor, tensor))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("scalar");
    }
  }

  @Test
  void unitInputs_noDataOrNoRows_areRefused() {
    assertThatThrownBy(() -> new UnitInputs(List.of(), List.of(), 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least one placeholder");
    try (Graph graph = new Graph()) {
      Output<?> data = Ops.create(graph).placeholder(TFloat32.class).asOutput();
      assertThatThrownBy(() -> new UnitInputs(List.of(data), List.of(), 0))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("rowsPerUnit");
    }
  }
}
