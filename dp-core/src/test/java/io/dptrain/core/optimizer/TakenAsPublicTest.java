package io.dptrain.core.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.dptrain.core.graph.PrivacyProofException;
import io.dptrain.core.graph.PublicValue;
import io.dptrain.core.internal.sums.TakenAsPublic;
import io.dptrain.core.testing.LogRecords;
import io.dptrain.core.testing.TestModel;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TString;

/** Data must not hide in constants: what is taken as public is named. */
class TakenAsPublicTest {
  private final TestModel<TFloat32> model = TestModel.single();
  private final LogRecords log = LogRecords.of(TakenAsPublic.class);

  @AfterEach
  void close() {
    log.close();
    model.close();
  }

  private Operand<TFloat32> table(int rows, int columns) {
    return model.tf.withName("table").constant(new float[rows][columns]);
  }

  private ModelExplanation explained(
      Operand<TFloat32> loss, List<? extends Operand<TFloat32>> trained) {
    DpOptimizer optimizer = model.optimizer(4, 1).build();
    optimizer.minimize(loss, trained);
    optimizer.explain();
    return optimizer.explain();
  }

  private ModelExplanation explained(Operand<TFloat32> loss) {
    return explained(loss, List.of());
  }

  private void assertNamed(ModelExplanation explanation, String use) {
    assertThat(explanation.takenAsPublic())
        .singleElement()
        .satisfies(value -> assertThat(value.use()).isEqualTo(use));
    assertThat(explanation.toString()).contains("taken as public: 'table' of shape ");
    assertThat(log.messages())
        .singleElement()
        .asString()
        .contains("'table'", use, "feed it through a placeholder instead");
  }

  private Operand<TFloat32> dense() {
    return model.distance(model.dense(model.numbers(5), 3));
  }

  @Test
  void explain_constantInARegularizer_isNamed() {
    Operand<TFloat32> loss = dense();
    Operand<TFloat32> penalty =
        model.tf.nn.l2Loss(model.tf.linalg.matMul(table(300, 5), model.variables.get(0)));

    assertNamed(
        explained(model.tf.math.add(model.tf.math.mean(loss, model.tf.constant(0)), penalty)),
        "a constant in a regularizer");
  }

  @Test
  void explain_constantThatDataLooksUp_isNamed() {
    Operand<TFloat32> rows = model.tf.gather(table(300, 5), model.ids(300), model.tf.constant(0));

    assertNamed(explained(model.distance(model.dense(rows, 3))), "a constant that is looked up");
  }

  @Test
  void explain_constantElsewhere_isNamed() {
    Operand<TFloat32> products = model.tf.linalg.matMul(model.numbers(5), table(5, 300));

    assertNamed(explained(model.distance(model.dense(products, 3))), "a constant");
  }

  /** Two halves hold as much as the whole. */
  @Test
  void explain_tableInTwoConstants_namesBoth() {
    Operand<TFloat32> rows =
        model.tf.gather(
            model.tf.concat(List.of(table(110, 5), table(110, 5)), model.tf.constant(0)),
            model.ids(220),
            model.tf.constant(0));

    assertThat(explained(model.distance(model.dense(rows, 3))).takenAsPublic())
        .extracting(PublicValue::shape)
        .containsExactly(Shape.of(110, 5), Shape.of(110, 5));
  }

  /** A short string could hold many numbers. */
  @Test
  void minimize_numbersDecodedFromAString_areRefused() {
    Operand<TString> bytes = model.tf.constant("abcd".repeat(300));
    Operand<TFloat32> decoded = model.tf.io.decodeRaw(bytes, TFloat32.class);
    Operand<TFloat32> numbers = model.tf.reshape(decoded, model.tf.constant(new int[] {60, 5}));
    Operand<TFloat32> rows = model.tf.gather(numbers, model.ids(60), model.tf.constant(0));

    assertThatExceptionOfType(PrivacyProofException.class)
        .isThrownBy(() -> explained(model.distance(model.dense(rows, 3))))
        .withMessageContaining("DecodeRaw");
  }

  /** Such as folded statistics of an imported model: told, and nothing to warn of. */
  @Test
  void explain_smallConstants_areCountedWithoutAWarning() {
    Operand<TFloat32> centered = model.tf.math.sub(model.numbers(90), table(1, 90));
    Operand<TFloat32> scaled = model.tf.math.mul(centered, model.tf.constant(new float[90]));

    ModelExplanation explanation = explained(model.distance(model.dense(scaled, 3)));

    assertThat(explanation.takenAsPublic())
        .singleElement()
        .satisfies(
            value -> {
              assertThat(value.name()).contains("table");
              assertThat(value.shape()).isEqualTo(Shape.of(180));
              assertThat(value.use()).isEqualTo("2 small constants, together");
              assertThat(value.isSuspicious()).isFalse();
            });
    assertThat(log.messages()).isEmpty();
  }

  @Test
  void explain_oneSmallConstant_isNamedWithoutAWarning() {
    Operand<TFloat32> weighted = model.tf.math.mul(model.numbers(1000), table(1, 1000));

    ModelExplanation explanation = explained(model.distance(model.dense(weighted, 3)));

    assertThat(explanation.toString())
        .contains("taken as public: 'table' of shape [1, 1000], a small constant");
    assertThat(log.messages()).isEmpty();
  }

  /** Numbers, axes and sizes hold nothing of anybody. */
  @Test
  void explain_numbersAndAxes_areNotNamed() {
    Operand<TFloat32> halved = model.tf.math.mul(model.numbers(5), model.constant(0.5));
    Operand<TFloat32> rows = model.tf.reshape(halved, model.tf.array(-1, 5));

    ModelExplanation explanation = explained(model.distance(model.dense(rows, 3)));

    assertThat(explanation.takenAsPublic()).isEmpty();
    assertThat(explanation.toString()).doesNotContain("public");
    assertThat(log.messages()).isEmpty();
  }

  @Test
  void explain_frozenVariableSetFromALargeConstant_isNamedWithAWarning() {
    Operand<TFloat32> hidden = model.dense(model.numbers(400), 3);
    Operand<TFloat32> loss = model.distance(model.dense(hidden, 3));

    ModelExplanation explanation = explained(loss, model.variables.subList(2, 4));

    assertThat(explanation.takenAsPublic())
        .extracting(PublicValue::use)
        .containsExactlyInAnyOrder(
            "a variable that is not trained, set from a constant",
            "a variable that is not trained");
    assertThat(log.messages()).singleElement().asString().contains("of shape [400, 3]");
  }

  @Test
  void explain_smallFrozenVariables_areNamedWithoutAWarning() {
    Operand<TFloat32> hidden = model.dense(model.numbers(5), 3);
    Operand<TFloat32> loss = model.distance(model.dense(hidden, 3));

    assertThat(explained(loss, model.variables.subList(2, 4)).takenAsPublic())
        .extracting(PublicValue::isSuspicious)
        .containsExactly(false, false);
    assertThat(log.messages()).isEmpty();
  }
}
