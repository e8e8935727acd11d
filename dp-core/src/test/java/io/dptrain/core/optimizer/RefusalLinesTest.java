package io.dptrain.core.optimizer;

import static org.assertj.core.api.Assertions.assertThat;

import io.dptrain.core.graph.GraphFinding;
import io.dptrain.core.testing.TestModel;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Operand;
import org.tensorflow.framework.losses.Hinge;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TUint8;

/** What a program that was not written for privacy is told: which line to change, and to what. */
class RefusalLinesTest {
  private final TestModel<TFloat32> model = TestModel.single();
  private final Ops tf = model.tf;

  @AfterEach
  void closeModel() {
    model.close();
  }

  private Operand<TFloat32> mean(Operand<TFloat32> loss) {
    return tf.math.mean(loss, tf.constant(0));
  }

  @Test
  void minimize_severalPlaceholdersThatTakeNoBatch_namesAllWithTheirLines() {
    var images = tf.withName("images").placeholder(TFloat32.class);
    var labels = tf.withName("labels").placeholder(TUint8.class);
    var keep = tf.withName("keep").placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
    Operand<TFloat32> pixels = tf.reshape(images, tf.array(-1, 28, 28, 1));
    Operand<TFloat32> flat = tf.math.mul(tf.reshape(pixels, tf.array(-1, 784)), keep);
    Operand<TFloat32> logits = tf.linalg.matMul(flat, model.variable(784, 10));
    var classes = tf.oneHot(labels, tf.constant(10), tf.constant(1f), tf.constant(0f));
    List<GraphFinding> findings =
        model.findings(mean(tf.nn.softmaxCrossEntropyWithLogits(logits, classes).loss()));
    assertThat(findings)
        .extracting(GraphFinding::operation)
        .containsExactlyInAnyOrder("images", "labels", "keep");
    assertThat(findings)
        .extracting(GraphFinding::toString)
        .anySatisfy(
            line ->
                assertThat(line)
                    .contains("'images' has no shape")
                    .contains(
                        "tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, 28, 28,"
                            + " 1)))"))
        .anySatisfy(
            line ->
                assertThat(line)
                    .contains("'labels'")
                    .contains("tf.placeholder(TUint8.class, Placeholder.shape(Shape.of(-1)))"))
        .anySatisfy(line -> assertThat(line).contains(".publicInputs(keep)"));
  }

  @Test
  void minimize_placeholdersWithoutShape_areToldTheShapeOfKernelAndLabels() {
    var x = tf.withName("x").placeholder(TFloat32.class);
    var y = tf.withName("y").placeholder(TFloat32.class);
    Operand<TFloat32> scaled = tf.math.div(x, tf.constant(255f));
    Operand<TFloat32> out = tf.linalg.matMul(scaled, model.variable(13, 2));
    List<GraphFinding> findings =
        model.findings(tf.math.mean(tf.math.squaredDifference(out, y), tf.array(0, 1)));
    assertThat(findings)
        .extracting(GraphFinding::fix)
        .anySatisfy(fix -> assertThat(fix).contains("Shape.of(-1, 13)").contains("MatMul"))
        .anySatisfy(fix -> assertThat(fix).contains("Shape.of(-1, 2)").contains("y"));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 32})
  void minimize_placeholderOfFixedRows_isToldTheShapeOfABatch(long rows) {
    var x = tf.withName("x").placeholder(TFloat32.class, Placeholder.shape(Shape.of(rows, 28)));
    Operand<TFloat32> out = tf.linalg.matMul(x, model.variable(28, 1));
    assertThat(model.findings(tf.math.mean(out, tf.array(0, 1))))
        .singleElement()
        .extracting(GraphFinding::toString)
        .asString()
        .contains("'x' has shape [" + rows + ", 28]")
        .contains("tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, 28)))");
  }

  /** The placeholder comes first: a power of the mean is refused whatever it holds. */
  @Test
  void minimize_scalarPlaceholderBehindTheMean_isNamedBesideThePower() {
    var rate = tf.withName("rate").placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
    Operand<TFloat32> loss = mean(model.distance(model.dense(model.numbers(3), 2)));
    List<GraphFinding> findings = model.findings(tf.math.pow(loss, rate));
    assertThat(findings).extracting(GraphFinding::type).containsExactly("Placeholder", "Pow");
    assertThat(findings.get(0).toString())
        .startsWith("Placeholder 'rate'")
        .contains(".publicInputs(rate)");
    assertThat(findings.get(1).toString()).contains("is computed from Mean 'Mean'");
  }

  @Test
  void minimize_placeholderOfUnknownLength_isToldToPad() {
    var words =
        tf.withName("words").placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, -1, 4)));
    Operand<TFloat32> out =
        tf.linalg.matMul(tf.math.mean(words, tf.constant(1)), model.variable(4, 1));
    assertThat(model.findings(tf.math.mean(out, tf.array(0, 1))))
        .singleElement()
        .extracting(GraphFinding::fix)
        .asString()
        .contains("Placeholder.shape(Shape.of(-1, longest, 4))");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void minimize_segmentSumBehindAMean_blamesTheSegmentSum(boolean isUnsorted) {
    Operand<TFloat32> words = model.distance(model.dense(model.numbers(3), 2));
    Operand<TInt32> texts = model.ids(5);
    Operand<TFloat32> sums =
        isUnsorted
            ? tf.math.unsortedSegmentSum(words, texts, tf.constant(5))
            : tf.math.segmentSum(words, texts, tf.constant(5));
    assertThat(model.findings(mean(sums)))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.kind()).isEqualTo(GraphFinding.Kind.MIXES_EXAMPLES);
              assertThat(finding.type())
                  .isEqualTo(isUnsorted ? "UnsortedSegmentSum" : "SegmentSumV2");
              assertThat(finding.fix()).contains("reduce over axis 1");
            });
  }

  @Test
  void minimize_segmentSumInTheModel_isBlamedAndNotWhatComesBehindIt() {
    Operand<TFloat32> texts = tf.math.segmentSum(model.numbers(3), model.ids(5), tf.constant(5));
    Operand<TFloat32> out = tf.linalg.matMul(texts, model.variable(3, 1));
    assertThat(model.findings(tf.math.mean(out, tf.array(0, 1))))
        .singleElement()
        .extracting(GraphFinding::type)
        .isEqualTo("SegmentSumV2");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void minimize_reductionThatLosesItsAxis_isToldToKeepIt(boolean isMean) {
    Operand<TFloat32> out = model.dense(model.numbers(3), 2);
    Operand<TFloat32> each =
        isMean
            ? tf.math.mean(out, tf.constant(1))
            : tf.math.sqrt(tf.reduceSum(tf.math.square(out), tf.constant(1)));
    assertThat(model.findings(tf.math.mean(tf.math.sub(out, each), tf.array(0, 1))))
        .singleElement()
        .extracting(GraphFinding::fix)
        .isEqualTo(
            "keep the axis that "
                + (isMean ? "Mean 'Mean'" : "Sum 'ReduceSum'")
                + " takes away, by "
                + (isMean ? "Mean" : "ReduceSum")
                + ".keepDims(true)");
  }

  /** A check that other losses pass: a flat hinge asks for the whole batch, not for an example. */
  @Test
  void minimize_hingeOfAFlatBatch_isToldToAddAnAxis() {
    Operand<TFloat32> out = tf.reshape(model.dense(model.numbers(3), 1), tf.array(-1));
    assertThat(model.findings(new Hinge().call(tf, model.numbers(), out)))
        .first()
        .extracting(GraphFinding::toString)
        .asString()
        .startsWith("All ")
        .contains("[batch, 1]")
        .contains("tf.expandDims");
  }
}
