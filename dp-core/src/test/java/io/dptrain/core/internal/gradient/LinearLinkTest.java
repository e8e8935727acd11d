package io.dptrain.core.internal.gradient;

import static org.assertj.core.api.Assertions.assertThat;

import io.dptrain.core.gradient.VariableExplanation;
import io.dptrain.core.internal.graph.flow.ExampleAnalysis;
import io.dptrain.core.testing.TestModel;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.types.TFloat32;

/** Which functions of a variable are followed; that they are right is with all other models. */
class LinearLinkTest {
  /** What a weight passes before it meets data. */
  private interface Chain {
    Operand<TFloat32> of(TestModel<TFloat32> model, Operand<TFloat32> weight);
  }

  private record Named(String name, Chain chain) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Named> linear() {
    return Stream.of(
        new Named("sum", (m, w) -> m.tf.math.add(m.constant(1), w)),
        new Named("difference", (m, w) -> m.tf.math.sub(m.constant(1), w)),
        new Named("negative", (m, w) -> m.tf.math.neg(w)),
        new Named("product", (m, w) -> m.tf.math.mul(w, m.constant(2))),
        new Named("product of two variables", (m, w) -> m.tf.math.mul(w, m.variable(3, 2))),
        new Named("quotient", (m, w) -> m.tf.math.div(w, m.constant(2))),
        new Named("reversal", (m, w) -> m.tf.reverse(w, m.tf.array(0))));
  }

  static Stream<Named> others() {
    return Stream.of(
        new Named("square", (m, w) -> m.tf.math.mul(w, w)),
        new Named("its quotient", (m, w) -> m.tf.math.div(m.constant(2), w)),
        new Named(
            "broadcast",
            (m, w) -> m.tf.math.add(m.tf.zeros(m.tf.array(3, 2), TFloat32.class), row(m, w))));
  }

  private static Operand<TFloat32> row(TestModel<TFloat32> m, Operand<TFloat32> w) {
    return m.tf.slice(w, m.tf.array(0, 0), m.tf.array(1, 2));
  }

  private static List<String> forms(TestModel<TFloat32> model, Chain chain) {
    Operand<TFloat32> weight = chain.of(model, model.variable(3, 2));
    Output<TFloat32> loss =
        model
            .tf
            .reduceSum(
                model.tf.math.square(model.tf.linalg.matMul(model.numbers(3), weight)),
                model.tf.array(1))
            .asOutput();
    ExampleAnalysis analysis = ExampleAnalysis.of(loss, List.of());
    return SiteGradients.of(model.tf, loss, 1, analysis, analysis.variables())
        .explanations()
        .stream()
        .map(VariableExplanation::form)
        .toList();
  }

  @ParameterizedTest
  @MethodSource("linear")
  void pullBack_linearFunction_isNotMapped(Named function) {
    try (TestModel<TFloat32> model = TestModel.single()) {
      assertThat(forms(model, function.chain())).noneMatch(form -> form.contains("mapped"));
    }
  }

  @ParameterizedTest
  @MethodSource("others")
  void pullBack_otherFunction_isMapped(Named function) {
    try (TestModel<TFloat32> model = TestModel.single()) {
      assertThat(forms(model, function.chain())).anyMatch(form -> form.contains("mapped"));
    }
  }
}
