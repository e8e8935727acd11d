package io.dptrain.core.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.dptrain.core.graph.PrivacyProofException;
import io.dptrain.core.testing.TestModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Operand;
import org.tensorflow.framework.losses.BinaryCrossentropy;
import org.tensorflow.framework.losses.CategoricalCrossentropy;
import org.tensorflow.framework.losses.CategoricalHinge;
import org.tensorflow.framework.losses.CosineSimilarity;
import org.tensorflow.framework.losses.Hinge;
import org.tensorflow.framework.losses.Huber;
import org.tensorflow.framework.losses.KLDivergence;
import org.tensorflow.framework.losses.LogCosh;
import org.tensorflow.framework.losses.MeanAbsoluteError;
import org.tensorflow.framework.losses.MeanAbsolutePercentageError;
import org.tensorflow.framework.losses.MeanSquaredError;
import org.tensorflow.framework.losses.MeanSquaredLogarithmicError;
import org.tensorflow.framework.losses.Poisson;
import org.tensorflow.framework.losses.Reduction;
import org.tensorflow.framework.losses.SparseCategoricalCrossentropy;
import org.tensorflow.framework.losses.SquaredHinge;
import org.tensorflow.framework.losses.impl.AbstractLoss;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/**
 * Each loss of tensorflow-framework, as its default constructor makes it and with each reduction,
 * trains as it is: on what it gives for each example alone.
 */
class FrameworkLossTest {
  private static final int UNITS = 5;
  private static final double CLIP_NORM = 0.2;

  /** What the predictions and labels of a loss are. */
  private enum Kind {
    NUMBERS,
    PROBABILITIES,
    LOGITS,
    CLASSES,
    SIGNS,
    BITS
  }

  /** The shape of the predictions behind the batch. */
  private enum Form {
    FLAT,
    COLUMN,
    WIDE
  }

  /** What the example weights are. */
  private enum Weights {
    NONE,
    FLAT,
    COLUMN
  }

  /** A loss and how it is called. */
  record Case(
      String name,
      Function<Optional<Reduction>, AbstractLoss> loss,
      Kind kind,
      Optional<Reduction> reduction,
      Form form,
      Weights weights) {

    static Case of(String name, Kind kind, Function<Optional<Reduction>, AbstractLoss> loss) {
      return new Case(name, loss, kind, Optional.empty(), Form.WIDE, Weights.NONE);
    }

    Case reduced(Reduction by) {
      return new Case(name, loss, kind, Optional.of(by), form, weights);
    }

    Case in(Form other) {
      return new Case(name, loss, kind, reduction, other, weights);
    }

    Case weighted(Weights other) {
      return new Case(name, loss, kind, reduction, form, other);
    }

    /** As its default constructor makes it. */
    boolean isPlain() {
      return reduction.isEmpty() && form == Form.WIDE && weights == Weights.NONE;
    }

    boolean needsClasses() {
      return kind == Kind.CLASSES;
    }

    /** Whether it does more along the last axis than to take the mean. */
    boolean worksAlongRows() {
      return needsClasses()
          || name.contains("ategorical")
          || name.contains("hinge")
          || name.contains("cosine");
    }

    @Override
    public String toString() {
      return name
          + reduction.map(by -> ", " + by).orElse("")
          + (form == Form.WIDE ? "" : ", " + form)
          + (weights == Weights.NONE ? "" : ", weights " + weights);
    }
  }

  private static Function<Optional<Reduction>, AbstractLoss> made(
      AbstractLoss plain, Function<Reduction, AbstractLoss> reduced) {
    return reduction -> reduction.map(reduced).orElse(plain);
  }

  private static List<Case> losses() {
    return List.of(
        Case.of(
            "binary cross entropy",
            Kind.PROBABILITIES,
            made(new BinaryCrossentropy(), BinaryCrossentropy::new)),
        Case.of(
            "binary cross entropy of logits",
            Kind.LOGITS,
            made(
                new BinaryCrossentropy(true),
                reduction -> new BinaryCrossentropy(true, 0f, reduction))),
        Case.of(
            "categorical cross entropy",
            Kind.PROBABILITIES,
            made(new CategoricalCrossentropy(), CategoricalCrossentropy::new)),
        Case.of(
            "categorical cross entropy of logits",
            Kind.LOGITS,
            made(
                new CategoricalCrossentropy(true),
                reduction -> new CategoricalCrossentropy(true, 0f, reduction))),
        Case.of(
            "sparse categorical cross entropy",
            Kind.CLASSES,
            made(new SparseCategoricalCrossentropy(), SparseCategoricalCrossentropy::new)),
        Case.of("hinge", Kind.SIGNS, made(new Hinge(), Hinge::new)),
        Case.of("hinge of zeros and ones", Kind.BITS, made(new Hinge(), Hinge::new)),
        Case.of("squared hinge", Kind.BITS, made(new SquaredHinge(), SquaredHinge::new)),
        Case.of(
            "categorical hinge", Kind.BITS, made(new CategoricalHinge(), CategoricalHinge::new)),
        Case.of(
            "cosine similarity", Kind.NUMBERS, made(new CosineSimilarity(), CosineSimilarity::new)),
        Case.of("Huber", Kind.NUMBERS, made(new Huber(), Huber::new)),
        Case.of(
            "Kullback-Leibler divergence",
            Kind.PROBABILITIES,
            made(new KLDivergence(), KLDivergence::new)),
        Case.of("log cosh", Kind.NUMBERS, made(new LogCosh(), LogCosh::new)),
        Case.of(
            "mean absolute error",
            Kind.NUMBERS,
            made(new MeanAbsoluteError(), MeanAbsoluteError::new)),
        Case.of(
            "mean absolute percentage error",
            Kind.NUMBERS,
            made(new MeanAbsolutePercentageError(), MeanAbsolutePercentageError::new)),
        Case.of(
            "mean squared error",
            Kind.NUMBERS,
            made(new MeanSquaredError(), MeanSquaredError::new)),
        Case.of(
            "mean squared logarithmic error",
            Kind.PROBABILITIES,
            made(new MeanSquaredLogarithmicError(), MeanSquaredLogarithmicError::new)),
        Case.of("Poisson", Kind.PROBABILITIES, made(new Poisson(), Poisson::new)));
  }

  static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (Case plain : losses()) {
      cases.add(plain);
      for (Reduction reduction : Reduction.values()) {
        cases.add(plain.reduced(reduction));
      }
      cases.add(plain.weighted(Weights.FLAT));
      cases.add(plain.weighted(Weights.COLUMN));
      if (!plain.needsClasses()) {
        cases.add(plain.in(Form.COLUMN));
      }
      if (!plain.worksAlongRows()) {
        cases.add(plain.in(Form.FLAT));
      }
    }
    return cases;
  }

  static List<Case> alongRows() {
    return losses().stream()
        .filter(loss -> loss.worksAlongRows() && !loss.needsClasses())
        .map(loss -> loss.in(Form.FLAT))
        .toList();
  }

  /** Of [batch] they take the whole batch for one example, in ordinary training too. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("alongRows")
  void minimize_lossAlongTheLastAxisOfAFlatBatch_isRefused(Case tested) {
    try (TestModel<TFloat32> model = TestModel.single()) {
      Operand<TFloat32> loss = loss(model, tested);
      DpOptimizer optimizer = model.optimizer(UNITS, CLIP_NORM).build();
      assertThatThrownBy(() -> optimizer.minimize(loss)).isInstanceOf(PrivacyProofException.class);
    }
  }

  private static Operand<TFloat32> predictions(TestModel<TFloat32> model, Case tested) {
    Ops tf = model.tf;
    Operand<TFloat32> out = model.dense(model.numbers(4), tested.form == Form.WIDE ? 3 : 1);
    Operand<TFloat32> shaped = tested.form == Form.FLAT ? tf.reshape(out, tf.array(-1)) : out;
    return switch (tested.kind) {
      case PROBABILITIES -> tf.math.sigmoid(shaped);
      case CLASSES -> tf.nn.softmax(shaped);
      default -> shaped;
    };
  }

  private static Operand<TFloat32> labels(TestModel<TFloat32> model, Case tested) {
    Ops tf = model.tf;
    Operand<TFloat32> numbers =
        tested.form == Form.FLAT
            ? model.numbers()
            : model.numbers(tested.form == Form.WIDE ? 3 : 1);
    Operand<TFloat32> bits =
        tf.dtypes.cast(tf.math.greater(numbers, tf.constant(0f)), TFloat32.class);
    return switch (tested.kind) {
      case NUMBERS -> numbers;
      case PROBABILITIES, LOGITS -> tf.math.sigmoid(numbers);
      case CLASSES -> tf.dtypes.cast(tf.math.argMax(numbers, tf.constant(1)), TFloat32.class);
      case SIGNS -> tf.math.sub(tf.math.mul(bits, tf.constant(2f)), tf.constant(1f));
      case BITS -> bits;
    };
  }

  private static Operand<TFloat32> loss(TestModel<TFloat32> model, Case tested) {
    Ops tf = model.tf;
    AbstractLoss loss = tested.loss.apply(tested.reduction);
    Operand<TFloat32> predictions = predictions(model, tested);
    Operand<TFloat32> labels = labels(model, tested);
    if (tested.weights == Weights.NONE) {
      return loss.call(tf, labels, predictions);
    }
    Placeholder<TFloat32> weights =
        tested.weights == Weights.FLAT ? model.numbers() : model.numbers(1);
    return loss.call(tf, labels, predictions, weights);
  }

  /** The probe runs on the plain ones; the others have the kernels of these and of a mean. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void step_frameworkLoss_appliesTheClippedMeanOfEachExampleAlone(Case tested) {
    try (TestModel<TFloat32> model = TestModel.single()) {
      Operand<TFloat32> loss = loss(model, tested);
      DpOptimizerBuilder builder = model.optimizer(UNITS, CLIP_NORM);
      DpOptimizer optimizer =
          (tested.isPlain() ? builder : builder.trustKernelsWithoutProbe()).build();
      optimizer.minimize(loss);
      model.session.initialize();
      assertThat(optimizer.explain().fallback()).isEmpty();
      double[] expected = model.expectedChange(loss, UNITS, 1, CLIP_NORM);
      double[] actual = model.change(optimizer, model::feeds);
      assertThat(actual).containsExactly(expected, within(1e-5));
    }
  }
}
