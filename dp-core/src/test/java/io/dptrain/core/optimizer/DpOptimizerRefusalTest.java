package io.dptrain.core.optimizer;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dptrain.accountant.event.PrivacyBudget;
import io.dptrain.core.clip.Clipping;
import io.dptrain.core.graph.PrivacyProofException;
import io.dptrain.core.mechanism.HostNoise;
import io.dptrain.core.mechanism.NoiseMechanism;
import io.dptrain.core.noise.SecureNoise;
import io.dptrain.core.noise.SeededNoise;
import io.dptrain.core.sampling.PoissonSampling;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tensorflow.Operand;
import org.tensorflow.framework.optimizers.Adam;
import org.tensorflow.framework.optimizers.GradientDescent;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.TFloat16;
import org.tensorflow.types.TFloat32;

class DpOptimizerRefusalTest {
  private static final double DELTA = 1e-5;
  private static final float[][] TABLE = new float[4][LinearModel.WIDTH];

  static {
    TABLE[0][0] = 3;
    TABLE[1][1] = 4;
    TABLE[2][2] = -5;
    TABLE[3][0] = 0.01f;
  }

  private final LinearModel model = new LinearModel();

  @AfterEach
  void closeModel() {
    model.close();
  }

  @Test
  void minimize_secondLoss_isRefused() {
    DpOptimizer optimizer = LinearModel.builder(model.overwriting(), 4).build();
    optimizer.minimize(model.loss);
    assertThatThrownBy(() -> optimizer.minimize(model.loss)).hasMessageContaining("one loss");
  }

  @Test
  void minimize_meanLoss_isRefusedWithTheFix() {
    DpOptimizer optimizer = LinearModel.builder(model.overwriting(), 4).build();
    Operand<TFloat32> mean = model.tf.math.mean(model.loss, model.tf.constant(0));
    assertThatThrownBy(() -> optimizer.minimize(mean))
        .isInstanceOf(PrivacyProofException.class)
        .hasMessageContaining("one entry per example");
  }

  @Test
  void minimize_lossPerExampleAndColumn_isRefusedWithTheFix() {
    DpOptimizer optimizer = LinearModel.builder(model.overwriting(), 4).build();
    Operand<TFloat32> wide = model.tf.linalg.matMul(model.data, model.weight);
    assertThatThrownBy(() -> optimizer.minimize(wide)).hasMessageContaining("shape [batch]");
  }

  @Test
  void minimize_ordinaryOptimizerOnTheSameVariables_isRefused() {
    new GradientDescent(model.graph, 0.1f)
        .minimize(model.tf.math.mean(model.loss, model.tf.constant(0)));
    DpOptimizer optimizer = LinearModel.builder(model.overwriting(), 4).build();
    assertThatThrownBy(() -> optimizer.minimize(model.loss))
        .hasMessageContaining("neither clipped nor noised");
  }

  @Test
  void minimize_unsupportedUseOfAVariable_isNamed() {
    Operand<TFloat32> scaled =
        model.tf.reduceSum(
            model
                .tf
                .withName("scaling")
                .math
                .mul(
                    model.data,
                    model.tf.reshape(
                        model.weight, model.tf.constant(new int[] {1, LinearModel.WIDTH}))),
            model.tf.constant(1));
    DpOptimizer optimizer = LinearModel.builder(model.overwriting(), 4).build();
    assertThatThrownBy(() -> optimizer.minimize(scaled))
        .isInstanceOf(PrivacyProofException.class)
        .hasMessageContaining("Reshape")
        .hasMessageContaining("weight");
  }

  @Test
  void minimize_secondPrivateOptimizerOnTheSameVariables_isRefused() {
    LinearModel.builder(new Adam(model.graph, 0.1f), 4).build().minimize(model.loss);
    DpOptimizer second = LinearModel.builder(model.overwriting(), 4).build();
    assertThatThrownBy(() -> second.minimize(model.loss)).hasMessageContaining("one DpOptimizer");
  }

  @Test
  void minimize_variableBehindStopGradient_isNamed() {
    Operand<TFloat32> stopped =
        model.tf.stopGradient(model.tf.linalg.matMul(model.data, model.weight));
    Operand<TFloat32> loss =
        model.tf.reduceSum(model.tf.math.add(stopped, model.bias), model.tf.constant(1));
    DpOptimizer optimizer = LinearModel.builder(model.overwriting(), 4).build();
    assertThatThrownBy(() -> optimizer.minimize(loss))
        .isInstanceOf(PrivacyProofException.class)
        .hasMessageContaining("'weight'")
        .hasMessageContaining("no gradient path");
  }

  @Test
  void minimize_variableUsedInTwoWays_isNamedWhenOneHasNoRule() {
    Operand<TFloat32> squared =
        model.tf.linalg.matMul(model.weight, model.weight, MatMul.transposeB(true));
    Operand<TFloat32> loss =
        model.tf.reduceSum(
            model.tf.linalg.matMul(model.tf.linalg.matMul(model.data, squared), model.weight),
            model.tf.constant(1));
    DpOptimizer optimizer = LinearModel.builder(model.overwriting(), 4).build();
    assertThatThrownBy(() -> optimizer.minimize(loss))
        .isInstanceOf(PrivacyProofException.class)
        .hasMessageContaining("changes the variable 'weight'");
  }

  @Test
  void minimize_noiseMechanismOfAnotherOptimizer_isRefused() {
    NoiseMechanism shared = HostNoise.of(SecureNoise.create());
    LinearModel.builder(model.overwriting(), 4).noise(shared).build().minimize(model.loss);
    try (LinearModel other = new LinearModel()) {
      DpOptimizer second = LinearModel.builder(other.overwriting(), 4).noise(shared).build();
      assertThatThrownBy(() -> second.minimize(other.loss))
          .hasMessageContaining("create a new one");
    }
  }

  @Test
  void minimize_halfPrecision_isRefused() {
    Operand<TFloat16> half = model.tf.dtypes.cast(model.loss, TFloat16.class);
    DpOptimizer optimizer = LinearModel.builder(model.overwriting(), 4).build();
    assertThatThrownBy(() -> optimizer.minimize(half))
        .isInstanceOf(PrivacyProofException.class)
        .hasMessageContaining("TFloat16");
  }

  @Test
  void minimize_secondPrivateOptimizerWithItsOwnData_isRefused() {
    LinearModel.builder(new Adam(model.graph, 0.1f), 4).build().minimize(model.loss);
    var other =
        model.tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, LinearModel.WIDTH)));
    Operand<TFloat32> loss =
        model.tf.reduceSum(model.tf.linalg.matMul(other, model.weight), model.tf.constant(1));
    DpOptimizer second = LinearModel.builder(model.overwriting(), 4).build();
    assertThatThrownBy(() -> second.minimize(loss)).hasMessageContaining("one DpOptimizer");
  }

  @Test
  void build_budgetAndSeededNoise_isRefused() {
    var builder =
        DpOptimizer.wrap(model.overwriting())
            .sampling(PoissonSampling.of(10, 1))
            .clipping(Clipping.flat(1))
            .budget(new PrivacyBudget(1, DELTA), 1)
            .noise(HostNoise.of(SeededNoise.of(1)));
    assertThatThrownBy(builder::build).hasMessageContaining("SeededNoise");
  }

  @Test
  void build_somethingMissing_isNamed() {
    var bare = DpOptimizer.wrap(model.overwriting());
    assertThatThrownBy(bare::build).hasMessageContaining("sampling");
    bare.sampling(PoissonSampling.of(10, 1));
    assertThatThrownBy(bare::build).hasMessageContaining("clipping");
    bare.clipping(Clipping.flat(1));
    assertThatThrownBy(bare::build).hasMessageContaining("noiseMultiplier");
    bare.noiseMultiplier(1).budget(new PrivacyBudget(1, DELTA), 1);
    assertThatThrownBy(bare::build).hasMessageContaining("exactly one");
  }

  @Test
  void builder_valuesOutOfDomain_areRefused() {
    var builder = DpOptimizer.wrap(model.overwriting());
    assertThatThrownBy(() -> builder.noiseMultiplier(Double.NaN)).hasMessageContaining("NaN");
    assertThatThrownBy(() -> builder.noiseMultiplier(-1)).hasMessageContaining("-1");
    assertThatThrownBy(() -> builder.budget(new PrivacyBudget(1, DELTA), 0))
        .hasMessageContaining("steps");
  }

  @Test
  void minimize_noiseThatSinglePrecisionCannotHold_isRefused() {
    for (double clipNorm : new double[] {1e39, 1e-12}) {
      DpOptimizer optimizer =
          LinearModel.builder(model.overwriting(), 4)
              .clipping(Clipping.flat(clipNorm))
              .noiseMultiplier(clipNorm < 1 ? 1e-30 : 1)
              .build();
      assertThatThrownBy(() -> optimizer.minimize(model.loss)).hasMessageContaining("noiseStdDev");
    }
  }
}
