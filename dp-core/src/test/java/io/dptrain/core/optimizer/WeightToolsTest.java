package io.dptrain.core.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dptrain.core.clip.Clipping;
import io.dptrain.core.internal.Doubles;
import io.dptrain.core.sampling.PoissonSampling;
import io.dptrain.core.stability.weights.DecoupledWeightDecay;
import io.dptrain.core.stability.weights.NormConstraint;
import io.dptrain.core.stability.weights.SpectralNormalization;
import io.dptrain.core.stability.weights.SpectralNormalization.Normalized;
import io.dptrain.core.stability.weights.WeightClipping;
import io.dptrain.core.testing.TestModel;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tensorflow.Operand;
import org.tensorflow.framework.optimizers.GradientDescent;
import org.tensorflow.framework.optimizers.Optimizer;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;

/** The weight-side tools of the stability package inside a private optimizer. */
class WeightToolsTest {
  private static final int UNITS = 4;
  private static final double CLIP_NORM = 0.7;

  private final TestModel<TFloat32> model = TestModel.single();
  private final Ops tf = model.tf;

  @AfterEach
  void closeModel() {
    model.close();
  }

  private Normalized<TFloat32> normalized(long... shape) {
    return SpectralNormalization.of(1).apply(tf, model.variable(shape));
  }

  private DpOptimizer optimizer(Operand<TFloat32> loss, double noiseMultiplier) {
    DpOptimizer optimizer =
        model.optimizer(UNITS, CLIP_NORM).noiseMultiplier(noiseMultiplier).build();
    optimizer.minimize(loss, model.variables);
    model.session.initialize();
    return optimizer;
  }

  private void expectVerified(DpOptimizer optimizer) {
    VerificationReport report = optimizer.verify(model.session, model.feeds(0, 1, 2, 3));
    assertThat(report.isWithin(1e-4)).as("%s", report).isTrue();
    assertThat(report.largestShare()).isBetween(0.99, 1.0);
  }

  @Test
  void verify_spectrallyNormalizedDenseLayers_agreesWithEachExampleAlone() {
    Normalized<TFloat32> first = normalized(5, 4);
    Normalized<TFloat32> second = normalized(4, 3);
    Operand<TFloat32> hidden = tf.math.tanh(tf.linalg.matMul(model.numbers(5), first.weight()));
    DpOptimizer optimizer = optimizer(model.distance(tf.linalg.matMul(hidden, second.weight())), 1);
    expectVerified(optimizer);
    optimizer.step(model.session, model::feeds);
    model.session.runner().addTarget(first.update()).addTarget(second.update()).run().close();
    optimizer.step(model.session, model::feeds);
    expectVerified(optimizer);
  }

  @Test
  void verify_spectrallyNormalizedConvolution_agreesWithEachExampleAlone() {
    Normalized<TFloat32> kernel = normalized(3, 3, 2, 3);
    Operand<TFloat32> maps =
        tf.nn.conv2d(model.numbers(6, 6, 2), kernel.weight(), List.of(1L, 2L, 2L, 1L), "VALID");
    Operand<TFloat32> flat = tf.reshape(tf.math.tanh(maps), tf.constant(new int[] {-1, 12}));
    expectVerified(optimizer(model.distance(model.dense(flat, 2)), 1));
  }

  @Test
  void step_spectrallyNormalized_movesTheWeightByTheClippedMean() {
    Normalized<TFloat32> weight = normalized(5, 3);
    Operand<TFloat32> loss = model.distance(tf.linalg.matMul(model.numbers(5), weight.weight()));
    DpOptimizer optimizer = optimizer(loss, 0);
    double[] expected = model.expectedChange(loss, UNITS, 1, CLIP_NORM);
    assertThat(model.change(optimizer, model::feeds)).containsExactly(expected, within(1e-5));
  }

  /** The update sees weights alone: no placeholder has to be fed, and the proof still holds. */
  @Test
  void update_betweenSteps_changesTheVectorAndNothingElse() {
    Normalized<TFloat32> weight = normalized(5, 3);
    Operand<TFloat32> loss = model.distance(tf.linalg.matMul(model.numbers(5), weight.weight()));
    DpOptimizer optimizer = optimizer(loss, 1);
    optimizer.step(model.session, model::feeds);
    double[] weights = model.values();
    double[] vector = vector(weight);
    model.session.run(weight.update());
    assertThat(model.values()).containsExactly(weights);
    assertThat(vector(weight)).isNotEqualTo(vector);
    optimizer.step(model.session, model::feeds);
    assertThat(optimizer.ledger().steps()).isEqualTo(2);
  }

  private double[] vector(Normalized<TFloat32> weight) {
    return Doubles.fetch(model.session.runner().fetch(weight.vector()))[0];
  }

  /** A wrapped optimizer against plain Java: the same step without the tool, and then the tool. */
  private double[][] stepWith(Optimizer wrapped) {
    Variable<TFloat32> weight = model.variable(5, 3);
    Operand<TFloat32> loss = model.distance(tf.linalg.matMul(model.numbers(5), weight));
    DpOptimizer optimizer =
        DpOptimizer.wrap(wrapped)
            .sampling(PoissonSampling.of(UNITS, UNITS))
            .clipping(Clipping.flat(CLIP_NORM))
            .noiseMultiplier(0)
            .build();
    optimizer.minimize(loss);
    double[] step = expectedStep(loss);
    double[] before = model.values();
    optimizer.step(model.session, model::feeds);
    assertThat(weight.shape()).isEqualTo(Shape.of(5, 3));
    return new double[][] {before, step, model.values()};
  }

  private double[] expectedStep(Operand<TFloat32> loss) {
    model.session.initialize();
    return model.expectedChange(loss, UNITS, 1, CLIP_NORM);
  }

  @Test
  void step_weightClipping_clipsTheNoisedUpdate() {
    double[][] run = stepWith(WeightClipping.of(0.3).around(new GradientDescent(model.graph, 1)));
    double[] expected = new double[run[0].length];
    Arrays.setAll(expected, i -> Math.max(-0.3, Math.min(0.3, run[0][i] + run[1][i])));
    assertThat(run[2]).containsExactly(expected, within(1e-5));
    assertThat(Arrays.stream(run[2])).anyMatch(x -> Math.abs(x) > 0.2999);
  }

  @Test
  void step_unitNorm_scalesTheColumnsOfTheNoisedUpdate() {
    double[][] run =
        stepWith(NormConstraint.unitNorm(0).around(new GradientDescent(model.graph, 1)));
    double[] expected = new double[run[0].length];
    Arrays.setAll(expected, i -> run[0][i] + run[1][i]);
    for (int column = 0; column < 3; column++) {
      double square = 0;
      for (int i = column; i < expected.length; i += 3) {
        square += expected[i] * expected[i];
      }
      for (int i = column; i < expected.length; i += 3) {
        expected[i] /= Math.sqrt(square);
      }
    }
    assertThat(run[2]).containsExactly(expected, within(1e-5));
  }

  @Test
  void step_decoupledWeightDecay_decaysBesideTheNoisedGradient() {
    double[][] run =
        stepWith(DecoupledWeightDecay.of(1, 0.25).around(new GradientDescent(model.graph, 1)));
    double[] expected = new double[run[0].length];
    Arrays.setAll(expected, i -> 0.75 * run[0][i] + run[1][i]);
    assertThat(run[2]).containsExactly(expected, within(1e-5));
  }
}
