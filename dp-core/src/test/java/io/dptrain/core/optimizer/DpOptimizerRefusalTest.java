package io.dptrain.core.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dptrain.accountant.event.PrivacyBudget;
import io.dptrain.core.clip.Clipping;
import io.dptrain.core.graph.GraphFinding;
import io.dptrain.core.graph.PrivacyProofException;
import io.dptrain.core.noise.HostNoise;
import io.dptrain.core.noise.NoiseMechanism;
import io.dptrain.core.random.SecureNoise;
import io.dptrain.core.random.SeededNoise;
import io.dptrain.core.sampling.PoissonSampling;
import io.dptrain.core.testing.LinearModel;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tensorflow.Operand;
import org.tensorflow.framework.optimizers.Adam;
import org.tensorflow.framework.optimizers.GradientDescent;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.core.AssignAdd;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat16;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TString;
import org.tensorflow.types.family.TFloating;

class DpOptimizerRefusalTest {
  private static final double DELTA = 1e-5;

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
  void minimize_ordinaryOptimizerOnTheSameVariables_isRefused() {
    new GradientDescent(model.graph, 0.1f)
        .minimize(model.tf.math.mean(model.loss, model.tf.constant(0)));
    DpOptimizer optimizer = LinearModel.builder(model.overwriting(), 4).build();
    assertThatThrownBy(() -> optimizer.minimize(model.loss))
        .hasMessageContaining("neither clipped nor noised");
  }

  @Test
  void minimize_secondPrivateOptimizerOnTheSameVariables_isRefused() {
    LinearModel.builder(new Adam(model.graph, 0.1f), 4).build().minimize(model.loss);
    DpOptimizer second = LinearModel.builder(model.overwriting(), 4).build();
    assertThatThrownBy(() -> second.minimize(model.loss)).hasMessageContaining("one DpOptimizer");
  }

  /** How many runs a step takes depends on the batch, and so would what they count. */
  @Test
  void minimize_lossThatCountsItsRuns_isRefused() {
    Variable<TFloat32> counter = model.tf.withName("counter").variable(model.tf.constant(0f));
    AssignAdd<TFloat32> counted = model.tf.assignAdd(counter, model.tf.constant(1f));
    requireFinding(
        model.tf.math.mul(model.loss, counted),
        GraphFinding.Kind.NOT_PUBLIC,
        "AssignAdd",
        "feed data");
    Operand<TFloat32> after =
        model.tf.withControlDependencies(List.of(counted)).identity(model.loss);
    requireFinding(
        model.tf.math.mul(after, counter), GraphFinding.Kind.NOT_PUBLIC, "AssignAdd", "feed data");
  }

  /** One number for the whole batch, drawn anew in each run. */
  @Test
  void minimize_lossTimesAChance_mixesExamples() {
    Operand<TFloat32> drawn =
        model.tf.random.randomUniform(model.tf.constant(new int[0]), TFloat32.class);
    Operand<TFloat32> mean = model.tf.math.mean(model.loss, model.tf.constant(0));
    requireFinding(
        model.tf.math.mul(mean, drawn),
        GraphFinding.Kind.MIXES_EXAMPLES,
        "RandomUniform",
        "draws for all examples at once");
  }

  @Test
  void minimize_variableBehindStopGradient_isNotCovered() {
    Operand<TFloat32> stopped =
        model.tf.stopGradient(model.tf.linalg.matMul(model.data, model.weight));
    Operand<TFloat32> loss =
        model.tf.reduceSum(model.tf.math.add(stopped, model.bias), model.tf.constant(1));
    requireFinding(loss, GraphFinding.Kind.NOT_COVERED, "'weight'", "no gradient path");
  }

  @Test
  void minimize_variableOfAnotherType_isNotCovered() {
    Variable<TFloat64> scale = model.tf.variable(model.tf.constant(2.0));
    Operand<TFloat32> loss =
        model.tf.math.mul(model.loss, model.tf.dtypes.cast(scale, TFloat32.class));
    requireFinding(loss, GraphFinding.Kind.NOT_COVERED, "TFloat64", "TFloat32");
  }

  @Test
  void minimize_variableOfIntegers_isNotCovered() {
    Variable<TInt32> offset = model.tf.variable(model.tf.constant(2));
    Operand<TFloat32> loss =
        model.tf.math.mul(model.loss, model.tf.dtypes.cast(offset, TFloat32.class));
    requireFinding(loss, GraphFinding.Kind.NOT_COVERED, "TInt32", "TFloat32");
  }

  @Test
  void minimize_halfPrecision_isNoExampleLoss() {
    Operand<TFloat16> half = model.tf.dtypes.cast(model.loss, TFloat16.class);
    requireFinding(half, GraphFinding.Kind.NO_EXAMPLE_LOSS, "TFloat16", "TFloat32 or TFloat64");
  }

  @Test
  void minimize_lossWithoutData_isNoExampleLoss() {
    Operand<TFloat32> norm = model.tf.nn.l2Loss(model.weight);
    requireFinding(norm, GraphFinding.Kind.NO_EXAMPLE_LOSS, "sees no data", "fed examples");
  }

  @Test
  void minimize_strings_areRefused() {
    Placeholder<TString> words =
        model.tf.placeholder(TString.class, Placeholder.shape(Shape.of(-1)));
    Operand<TFloat32> isEmpty =
        model.tf.dtypes.cast(model.tf.math.equal(words, model.tf.constant("")), TFloat32.class);
    requireFinding(
        model.tf.math.mul(model.loss, isEmpty),
        GraphFinding.Kind.NOT_FOLLOWED,
        "takes strings",
        "numbers");
  }

  private <T extends TFloating> void requireFinding(
      Operand<T> loss, GraphFinding.Kind kind, String reason, String fix) {
    DpOptimizer optimizer = LinearModel.builder(model.overwriting(), 4).build();
    assertThatThrownBy(() -> optimizer.minimize(loss))
        .hasMessageContaining(reason)
        .hasMessageContaining(fix)
        .asInstanceOf(InstanceOfAssertFactories.type(PrivacyProofException.class))
        .satisfies(e -> assertThat(e.findings()).extracting(GraphFinding::kind).containsOnly(kind));
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
    for (double clipNorm : new double[] {1e15, 1e-12}) {
      DpOptimizer optimizer =
          LinearModel.builder(model.overwriting(), 4)
              .clipping(Clipping.flat(clipNorm))
              .noiseMultiplier(clipNorm < 1 ? 1e-30 : 1e30)
              .build();
      assertThatThrownBy(() -> optimizer.minimize(model.loss)).hasMessageContaining("noiseStdDev");
    }
  }
}
