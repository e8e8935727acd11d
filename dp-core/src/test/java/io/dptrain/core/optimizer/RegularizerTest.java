package io.dptrain.core.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.dptrain.core.graph.GraphFinding;
import io.dptrain.core.graph.PrivacyProofException;
import io.dptrain.core.noise.HostNoise;
import io.dptrain.core.random.SeededNoise;
import io.dptrain.core.testing.TestModel;
import io.dptrain.core.testing.TestModels;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** What sees no data is neither clipped nor noised, and keeps its proportion to the data. */
class RegularizerTest {
  private static final int UNITS = 4;
  private static final double DECAY = 0.3;

  private final TestModel<TFloat32> model = TestModel.single();

  @AfterEach
  void closeModel() {
    model.close();
  }

  /** Puts a regularizer into a loss of entries of shape [batch, 3]. */
  interface Position {
    Operand<TFloat32> put(
        Ops tf, Operand<TFloat32> entries, Operand<TFloat32> vector, Operand<TFloat32> penalty);
  }

  /**
   * A regularized loss.
   *
   * @param weight what the gradient of the penalty must be multiplied with
   */
  record Case(String name, int rowsPerUnit, double weight, Position position) {
    @Override
    public String toString() {
      return name + ", " + rowsPerUnit + " row(s)";
    }
  }

  static Stream<Case> positions() {
    return Stream.of(1, 2)
        .flatMap(
            k ->
                Stream.of(
                    new Case("mean + r", k, 1, (tf, e, v, r) -> tf.math.add(mean(tf, v), r)),
                    new Case("r + mean", k, 1, (tf, e, v, r) -> tf.math.add(r, mean(tf, v))),
                    new Case("mean of all + r", k, 1, (tf, e, v, r) -> tf.math.add(mean(tf, e), r)),
                    new Case("[batch] + r", k, 1, (tf, e, v, r) -> tf.math.add(v, r)),
                    new Case("mean([batch] + r)", k, 1, (tf, e, v, r) -> mean(tf, plus(tf, v, r))),
                    new Case("sum([batch] + r)", k, 1, (tf, e, v, r) -> sum(tf, plus(tf, v, r))),
                    new Case("[batch, 3] + r", k, 3, (tf, e, v, r) -> tf.math.add(e, r)),
                    new Case(
                        "mean([batch, 3] + r)", k, 1, (tf, e, v, r) -> mean(tf, plus(tf, e, r))),
                    new Case(
                        "sum + r", k, 1.0 / (k * UNITS), (tf, e, v, r) -> plus(tf, sum(tf, v), r)),
                    new Case(
                        "2 (mean + r)",
                        k,
                        2,
                        (tf, e, v, r) -> tf.math.mul(plus(tf, mean(tf, v), r), tf.constant(2f))),
                    new Case("mean - r", k, -1, (tf, e, v, r) -> tf.math.sub(mean(tf, v), r)),
                    new Case(
                        "[batch] + r + r", k, 2, (tf, e, v, r) -> plus(tf, plus(tf, v, r), r))));
  }

  private static Operand<TFloat32> plus(Ops tf, Operand<TFloat32> a, Operand<TFloat32> b) {
    return tf.math.add(a, b);
  }

  private static Operand<TFloat32> mean(Ops tf, Operand<TFloat32> tensor) {
    return tf.math.mean(tensor, axes(tf, tensor));
  }

  private static Operand<TFloat32> sum(Ops tf, Operand<TFloat32> tensor) {
    return tf.reduceSum(tensor, axes(tf, tensor));
  }

  private static Operand<TInt32> axes(Ops tf, Operand<TFloat32> tensor) {
    return tf.constant(tensor.shape().numDimensions() == 1 ? new int[] {0} : new int[] {0, 1});
  }

  /** The data has no gradient here, so what the variables move by is the regularizer alone. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("positions")
  void step_noDataGradient_movesByTheGradientOfTheRegularizer(Case regularized) {
    DpOptimizer optimizer =
        model.optimizer(UNITS, 1e-3).rowsPerUnit(regularized.rowsPerUnit()).build();
    Operand<TFloat32> entries =
        model.tf.math.mul(
            model.tf.math.mul(model.numbers(3), model.variable(3)), model.tf.constant(0f));
    optimizer.minimize(
        regularized
            .position()
            .put(model.tf, entries, model.tf.reduceSum(entries, model.tf.constant(1)), decay()));
    model.session.initialize();
    double[] expected = model.values();
    Arrays.setAll(expected, i -> -regularized.weight() * DECAY * expected[i]);
    double[] change =
        model.change(
            optimizer, units -> model.feeds(TestModel.rowsOf(units, regularized.rowsPerUnit())));
    assertThat(change).containsExactly(expected, within(1e-6));
  }

  /** {@code DECAY / 2 * |w|^2}, whose gradient is {@code DECAY * w}. */
  private Operand<TFloat32> decay() {
    return model.tf.math.mul(
        model.tf.nn.l2Loss(model.variables.get(0)), model.tf.constant((float) DECAY));
  }

  @Test
  void step_regularizer_isNeitherInTheNormsNorNoised() {
    Step with = step(true);
    Step without = step(false);
    assertThat(with.norms).isEqualTo(without.norms);
    double[] difference = with.change;
    Arrays.setAll(difference, i -> difference[i] - without.change[i]);
    double[] expected = new double[difference.length];
    Arrays.setAll(expected, i -> i < 20 ? -DECAY * with.before[i] : 0);
    assertThat(difference).containsExactly(expected, within(2e-6));
  }

  /** The variables before a step, how the step changed them, and the norms. */
  private static final class Step {
    private final double[] before;
    private final double[] change;
    private final float[] norms;

    Step(double[] before, double[] change, float[] norms) {
      this.before = before;
      this.change = change;
      this.norms = norms;
    }
  }

  /** A step with noise of a fixed seed; the first variable is a matrix of 20 numbers. */
  private static Step step(boolean regularized) {
    try (TestModel<TFloat32> built = TestModel.single()) {
      DpOptimizer optimizer =
          built
              .optimizer(UNITS, 1)
              .noiseMultiplier(2)
              .noise(HostNoise.of(SeededNoise.of(5)))
              .reportRawNormsNotPrivate()
              .build();
      Ops tf = built.tf;
      Operand<TFloat32> data = mean(tf, TestModels.DENSE.loss(built));
      Operand<TFloat32> penalty =
          tf.math.mul(tf.nn.l2Loss(built.variables.get(0)), tf.constant((float) DECAY));
      optimizer.minimize(regularized ? tf.math.add(data, penalty) : data);
      built.session.initialize();
      double[] before = built.values();
      StepReport report = optimizer.step(built.session, built::feeds);
      double[] change = built.values();
      Arrays.setAll(change, i -> change[i] - before[i]);
      return new Step(before, change, report.rawNormsNotPrivate().orElseThrow());
    }
  }

  @Test
  void minimize_regularizerOfSomethingThatIsNotPublic_isRefused() {
    Ops tf = model.tf;
    Operand<TFloat32> data = TestModels.DENSE.loss(model);
    Operand<TFloat32> secret =
        tf.strings.toNumber(tf.io.readFile(tf.constant("salaries")), TFloat32.class);
    Operand<TFloat32> loss =
        tf.math.add(mean(tf, data), tf.math.mul(tf.nn.l2Loss(model.variables.get(0)), secret));
    requireRefused(loss, GraphFinding.Kind.NOT_PUBLIC, "ReadFile");
  }

  @Test
  void minimize_squareOfAVariableItself_isRefusedBeforeItEndsTheProcess() {
    Ops tf = model.tf;
    Operand<TFloat32> data = TestModels.DENSE.loss(model);
    Operand<TFloat32> squares = tf.math.square(model.variables.get(1));
    Operand<TFloat32> loss = tf.math.add(mean(tf, data), sum(tf, squares));
    requireRefused(loss, GraphFinding.Kind.NOT_COVERED, "tf.identity(variable)");
  }

  private void requireRefused(Operand<TFloat32> loss, GraphFinding.Kind kind, String message) {
    DpOptimizer optimizer = model.optimizer(UNITS, 1).build();
    assertThatThrownBy(() -> optimizer.minimize(loss))
        .asInstanceOf(InstanceOfAssertFactories.type(PrivacyProofException.class))
        .satisfies(
            e -> {
              assertThat(e.findings()).extracting(GraphFinding::kind).containsOnly(kind);
              assertThat(e).hasMessageContaining(message);
            });
  }

  @Test
  void step_squareOfTheIdentityOfAVariable_isAdded() {
    Ops tf = model.tf;
    DpOptimizer optimizer = model.optimizer(UNITS, 1e-11).build();
    Operand<TFloat32> data = TestModels.DENSE.loss(model);
    Operand<TFloat32> squares = tf.math.square(tf.identity(model.variables.get(1)));
    optimizer.minimize(tf.math.add(mean(tf, data), sum(tf, squares)));
    model.session.initialize();
    double[] before = model.values();
    double[] change = model.change(optimizer, model::feeds);
    double[] expected = new double[change.length];
    for (int i = 20; i < 24; i++) {
      expected[i] = -2 * before[i];
    }
    assertThat(change).containsExactly(expected, within(1e-6));
  }

  @Test
  void step_regularizerOfAFrozenVariable_changesNothing() {
    Ops tf = model.tf;
    DpOptimizer optimizer = model.optimizer(UNITS, 1e-11).build();
    Operand<TFloat32> data = TestModels.DENSE.loss(model);
    Operand<TFloat32> frozen = tf.nn.l2Loss(model.variables.get(0));
    optimizer.minimize(tf.math.add(mean(tf, data), frozen), List.of(model.variables.get(3)));
    model.session.initialize();
    double[] change = model.change(optimizer, model::feeds);
    assertThat(change).containsExactly(new double[change.length], within(1e-10));
  }

  @Test
  void minimize_twoRegularizedModelsInOneGraph_areKeptApart() {
    Ops tf = model.tf;
    for (int i = 0; i < 2; i++) {
      Operand<TFloat32> data = TestModels.DENSE.loss(model);
      Operand<TFloat32> penalty = tf.nn.l2Loss(model.variables.get(4 * i));
      DpOptimizer optimizer = model.optimizer(UNITS, 1).build();
      optimizer.minimize(tf.math.add(mean(tf, data), penalty));
      assertThat(optimizer.explain().variables()).hasSize(4);
    }
  }
}
