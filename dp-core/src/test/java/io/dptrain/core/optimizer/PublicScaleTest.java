package io.dptrain.core.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dptrain.core.testing.TestModel;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/** A public input may be part of a function of a variable, as a temperature or a mask is. */
class PublicScaleTest {
  private static final float VALUE = 0.7f;

  /** A loss with a number in it. */
  private interface Loss {
    Operand<TFloat32> of(TestModel<TFloat32> model, Operand<TFloat32> number);
  }

  static Stream<Loss> losses() {
    return Stream.of(
        (m, number) ->
            m.distance(m.tf.linalg.matMul(m.numbers(3), m.tf.math.mul(m.variable(3, 2), number))),
        (m, number) -> {
          Operand<TFloat32> kernel = m.tf.math.tanh(m.tf.math.mul(m.variable(3, 2), number));
          return m.distance(m.tf.math.mul(m.tf.linalg.matMul(m.numbers(3), kernel), number));
        },
        (m, number) ->
            m.distance(
                m.tf.math.sub(m.tf.math.mul(number, m.variable(1, 2)), m.dense(m.numbers(3), 2))));
  }

  private static double[] change(Loss loss, boolean isFed, double clipNorm) {
    try (TestModel<TFloat32> model = TestModel.single()) {
      Placeholder<TFloat32> number =
          model.tf.placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
      Operand<TFloat32> value = isFed ? number : model.constant(VALUE);
      Operand<TFloat32> perExample = loss.of(model, value);
      DpOptimizer optimizer = model.optimizer(4, clipNorm).publicInputs(number).build();
      optimizer.minimize(perExample);
      model.session.initialize();
      return model.change(
          optimizer,
          rows ->
              isFed ? model.feeds(rows).feed(number, TFloat32.scalarOf(VALUE)) : model.feeds(rows));
    }
  }

  @ParameterizedTest
  @MethodSource("losses")
  void step_publicInputInAFunctionOfAVariable_isThatOfAConstant(Loss loss) {
    double[] fed = change(loss, true, 0.5);
    assertThat(fed).containsExactly(change(loss, false, 0.5), within(1e-6));
    assertThat(Arrays.stream(fed).map(Math::abs).max().getAsDouble()).isGreaterThan(1e-3);
  }

  /** Against the slow and obvious reference: each example alone. */
  @Test
  void step_constantInItsPlace_isThatOfEachExampleAlone() {
    losses()
        .forEach(
            loss -> {
              try (TestModel<TFloat32> model = TestModel.single()) {
                Operand<TFloat32> perExample = loss.of(model, model.constant(VALUE));
                DpOptimizer optimizer = model.optimizer(4, 0.5).build();
                optimizer.minimize(perExample);
                model.session.initialize();
                double[] expected = model.expectedChange(perExample, 4, 1, 0.5);
                assertThat(model.change(optimizer, model::feeds))
                    .containsExactly(expected, within(1e-5));
              }
            });
  }
}
