package io.dptrain.core.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dptrain.core.graph.GraphFinding;
import io.dptrain.core.graph.PrivacyProofException;
import io.dptrain.core.testing.TestModel;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.op.nn.FusedBatchNorm;
import org.tensorflow.op.nn.SoftmaxCrossEntropyWithLogits;
import org.tensorflow.types.TFloat32;

/** Operations that take a variable more than once, or give more than one result. */
class UnusualUsesTest {
  private static final int UNITS = 4;

  @Test
  void verify_variableAtTwoInputsOfOneOperation_countsBothOnce() {
    try (TestModel<TFloat32> model = TestModel.single()) {
      Variable<TFloat32> twice = model.variable(3);
      requireRightGradients(model, twice, twice);
    }
  }

  @Test
  void verify_twoVariablesAtOneOperation_countsBoth() {
    try (TestModel<TFloat32> model = TestModel.single()) {
      requireRightGradients(model, model.variable(3), model.variable(3));
    }
  }

  @Test
  void verify_variableAndItsFunctionAtOneOperation_countsBoth() {
    try (TestModel<TFloat32> model = TestModel.single()) {
      Variable<TFloat32> scale = model.variable(3);
      requireRightGradients(model, scale, model.tf.math.tanh(scale));
    }
  }

  /**
   * As Keras leaves it for a model that is trained on: scale and offset move, statistics do not.
   */
  @Test
  void explain_batchNormalizationByConstants_isNotMapped() {
    try (TestModel<TFloat32> model = TestModel.single()) {
      DpOptimizer optimizer = requireRightGradients(model, model.variable(3), model.variable(3));
      assertThat(optimizer.explain().fallback()).isEmpty();
      assertThat(optimizer.explain().variables())
          .hasSize(2)
          .noneMatch(variable -> variable.toString().contains("mapped"));
    }
  }

  /** Of a batch normalization by constants. */
  private static DpOptimizer requireRightGradients(
      TestModel<TFloat32> model, Operand<TFloat32> scale, Operand<TFloat32> offset) {
    Ops tf = model.tf;
    Operand<TFloat32> means = tf.constant(new float[] {0.1f, -0.7f, 0.4f});
    Operand<TFloat32> variances = tf.constant(new float[] {0.2f, 1.5f, 3});
    Operand<TFloat32> image = tf.reshape(model.numbers(6), tf.constant(new int[] {-1, 2, 1, 3}));
    Operand<TFloat32> scaled =
        tf.nn
            .fusedBatchNorm(
                image, scale, offset, means, variances, FusedBatchNorm.isTraining(false))
            .y();
    Operand<TFloat32> loss =
        model.distance(tf.reshape(tf.math.tanh(scaled), tf.constant(new int[] {-1, 6})));
    DpOptimizer optimizer = model.optimizer(UNITS, 0.5).build();
    optimizer.minimize(loss);
    model.session.initialize();
    VerificationReport report = optimizer.verify(model.session, model.feeds(0, 1, 2, 3));
    assertThat(report.normError()).isLessThan(1e-4);
    assertThat(report.sumError()).isLessThan(1e-4);
    return optimizer;
  }

  @Test
  void minimize_secondOutputOfAUse_isRefused() {
    try (TestModel<TFloat32> model = TestModel.single()) {
      Placeholder<TFloat32> labels = model.numbers(3);
      SoftmaxCrossEntropyWithLogits<TFloat32> entropy =
          SoftmaxCrossEntropyWithLogits.create(
              model.tf.scope(), model.tf.identity(model.variable(1, 3)), labels);
      DpOptimizer optimizer = model.optimizer(UNITS, 0.5).build();
      Operand<TFloat32> loss =
          model.tf.math.add(entropy.loss(), model.distance(entropy.backprop()));
      assertThatThrownBy(() -> optimizer.minimize(loss))
          .asInstanceOf(InstanceOfAssertFactories.type(PrivacyProofException.class))
          .satisfies(
              e -> {
                assertThat(e.findings())
                    .extracting(GraphFinding::kind)
                    .containsExactly(GraphFinding.Kind.NOT_COVERED);
                assertThat(e).hasMessageContaining("more than its first output");
              });
    }
  }
}
