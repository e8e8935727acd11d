package io.dptrain.core.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.dptrain.core.gradient.VariableExplanation;
import io.dptrain.core.testing.TestModel;
import io.dptrain.core.testing.TestModels;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

class ModelExplanationTest {
  private final TestModel<TFloat32> model = TestModel.single();

  @AfterEach
  void closeModel() {
    model.close();
  }

  @Test
  void explain_denseModel_namesEveryVariableWithItsUsesAndRule() {
    DpOptimizer optimizer = model.optimizer(4, 1).build();
    optimizer.minimize(TestModels.DENSE.loss(model));
    List<VariableExplanation> variables = optimizer.explain().variables();
    assertThat(variables)
        .extracting(VariableExplanation::shape)
        .containsExactlyInAnyOrder(Shape.of(5, 4), Shape.of(4), Shape.of(4, 3), Shape.of(3));
    assertThat(variables)
        .filteredOn(variable -> variable.shape().equals(Shape.of(5, 4)))
        .singleElement()
        .satisfies(
            variable -> {
              assertThat(variable.uses()).containsExactly("MatMul 'MatMul'");
              assertThat(variable.form()).contains("product of two norms");
              assertThat(variable.normMultiplications()).isEqualTo(9);
            });
  }

  @Test
  void explain_weightUsedAtEachTimeStep_listsAllUses() {
    DpOptimizer optimizer = model.optimizer(4, 1).build();
    optimizer.minimize(TestModels.RECURRENT.loss(model));
    assertThat(optimizer.explain().variables())
        .filteredOn(variable -> variable.shape().equals(Shape.of(3, 4)))
        .singleElement()
        .satisfies(variable -> assertThat(variable.uses()).hasSize(3));
  }

  /** A product with a constant is followed back to the variable; tanh is mapped, and named. */
  @Test
  void explain_functionOfAVariable_saysWhyItIsMapped() {
    Operand<TFloat32> twice = model.tf.math.mul(model.variable(5, 3), model.constant(2));
    Operand<TFloat32> bent = model.tf.withName("bend").math.tanh(twice);
    DpOptimizer optimizer = model.optimizer(4, 1).build();
    optimizer.minimize(model.distance(model.tf.linalg.matMul(model.numbers(5), bent)));
    assertThat(optimizer.explain().variables())
        .singleElement()
        .extracting(VariableExplanation::form)
        .asString()
        .contains(
            "then mapped through Tanh 'bend', for which there is no rule back to the variable");
  }

  @Test
  void explain_meanWithRegularizerAndUnits_saysWhatIsMinimized() {
    DpOptimizer optimizer = model.optimizer(4, 1).rowsPerUnit(2).build();
    Operand<TFloat32> loss = TestModels.DENSE.loss(model);
    optimizer.minimize(
        model.tf.math.add(
            model.tf.math.mean(loss, model.tf.constant(0)),
            model.tf.nn.l2Loss(model.variables.get(0))));
    assertThat(optimizer.explain().loss())
        .contains("'" + loss.op().name() + "'")
        .contains("(2 rows) times 0.5")
        .contains("1 regularizer(s) without clipping and noise");
  }

  /** A loss of some form, made of entries {@code [batch, 3]}. */
  private record Form(
      BiFunction<Ops, Operand<TFloat32>, Operand<TFloat32>> of, String words, double factor) {
    @Override
    public String toString() {
      return words;
    }
  }

  static Stream<Form> forms() {
    String stays = "; a mean over the batch: the learning rate stays as it is";
    String several =
        "; 3 means over the batch, added up as by an ordinary optimizer: the learning rate stays as"
            + " it is";
    String sum =
        "; a sum over the batch, of which the step takes the mean: it is divided by the expected"
            + " number of rows, so a learning rate for the sum is to be multiplied by 4.0";
    String sums =
        "; 3 sums over the batch, added up as by an ordinary optimizer, of which the step takes the"
            + " mean: it is divided by the expected number of rows, so a learning rate for the sum"
            + " is to be multiplied by 4.0";
    String each =
        "; the loss is given per example, and the step takes the mean over the expected number of"
            + " rows; an ordinary optimizer adds the rows up, so a learning rate that was chosen"
            + " for it is to be multiplied by 4.0";
    return Stream.of(
        new Form((tf, l) -> tf.math.mean(l, tf.array(0, 1)), stays, 1),
        new Form((tf, l) -> tf.math.mean(l, tf.array(0)), several, 1),
        new Form((tf, l) -> tf.reduceSum(l, tf.array(0, 1)), sum, 4),
        new Form((tf, l) -> tf.reduceSum(l, tf.array(0)), sums, 4),
        new Form((tf, l) -> tf.reduceSum(l, tf.array(1)), each, 4),
        new Form((tf, l) -> l, each, 4));
  }

  /** What is said is what happens: an ordinary step at that rate is the private one's. */
  @ParameterizedTest
  @MethodSource("forms")
  void explain_formOfTheLoss_saysWhatBecomesOfTheLearningRate(Form form) {
    Operand<TFloat32> entries = model.tf.math.square(model.dense(model.numbers(5), 3));
    Operand<TFloat32> loss = form.of().apply(model.tf, entries);
    DpOptimizer optimizer = model.optimizer(4, 1e6).build();
    optimizer.minimize(loss);
    assertThat(optimizer.explain().loss()).endsWith(form.words());
    model.session.initialize();
    double[] ordinary = model.expectedChange(loss, 1, 4, 1e9);
    Arrays.setAll(ordinary, i -> ordinary[i] * 4 / form.factor());
    double[] change = model.change(optimizer, model::feeds);
    assertThat(change).containsExactly(ordinary, within(1e-5));
  }

  /** What is said is what happens: a step by the sum of all rows is that many times as large. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void explain_sum_saysWhatTheLearningRateIsToBeMultipliedBy(int rowsPerUnit) {
    Operand<TFloat32> sum = model.tf.reduceSum(TestModels.DENSE.loss(model), model.tf.constant(0));
    DpOptimizer optimizer = model.optimizer(4, 1e6).rowsPerUnit(rowsPerUnit).build();
    optimizer.minimize(sum);
    int rows = 4 * rowsPerUnit;
    assertThat(optimizer.explain().loss())
        .endsWith("a learning rate for the sum is to be multiplied by " + (double) rows);
    model.session.initialize();
    double[] ordinary = model.expectedChange(sum, 1, rows, 1e6);
    double[] change =
        model.change(optimizer, units -> model.feeds(TestModel.rowsOf(units, rowsPerUnit)));
    assertThat(change).containsExactly(ordinary, within(1e-5));
  }

  @Test
  void explain_physicalBatches_saysMemoryAndSize() {
    DpOptimizer optimizer =
        model.optimizer(4, 1).physicalBatches(PhysicalBatches.within(10_000)).build();
    optimizer.minimize(TestModels.DENSE.loss(model));
    ModelExplanation explanation = optimizer.explain();
    assertThat(explanation.bytesPerExample()).isBetween(80L, 400L);
    assertThat(explanation.physicalBatchSize())
        .isEqualTo((int) (10_000 / explanation.bytesPerExample()));
    assertThat(explanation.fallback()).isEmpty();
    assertThat(explanation.toString().lines())
        .hasSize(6)
        .last()
        .asString()
        .contains("bytes per example, at most");
  }

  @Test
  void explain_beforeMinimize_isRefused() {
    DpOptimizer optimizer = model.optimizer(4, 1).build();
    assertThatThrownBy(optimizer::explain).hasMessageContaining("minimize");
  }
}
