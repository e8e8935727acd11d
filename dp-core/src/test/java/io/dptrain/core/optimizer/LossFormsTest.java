package io.dptrain.core.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.dptrain.core.graph.GraphFinding;
import io.dptrain.core.graph.PrivacyProofException;
import io.dptrain.core.testing.TestModel;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.ReduceSum;
import org.tensorflow.op.math.Mean;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TNumber;

/** Every way to write a mean or sum over examples trains like the loss per example. */
class LossFormsTest {
  private static final int UNITS = 5;
  private static final double CLIP_NORM = 0.6;

  /**
   * A loss made of entries.
   *
   * @param factor the loss of an example, in sums over the time steps of the example
   */
  private record Form(String name, double factor, Function<Losses, Operand<TFloat32>> loss) {
    @Override
    public String toString() {
      return name;
    }
  }

  /** What the forms are made of: entries of shape [batch, 3], and their sum for each example. */
  private record Losses(Ops tf, Operand<TFloat32> entries, Operand<TFloat32> perExample) {
    static Losses of(TestModel<TFloat32> model) {
      Ops tf = model.tf;
      Operand<TFloat32> scaled = tf.math.mul(model.numbers(3), model.variable(3));
      Operand<TFloat32> output = tf.math.tanh(tf.math.add(scaled, model.variable(3)));
      Operand<TFloat32> entries = tf.math.squaredDifference(output, tf.constant(1f));
      return new Losses(tf, entries, tf.reduceSum(entries, tf.constant(1)));
    }

    Operand<TFloat32> mean(Operand<TFloat32> tensor) {
      return tf.math.mean(tensor, allAxes(tensor));
    }

    Operand<TFloat32> sum(Operand<TFloat32> tensor) {
      return tf.reduceSum(tensor, allAxes(tensor));
    }

    /** <b>Shape</b> {@code [batch, 1]}. */
    Operand<TFloat32> column() {
      return tf.expandDims(perExample, tf.constant(1));
    }

    Operand<TFloat32> mean0(Operand<TFloat32> tensor, boolean keeps) {
      return tf.math.mean(tensor, tf.constant(0), Mean.keepDims(keeps));
    }

    Operand<TFloat32> sum0(Operand<TFloat32> tensor, boolean keeps) {
      return tf.reduceSum(tensor, tf.constant(0), ReduceSum.keepDims(keeps));
    }

    private Operand<TInt32> allAxes(Operand<TFloat32> tensor) {
      return tf.constant(tensor.shape().numDimensions() == 1 ? new int[] {0} : new int[] {0, 1});
    }

    Operand<TFloat32> number(Operand<? extends TNumber> count) {
      return tf.dtypes.cast(count, TFloat32.class);
    }

    Operand<TFloat32> rows() {
      return number(tf.size(perExample));
    }

    Operand<TFloat32> mul(Operand<TFloat32> tensor, double by) {
      return tf.math.mul(tensor, tf.constant((float) by));
    }
  }

  static Stream<Form> forms() {
    return Stream.of(
        new Form("[batch]", 1, Losses::perExample),
        new Form("[batch, time]", 1, Losses::entries),
        new Form("mean over the batch", 1, l -> l.mean(l.perExample())),
        new Form("sum over the batch", 1, l -> l.sum(l.perExample())),
        new Form("mean over batch and time", 1 / 3.0, l -> l.mean(l.entries())),
        new Form("sum over batch and time", 1, l -> l.sum(l.entries())),
        new Form(
            "mean of means",
            1 / 3.0,
            l -> l.mean(l.tf().math.mean(l.entries(), l.tf().constant(1)))),
        new Form(
            "sum over size",
            1 / 3.0,
            l ->
                l.tf()
                    .math
                    .div(
                        l.sum(l.entries()),
                        l.number(l.tf().shape.size(l.tf().shape(l.entries()))))),
        new Form(
            "sum over number of elements",
            1 / 3.0,
            l -> l.tf().math.div(l.sum(l.entries()), l.number(l.tf().size(l.entries())))),
        new Form(
            "sum over rows",
            1,
            l ->
                l.tf()
                    .math
                    .divNoNan(
                        l.sum(l.perExample()),
                        l.number(
                            l.tf()
                                .gather(
                                    l.tf().shape(l.perExample()),
                                    l.tf().constant(0),
                                    l.tf().constant(0))))),
        new Form(
            "sum over the rows, of several entries each",
            1,
            l -> l.tf().math.div(l.sum(l.entries()), l.number(l.tf().size(l.perExample())))),
        new Form(
            "sum over one size of its shape",
            1,
            l ->
                l.tf()
                    .math
                    .div(
                        l.sum(l.entries()),
                        l.number(
                            l.tf()
                                .gather(
                                    l.tf().shape(l.entries()),
                                    l.tf().constant(0),
                                    l.tf().constant(0))))),
        new Form(
            "half of a sum, over the rows",
            0.5,
            l -> l.tf().math.div(l.mul(l.sum(l.entries()), 0.5), l.rows())),
        new Form(
            "a sum over twice the rows",
            0.5,
            l -> l.tf().math.div(l.sum(l.entries()), l.mul(l.rows(), 2))),
        new Form(
            "a sum, less half of another, over the rows",
            0.5,
            l ->
                l.tf()
                    .math
                    .div(
                        l.tf().math.sub(l.sum(l.entries()), l.mul(l.sum(l.perExample()), 0.5)),
                        l.rows())),
        new Form(
            "a sum for each entry, added up and divided by the rows",
            1,
            l -> l.tf().math.div(l.sum(l.sum0(l.entries(), true)), l.rows())),
        new Form(
            "a mean, and a sum over the rows",
            1 + 1 / 3.0,
            l ->
                l.tf()
                    .math
                    .add(l.mean(l.entries()), l.tf().math.div(l.sum(l.perExample()), l.rows()))),
        new Form("mean over axis 0 of [batch, 3]", 1, l -> l.mean0(l.entries(), false)),
        new Form("mean over axis 0 of [batch, 1]", 1, l -> l.mean0(l.column(), false)),
        new Form("mean over axis 0 that keeps it", 1, l -> l.mean0(l.entries(), true)),
        new Form(
            "mean over axis 0 of [batch] that keeps it", 1, l -> l.mean0(l.perExample(), true)),
        new Form("[1, 1]", 1, l -> l.mean0(l.column(), true)),
        new Form("mean of the means of entries", 1 / 3.0, l -> l.mean(l.mean0(l.entries(), false))),
        new Form("mean of kept means", 1 / 3.0, l -> l.mean(l.mean0(l.entries(), true))),
        new Form("sum of the means of entries", 1, l -> l.sum(l.mean0(l.entries(), true))),
        new Form("sum over axis 0 of [batch, 3]", 1, l -> l.sum0(l.entries(), false)),
        new Form("sum over axis 0 of [batch, 1]", 1, l -> l.sum0(l.column(), true)),
        new Form("mean of the sums of entries", 1 / 3.0, l -> l.mean(l.sum0(l.entries(), true))),
        new Form(
            "mean of [batch, 1], reshaped to a scalar",
            1,
            l -> l.tf().reshape(l.mean0(l.column(), false), l.tf().constant(new int[0]))),
        new Form("mean of [batch, 1], squeezed", 1, l -> l.tf().squeeze(l.mean0(l.column(), true))),
        new Form(
            "a mean for each entry, and one that is broadcast",
            1 + 3,
            l -> l.tf().math.add(l.mean0(l.entries(), false), l.mean(l.perExample()))),
        new Form(
            "half of a mean for each entry, less a third",
            0.5 - 1 / 3.0,
            l ->
                l.tf()
                    .math
                    .sub(
                        l.mul(l.mean0(l.entries(), false), 0.5),
                        l.tf()
                            .math
                            .div(l.mean0(l.entries(), false), l.tf().constant(new float[] {3f})))),
        new Form(
            "a mean times a constant for each entry",
            3,
            l ->
                l.tf()
                    .math
                    .mul(
                        l.mean0(l.column(), false), l.tf().constant(new float[] {0.5f, 1f, 1.5f}))),
        new Form("mean times a constant", 0.5, l -> l.mul(l.mean(l.perExample()), 0.5)),
        new Form(
            "mean over a constant",
            0.5,
            l -> l.tf().math.div(l.mean(l.perExample()), l.tf().constant(2f))),
        new Form(
            "negative mean of negatives",
            1,
            l -> l.tf().math.neg(l.mean(l.tf().math.neg(l.perExample())))),
        new Form(
            "two means",
            1 + 1 / 3.0,
            l -> l.tf().math.add(l.mean(l.perExample()), l.mean(l.entries()))),
        new Form("two sums", 2, l -> l.tf().math.add(l.sum(l.perExample()), l.sum(l.entries()))),
        new Form(
            "difference of means",
            0.75,
            l -> l.tf().math.sub(l.mean(l.perExample()), l.mul(l.mean(l.perExample()), 0.25))),
        new Form(
            "AddN of means",
            1.5,
            l ->
                l.tf()
                    .math
                    .addN(List.of(l.mean(l.perExample()), l.mul(l.mean(l.perExample()), 0.5)))),
        new Form(
            "identity of a mean and a constant",
            1,
            l -> l.tf().identity(l.tf().math.add(l.mean(l.perExample()), l.tf().constant(7f)))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("forms")
  void step_lossForm_appliesTheClippedMean(Form form) {
    requireClippedMean(form, 1);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("forms")
  void step_lossFormAndUnitsOfTwoRows_appliesTheClippedMean(Form form) {
    requireClippedMean(form, 2);
  }

  /** Without the probe: the kernels of all forms are those of one of them. */
  private static void requireClippedMean(Form form, int rowsPerUnit) {
    try (TestModel<TFloat32> model = TestModel.single()) {
      Losses losses = Losses.of(model);
      DpOptimizer optimizer =
          model
              .optimizer(UNITS, CLIP_NORM)
              .rowsPerUnit(rowsPerUnit)
              .trustKernelsWithoutProbe()
              .build();
      optimizer.minimize(form.loss().apply(losses));
      model.session.initialize();
      double[] expected =
          model.expectedChange(
              losses.mul(losses.perExample(), form.factor()), UNITS, rowsPerUnit, CLIP_NORM);
      double[] actual =
          model.change(optimizer, units -> model.feeds(TestModel.rowsOf(units, rowsPerUnit)));
      assertThat(actual).containsExactly(expected, within(1e-5));
    }
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        refused("maximum", l -> l.tf().max(l.perExample(), l.tf().constant(0))),
        refused("logarithm of the mean", l -> l.tf().math.log(l.mean(l.perExample()))),
        refused("square of the mean", l -> l.tf().math.square(l.mean(l.perExample()))),
        refused(
            "product of means", l -> l.tf().math.mul(l.mean(l.perExample()), l.mean(l.entries()))),
        refused(
            "mean and sum", l -> l.tf().math.add(l.mean(l.perExample()), l.sum(l.perExample()))),
        refused(
            "sum over the square of a count",
            l -> {
              Operand<TFloat32> rows = l.number(l.tf().size(l.perExample()));
              return l.tf().math.div(l.sum(l.entries()), l.tf().math.mul(rows, rows));
            }),
        refused(
            "entries weighed after the mean",
            l ->
                l.tf()
                    .math
                    .mul(l.mean0(l.entries(), false), l.tf().constant(new float[] {1f, 2f, 3f}))));
  }

  static Stream<Arguments> dividedTwice() {
    return Stream.of(
        refused("mean over the rows", l -> l.tf().math.div(l.mean(l.entries()), l.rows())),
        refused(
            "sum over the rows, twice",
            l -> l.tf().math.div(l.tf().math.div(l.sum(l.entries()), l.rows()), l.rows())),
        refused(
            "sum and a penalty, over the rows",
            l ->
                l.tf()
                    .math
                    .div(l.tf().math.add(l.sum(l.entries()), l.tf().constant(2f)), l.rows())),
        refused(
            "sum over the square of the rows",
            l -> l.tf().math.div(l.sum(l.entries()), l.tf().math.mul(l.rows(), l.rows()))));
  }

  /** What is left depends on the size of the batch, however it is taken apart. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("dividedTwice")
  void minimize_moreThanASumOverTheRows_isRefused(
      String name, Function<Losses, Operand<TFloat32>> loss) {
    requireRefused(loss, GraphFinding.Kind.NO_EXAMPLE_LOSS);
  }

  private static Arguments refused(String name, Function<Losses, Operand<TFloat32>> loss) {
    return Arguments.of(name, loss);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refused")
  void minimize_anotherNumberOfTheBatch_isRefusedWithTheFix(
      String name, Function<Losses, Operand<TFloat32>> loss) {
    requireRefused(loss, GraphFinding.Kind.NO_EXAMPLE_LOSS);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void minimize_varianceOverTheBatch_isRefusedAsMixing(boolean isMean) {
    requireRefused(
        l -> {
          Operand<TFloat32> deviations =
              l.tf().math.squaredDifference(l.perExample(), l.mean(l.perExample()));
          return isMean ? l.mean(deviations) : deviations;
        },
        GraphFinding.Kind.MIXES_EXAMPLES);
  }

  private static void requireRefused(
      Function<Losses, Operand<TFloat32>> loss, GraphFinding.Kind kind) {
    try (TestModel<TFloat32> model = TestModel.single()) {
      DpOptimizer optimizer = model.optimizer(UNITS, CLIP_NORM).build();
      Operand<TFloat32> refused = loss.apply(Losses.of(model));
      assertThatThrownBy(() -> optimizer.minimize(refused))
          .asInstanceOf(InstanceOfAssertFactories.type(PrivacyProofException.class))
          .satisfies(
              e -> {
                assertThat(e.findings()).extracting(GraphFinding::kind).containsOnly(kind);
                assertThat(e.findings()).allSatisfy(f -> assertThat(f.fix()).isNotBlank());
              });
    }
  }
}
