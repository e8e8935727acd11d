package io.dptrain.core.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import io.dptrain.core.graph.GraphFinding;
import io.dptrain.core.graph.PrivacyProofException;
import io.dptrain.core.internal.Doubles;
import io.dptrain.core.testing.TestModel;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.math.Mean;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** A loss that is a number of the whole batch in another way than a mean or a sum over it. */
class LossRefusalTest {
  private final TestModel<TFloat32> model = TestModel.single();
  private final Ops tf = model.tf;

  @AfterEach
  void closeModel() {
    model.close();
  }

  private static Operand<TFloat32> total(TestModel<TFloat32> m, Operand<TFloat32> values) {
    return m.tf.reduceSum(values, allAxes(m, values));
  }

  private static Operand<TFloat32> mean(TestModel<TFloat32> m, Operand<TFloat32> values) {
    return m.tf.math.mean(values, allAxes(m, values));
  }

  private static Operand<TInt32> allAxes(TestModel<TFloat32> m, Operand<TFloat32> values) {
    return m.tf.constant(IntStream.range(0, values.shape().numDimensions()).toArray());
  }

  /** What makes a loss of the outputs of a model. */
  private interface Reduction {
    Operand<TFloat32> of(TestModel<TFloat32> model, Operand<TFloat32> outputs);
  }

  /**
   * A loss that is refused.
   *
   * @param type of the operation that is named
   * @param reason a part of what is wrong
   * @param fix a part of what to write
   */
  private record Refused(Reduction reduction, String type, String reason, String fix) {
    @Override
    public String toString() {
      return type + " " + reason;
    }
  }

  static Stream<Refused> reductions() {
    return Stream.of(
        new Refused(
            (m, out) -> m.tf.math.add(mean(m, out), m.tf.nn.l2Loss(out)),
            "L2Loss",
            "is half the sum of the squares of all examples in Add 'Add'",
            "tf.math.mean(tf.math.mul(tf.reduceSum(tf.math.square(x), tf.array(1)),"
                + " tf.constant(0.5f)), tf.constant(0))"),
        new Refused(
            (m, out) -> m.tf.nn.l2Loss(m.tf.reduceSum(out, m.tf.constant(1))),
            "L2Loss",
            "of all examples in Sum 'ReduceSum'",
            "tf.math.mean(tf.math.mul(tf.math.square(x), tf.constant(0.5f)), tf.constant(0))"),
        new Refused(
            (m, out) -> m.tf.linalg.euclideanNorm(out, m.tf.constant(new int[] {0, 1})),
            "EuclideanNorm",
            "one norm of the entries of all examples",
            "the norm of each example"),
        new Refused(
            (m, out) -> m.tf.math.div(total(m, out), m.tf.math.neg(mean(m, out))),
            "Div",
            "divides by Neg 'Neg', which is computed from the batch",
            "or divide by a constant that is chosen without the data, and not by a batch size"),
        new Refused(
            (m, out) ->
                m.tf.math.divNoNan(
                    total(m, out), m.tf.withName("weights").reduceSum(out, allAxes(m, out))),
            "DivNoNan",
            "divides by Sum 'weights', which is computed from the batch",
            "take the plain mean over the batch"),
        new Refused(
            (m, out) -> m.tf.math.div(m.tf.constant(1f), mean(m, out)),
            "Div",
            "divides by Mean 'Mean', which is computed from the batch",
            "or divide by a constant"),
        new Refused(
            (m, out) -> m.tf.math.mul(mean(m, out), total(m, out)),
            "Mul",
            "multiplies Mean 'Mean' and Sum 'ReduceSum'",
            "multiply the entries of each example"),
        new Refused(
            (m, out) -> m.tf.math.sqrt(mean(m, m.tf.math.square(out))),
            "Sqrt",
            "is computed from Mean 'Mean', a number of the whole batch",
            "minimize Mean 'Mean' without the root"),
        new Refused(
            (m, out) -> m.tf.math.neg(m.tf.math.log(mean(m, out))),
            "Log",
            "is computed from Mean 'Mean', a number of the whole batch",
            "apply it for each example before the mean or sum over the batch"),
        new Refused(
            (m, out) -> m.tf.math.maximum(mean(m, out), m.tf.constant(0f)),
            "Maximum",
            "is computed from Mean 'Mean', a number of the whole batch",
            "apply it for each example before the mean or sum over the batch"),
        new Refused(
            (m, out) -> m.tf.reduceMax(out, allAxes(m, out)),
            "Max",
            "makes one number of the whole batch",
            "pass the loss of shape [batch]"));
  }

  @ParameterizedTest
  @MethodSource("reductions")
  void minimize_numberOfTheWholeBatch_saysWhatItIsMadeOfAndWhatToWrite(Refused refused) {
    Operand<TFloat32> out = model.dense(model.numbers(3), 2);
    assertThat(model.findings(refused.reduction().of(model, out)))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.type()).isEqualTo(refused.type());
              assertThat(finding.kind()).isEqualTo(GraphFinding.Kind.NO_EXAMPLE_LOSS);
              assertThat(finding.reason()).contains(refused.reason());
              assertThat(finding.fix()).contains(refused.fix());
            });
  }

  /** The line that the message gives, times the batch size, is what stood there. */
  @Test
  void minimize_lineInPlaceOfL2Loss_isTakenAndHasItsValue() {
    Operand<TFloat32> x = model.dense(model.numbers(3), 2);
    Operand<TFloat32> line =
        tf.math.mean(
            tf.math.mul(tf.reduceSum(tf.math.square(x), tf.array(1)), tf.constant(0.5f)),
            tf.constant(0));
    Operand<TFloat32> was = tf.nn.l2Loss(x);
    model.session.initialize();
    try (BatchFeeds feeds = model.feeds(0, 1, 2)) {
      double[][] values =
          Doubles.fetch(feeds.feedTo(model.session.runner()).fetch(line).fetch(was));
      assertThat(3 * values[0][0]).isCloseTo(values[1][0], within(1e-5));
    }
    DpOptimizer optimizer = model.optimizer(4, 1).build();
    assertThatCode(() -> optimizer.minimize(line)).doesNotThrowAnyException();
  }

  /** The lines that a message gives for the number of rows: the loss is a mean then. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void minimize_lineInPlaceOfTheNumberOfRows_makesAMeanOfTheSum(boolean isFlat) {
    Operand<TFloat32> x = isFlat ? model.numbers() : model.dense(model.numbers(3), 2);
    Operand<TFloat32> scaled = tf.math.mul(x, model.variable());
    Operand<TInt32> rows = isFlat ? tf.size(scaled) : tf.shape.size(scaled, tf.constant(0));
    DpOptimizer optimizer = model.optimizer(4, 1).noiseMultiplier(1).build();
    optimizer.minimize(tf.math.div(total(model, scaled), tf.dtypes.cast(rows, TFloat32.class)));
    assertThat(optimizer.explain().toString())
        .contains("a mean over the batch: the learning rate stays as it is");
  }

  private Operand<TFloat32> centered(Operand<TFloat32> values) {
    return tf.math.sub(values, tf.math.mean(values, tf.constant(0), Mean.keepDims(true)));
  }

  @Test
  void minimize_severalPartsThatAreRefused_namesAll() {
    Operand<TFloat32> out = model.dense(model.numbers(3), 2);
    Operand<TFloat32> other = mean(model, tf.math.square(centered(model.dense(out, 2))));
    Operand<TFloat32> root = tf.math.sqrt(mean(model, tf.math.square(out)));
    assertThat(model.findings(tf.math.sub(tf.math.add(tf.nn.l2Loss(out), other), root)))
        .extracting(GraphFinding::type)
        .containsExactlyInAnyOrder("L2Loss", "Sqrt", "Mean");
  }

  /** A placeholder that is mended by its line, and a fault behind it. */
  private record Faulty(Shape shape, String line) {}

  static Stream<Faulty> placeholders() {
    return Stream.of(
        new Faulty(Shape.of(16, 3), "Shape.of(-1, 3)"),
        new Faulty(Shape.of(1, 3), "Shape.of(-1, 3)"),
        new Faulty(Shape.unknown(), "Shape.of(-1, 3)"));
  }

  @ParameterizedTest
  @MethodSource("placeholders")
  void minimize_badPlaceholderAndBadOperation_namesBothAndAddsNothing(Faulty faulty) {
    Placeholder<TFloat32> x =
        faulty.shape().isUnknown()
            ? tf.withName("x").placeholder(TFloat32.class)
            : tf.withName("x").placeholder(TFloat32.class, Placeholder.shape(faulty.shape()));
    Operand<TFloat32> out = tf.linalg.matMul(x, model.variable(3, 2));
    Operand<TFloat32> loss = tf.math.mean(tf.math.square(centered(out)), tf.array(0, 1));
    int before = model.graph.toGraphDef().getNodeCount();
    List<GraphFinding> findings = model.findings(loss);
    assertThat(findings).extracting(GraphFinding::type).containsExactly("Placeholder", "Mean");
    assertThat(findings.get(0).fix()).contains(faulty.line());
    assertThat(findings.get(1).kind()).isEqualTo(GraphFinding.Kind.MIXES_EXAMPLES);
    assertThat(model.graph.toGraphDef().getNodeCount()).isEqualTo(before);
  }

  @Test
  void minimize_defaultValueRateAndQuotient_areNamedTogether() {
    var x = tf.withName("x").placeholderWithDefault(tf.constant(new float[2][3]), Shape.of(-1, 3));
    var rate = tf.withName("rate").placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
    Operand<TFloat32> out = tf.math.square(tf.linalg.matMul(x, model.variable(3, 2)));
    Operand<TFloat32> quotient = tf.math.div(total(model, out), total(model, tf.math.abs(x)));
    assertThat(model.findings(tf.math.mul(rate, quotient)))
        .extracting(GraphFinding::type)
        .containsExactlyInAnyOrder("PlaceholderWithDefault", "Placeholder", "Div");
  }

  @Test
  void minimize_chosenVariableBehindABadPlaceholder_isFoundToo() {
    var x = tf.withName("x").placeholder(TFloat32.class);
    Operand<TFloat32> out = tf.math.square(tf.linalg.matMul(x, model.variable(3, 2)));
    Operand<TFloat32> loss = tf.math.mean(centered(out), tf.array(0, 1));
    DpOptimizer optimizer = model.optimizer(4, 1).build();
    PrivacyProofException refusal =
        catchThrowableOfType(
            PrivacyProofException.class, () -> optimizer.minimize(loss, model.variables));
    assertThat(refusal.findings())
        .extracting(GraphFinding::type)
        .containsExactly("Placeholder", "Mean");
  }

  /** What is not followed alone is mapped and not refused, so the placeholder is all there is. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void minimize_badPlaceholderAlone_namesNothingElse(boolean isFollowed) {
    var x = tf.withName("x").placeholder(TFloat32.class, Placeholder.shape(Shape.of(16, 4)));
    Operand<TFloat32> out = tf.math.square(tf.linalg.matMul(x, model.variable(4, 4)));
    Operand<TFloat32> values =
        isFollowed
            ? out
            : tf.reshape(
                tf.nn.spaceToDepth(tf.reshape(out, tf.array(-1, 2, 2, 1)), 2L), tf.array(-1, 4));
    assertThat(model.findings(tf.math.mean(values, tf.array(0, 1))))
        .extracting(GraphFinding::operation)
        .containsExactly("x");
  }

  /** A program for one example has more to change than its placeholders: that is said after. */
  @Test
  void minimize_programForOneExample_namesItsPlaceholdersAlone() {
    var x = tf.withName("x").placeholder(TFloat32.class, Placeholder.shape(Shape.of(3)));
    var y = tf.withName("y").placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
    Operand<TFloat32> out = tf.reduceSum(tf.math.mul(x, model.variable(3)), tf.constant(0));
    assertThat(model.findings(tf.math.squaredDifference(out, y)))
        .extracting(GraphFinding::operation)
        .containsExactlyInAnyOrder("x", "y");
  }
}
