package io.dptrain.core.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.dptrain.core.gradient.ExampleGradients;
import io.dptrain.core.graph.GraphFinding;
import io.dptrain.core.graph.PrivacyProofException;
import io.dptrain.core.testing.TestModel;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.OperationBuilder;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.RawCustomGradient;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/**
 * Gradients that a program supplies are followed like the model. Each test uses an op type of its
 * own, as a gradient stays for the life of the process.
 */
class ExampleGradientsTest {
  private static final int UNITS = 4;

  private final TestModel<TFloat32> model = TestModel.single();
  private final Ops tf = model.tf;

  @AfterEach
  void closeModel() {
    model.close();
  }

  @SuppressWarnings("unchecked") // the models compute in single precision
  private static Output<TFloat32> floats(Output<?> tensor) {
    return (Output<TFloat32>) tensor;
  }

  private static List<Operand<?>> twice(Operand<?> gradient) {
    return List.of(gradient, gradient);
  }

  /** The squares of what an op without a gradient makes of a dense layer. */
  private Operand<TFloat32> loss(String type) {
    Operand<TFloat32> dense = tf.linalg.matMul(model.numbers(3), model.variable(3, 2));
    OperationBuilder builder = tf.scope().opBuilder(type, type).addInput(dense.asOutput());
    if (type.endsWith("Mod")) {
      builder.addInput(dense.asOutput());
    }
    Operand<TFloat32> output = builder.build().output(0);
    return tf.reduceSum(tf.math.square(output), tf.constant(1));
  }

  private void requireRefused(String type, RawCustomGradient gradient, String reason) {
    ExampleGradients.register(type, gradient);
    Operand<TFloat32> loss = loss(type);
    assertThatThrownBy(() -> model.optimizer(UNITS, 1).build().minimize(loss))
        .asInstanceOf(InstanceOfAssertFactories.type(PrivacyProofException.class))
        .satisfies(
            e -> {
              GraphFinding finding = e.findings().get(0);
              assertThat(finding.kind()).isEqualTo(GraphFinding.Kind.NOT_COVERED);
              assertThat(e).hasMessageContaining(reason);
            });
  }

  private void requireTypeRefused(String type, RawCustomGradient gradient, String reason) {
    requireRefused(type, gradient, reason);
    assertThatThrownBy(() -> model.optimizer(UNITS, 1).build().minimize(loss(type)))
        .hasMessageStartingWith(type);
  }

  @Test
  void minimize_elementwiseGradient_trainsWithIt() {
    ExampleGradients.register("Rint", (tf, operation, incoming) -> List.of(incoming.get(0)));
    Operand<TFloat32> loss = loss("Rint");
    DpOptimizer optimizer = model.optimizer(UNITS, 0.9).build();
    optimizer.minimize(loss);
    model.session.initialize();
    double[] expected = model.expectedChange(loss, UNITS, 1, 0.9);
    assertThat(model.change(optimizer, model::feeds)).containsExactly(expected, within(1e-5));
  }

  @Test
  void minimize_gradientDividedByTheLargestOfTheBatch_isRefused() {
    requireTypeRefused(
        "Round",
        (tf, operation, incoming) -> {
          Output<TFloat32> in = floats(incoming.get(0));
          Operand<TFloat32> largest = tf.reduceMax(in, tf.constant(new int[] {0, 1}));
          return List.of(tf.math.div(in, largest));
        },
        "Max mixes examples");
  }

  @Test
  void minimize_gradientDividedByTheNumberOfRows_isRefused() {
    requireTypeRefused(
        "Ceil",
        (tf, operation, incoming) -> {
          Output<TFloat32> in = floats(incoming.get(0));
          Operand<TFloat32> entries = tf.dtypes.cast(tf.size(in), TFloat32.class);
          return List.of(tf.math.div(in, entries));
        },
        "number of rows");
  }

  @Test
  void minimize_gradientWithTheExamplesElsewhere_isRefused() {
    requireTypeRefused(
        "Erfc",
        (tf, operation, incoming) ->
            List.of(tf.linalg.transpose(floats(incoming.get(0)), tf.constant(new int[] {1, 0}))),
        "has the examples where its input 0");
  }

  /** One entry per example would be broadcast over the rows of the layer below. */
  @Test
  void minimize_gradientOfAnotherRank_isRefused() {
    requireTypeRefused(
        "Digamma",
        (tf, operation, incoming) -> List.of(tf.reduceSum(floats(incoming.get(0)), tf.constant(1))),
        "has the shape");
  }

  @Test
  void minimize_gradientThatReadsAnotherPlaceholder_isRefused() {
    Placeholder<TFloat32> other =
        tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, 2)));
    requireTypeRefused(
        "FloorMod",
        (tf, operation, incoming) -> twice(tf.math.mul(floats(incoming.get(0)), other)),
        "is read by a gradient");
  }

  @Test
  void minimize_gradientThatReadsAnotherVariable_isRefused() {
    Operand<TFloat32> other = tf.variable(tf.constant(new float[2]));
    requireTypeRefused(
        "TruncateMod",
        (tf, operation, incoming) -> twice(tf.math.mul(floats(incoming.get(0)), other)),
        "is read by a gradient");
  }

  @Test
  void minimize_gradientThatThrows_isRefusedWithItsMessage() {
    requireRefused(
        "BesselJ0",
        (tf, operation, incoming) -> {
          throw new UnsupportedOperationException("not for me");
        },
        "not for me");
  }

  @Test
  void minimize_gradientsForTooFewInputs_isRefused() {
    requireRefused(
        "BesselJ1", (tf, operation, incoming) -> List.of(), "one tensor for each of the 1 inputs");
  }

  /** In a mapped function examples are apart, but what keeps a state would join them. */
  @Test
  void minimize_gradientThatDrawsInAMappedFunction_isRefused() {
    ExampleGradients.register(
        "BesselK0",
        (tf, operation, incoming) -> {
          Output<TFloat32> in = floats(incoming.get(0));
          return List.of(tf.math.mul(in, tf.random.randomUniform(tf.shape(in), TFloat32.class)));
        });
    Operand<TFloat32> function =
        tf.scope()
            .opBuilder("BesselK0", "BesselK0")
            .addInput(model.variable(3, 2).asOutput())
            .build()
            .output(0);
    Operand<TFloat32> loss =
        tf.reduceSum(tf.linalg.matMul(model.numbers(3), function), tf.constant(1));
    assertThatThrownBy(() -> model.optimizer(UNITS, 1).build().minimize(loss))
        .isInstanceOf(PrivacyProofException.class)
        .hasMessageContaining("RandomUniform");
  }

  @Test
  void register_typeThatHasAGradient_isRefused() {
    RawCustomGradient gradient =
        (Ops ops, GraphOperation operation, List<Output<?>> incoming) -> List.of(incoming.get(0));
    for (String type : List.of("Square", "SparseSoftmaxCrossEntropyWithLogits", "Floor")) {
      assertThatThrownBy(() -> ExampleGradients.register(type, gradient))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining(type);
    }
    ExampleGradients.register("BesselK1", gradient);
    assertThatThrownBy(() -> ExampleGradients.register("BesselK1", gradient))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("once");
  }
}
