package io.dptrain.core.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.dptrain.core.graph.GraphFinding;
import io.dptrain.core.graph.GraphFinding.Kind;
import io.dptrain.core.graph.PrivacyProofException;
import io.dptrain.core.stability.backprop.BackpropClipping;
import io.dptrain.core.stability.backprop.SignalRule;
import io.dptrain.core.testing.TestModel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.ConcreteFunction;
import org.tensorflow.Operand;
import org.tensorflow.Signature;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Unique;
import org.tensorflow.op.nn.FusedBatchNorm;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** What is refused where the examples are followed is refused wherever data reaches it. */
class RefusedInEveryModeTest {

  /** Makes rows of shape [batch, 4] out of rows of shape [batch, 4]. */
  private interface Rows {
    Operand<TFloat32> of(Ops tf, Operand<TFloat32> rows);
  }

  /** A loss of data of shape [batch, 4] in which some rows are made by an op that is refused. */
  private interface Mode {
    Operand<TFloat32> of(TestModel<TFloat32> model, Operand<TFloat32> x, Rows refused);
  }

  private record Form(Kind kind, String type, Rows rows) {}

  private static Operand<TInt32> integers(Ops tf, Operand<TFloat32> rows) {
    return tf.dtypes.cast(rows, TInt32.class);
  }

  private static Operand<TFloat32> floats(Ops tf, Operand<TInt32> rows) {
    return tf.dtypes.cast(rows, TFloat32.class);
  }

  private static Form ofIntegers(String type) {
    return new Form(
        Kind.NOT_PUBLIC,
        type,
        (tf, rows) ->
            floats(
                tf,
                tf.scope()
                    .opBuilder(type, type)
                    .addInput(tf.constant(7).asOutput())
                    .addInput(integers(tf, rows).asOutput())
                    .build()
                    .output(0)));
  }

  private static List<Form> forms() {
    List<Form> forms = new ArrayList<>();
    for (String type :
        List.of("Div", "FloorDiv", "FloorMod", "Mod", "Pow", "TruncateDiv", "TruncateMod")) {
      forms.add(ofIntegers(type));
    }
    forms.add(
        new Form(
            Kind.MIXES_EXAMPLES, "L2Loss", (tf, rows) -> tf.math.mul(rows, tf.nn.l2Loss(rows))));
    forms.add(
        new Form(
            Kind.MIXES_EXAMPLES,
            "UniqueV2",
            (tf, rows) -> {
              Operand<TFloat32> flat = tf.reshape(rows, tf.constant(new int[] {-1}));
              return tf.reshape(
                  tf.dtypes.cast(
                      Unique.create(tf.scope(), flat, tf.constant(new int[] {0})).idx(),
                      TFloat32.class),
                  tf.constant(new int[] {-1, 4}));
            }));
    forms.add(
        new Form(
            Kind.MIXES_EXAMPLES,
            "FusedBatchNormV3",
            (tf, rows) -> {
              Operand<TFloat32> one = tf.constant(new float[] {1});
              Operand<TFloat32> none = tf.constant(new float[0]);
              Operand<TFloat32> image = tf.reshape(rows, tf.constant(new int[] {-1, 2, 2, 1}));
              return tf.reshape(
                  tf.nn
                      .fusedBatchNorm(image, one, one, none, none, FusedBatchNorm.isTraining(true))
                      .y(),
                  tf.constant(new int[] {-1, 4}));
            }));
    forms.add(
        new Form(
            Kind.MIXES_EXAMPLES,
            "Snapshot",
            (tf, rows) -> BackpropClipping.clipSignal(tf, rows, SignalRule.byTensorNorm(1))));
    forms.add(
        new Form(
            Kind.NOT_PUBLIC,
            "CheckNumericsV2",
            (tf, rows) -> tf.debugging.checkNumerics(rows, "not finite")));
    forms.addAll(faultyKernels());
    return forms;
  }

  /** What some processors compute wrongly, or not at all. */
  private static List<Form> faultyKernels() {
    return List.of(
        new Form(
            Kind.MIXES_EXAMPLES,
            "Einsum",
            (tf, rows) ->
                flat(
                    tf, tf.linalg.einsum(List.of(square(tf, rows), weights(tf)), "...d,dp->...p"))),
        new Form(
            Kind.MIXES_EXAMPLES,
            "BatchMatMulV2",
            (tf, rows) -> flat(tf, raw(tf, "BatchMatMulV2", square(tf, rows), weights(tf)))),
        new Form(
            Kind.NOT_COVERED,
            "Conv2DBackpropInput",
            (tf, rows) -> {
              Operand<TFloat32> image = tf.reshape(rows, tf.constant(new int[] {-1, 2, 2, 1}));
              return flat(
                  tf,
                  tf.nn.conv2dBackpropInput(
                      tf.shape(image), kernel(tf), image, List.of(1L, 1L, 1L, 1L), "SAME"));
            }));
  }

  /** Of one channel to one, as the values say and not the shape: no product can be built for it. */
  private static Operand<TFloat32> kernel(Ops tf) {
    Operand<TFloat32> picked = tf.booleanMask(tf.constant(new float[1]), tf.array(true));
    return tf.reshape(picked, tf.constant(new int[] {1, 1, -1, 1}));
  }

  private static Operand<TFloat32> square(Ops tf, Operand<TFloat32> rows) {
    return tf.reshape(rows, tf.constant(new int[] {-1, 2, 2}));
  }

  private static Operand<TFloat32> weights(Ops tf) {
    return tf.constant(new float[][] {{1, 2}, {3, 4}});
  }

  private static Operand<TFloat32> flat(Ops tf, Operand<TFloat32> rows) {
    return tf.reshape(rows, tf.constant(new int[] {-1, 4}));
  }

  private static Operand<TFloat32> raw(
      Ops tf, String type, Operand<TFloat32> first, Operand<TFloat32> second) {
    return tf.scope()
        .opBuilder(type, type)
        .addInput(first.asOutput())
        .addInput(second.asOutput())
        .build()
        .output(0);
  }

  private static Operand<TFloat32> roll(Ops tf, Operand<TFloat32> rows) {
    return tf.roll(rows, tf.constant(1), tf.constant(1));
  }

  private static Operand<TFloat32> layer(TestModel<TFloat32> model, Operand<TFloat32> rows) {
    return model.tf.reduceSum(
        model.tf.linalg.matMul(rows, model.variable(4, 2)), model.tf.constant(1));
  }

  private static Map<String, Mode> modes() {
    Map<String, Mode> modes = new LinkedHashMap<>();
    modes.put("followed", (model, x, refused) -> layer(model, refused.of(model.tf, x)));
    modes.put(
        "behind what is not followed",
        (model, x, refused) -> layer(model, refused.of(model.tf, roll(model.tf, x))));
    modes.put(
        "in front of what is not followed",
        (model, x, refused) -> layer(model, roll(model.tf, refused.of(model.tf, x))));
    modes.put(
        "behind a trained layer and what is not followed",
        (model, x, refused) ->
            layer(
                model,
                refused.of(model.tf, roll(model.tf, model.tf.math.mul(x, model.variable(4))))));
    modes.put(
        "beside what is not followed",
        (model, x, refused) ->
            model.tf.math.add(
                layer(model, refused.of(model.tf, x)), layer(model, roll(model.tf, x))));
    modes.put(
        "at a use that is mapped",
        (model, x, refused) ->
            model.tf.reduceSum(
                model.tf.math.maximum(refused.of(model.tf, x), model.variable(4)),
                model.tf.constant(1)));
    modes.put(
        "behind stopGradient and what is not followed",
        (model, x, refused) ->
            layer(
                model,
                model.tf.math.mul(
                    x, model.tf.stopGradient(refused.of(model.tf, roll(model.tf, x))))));
    modes.put("in a function that is called", RefusedInEveryModeTest::called);
    return modes;
  }

  private static Operand<TFloat32> called(
      TestModel<TFloat32> model, Operand<TFloat32> x, Rows refused) {
    try (ConcreteFunction function = function(refused)) {
      Operand<TFloat32> y = result(function.call(model.tf, x));
      return layer(model, model.tf.reshape(y, model.tf.constant(new int[] {-1, 4})));
    }
  }

  private static ConcreteFunction function(Rows rows) {
    Function<Ops, Signature> body =
        in -> {
          Placeholder<TFloat32> value =
              in.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, 4)));
          return Signature.builder("called")
              .input("x", value)
              .output("y", rows.of(in, value))
              .build();
        };
    return ConcreteFunction.create(body);
  }

  @SuppressWarnings("unchecked") // the functions return floats
  private static Operand<TFloat32> result(Operand<?> called) {
    return (Operand<TFloat32>) called;
  }

  static Stream<Arguments> all() {
    return forms().stream()
        .flatMap(
            form ->
                modes().entrySet().stream()
                    .flatMap(
                        mode ->
                            Stream.of(1, 2)
                                .map(
                                    rows ->
                                        Arguments.of(
                                            form.type(),
                                            mode.getKey(),
                                            rows,
                                            form,
                                            mode.getValue()))));
  }

  @ParameterizedTest(name = "{0} {1}, {2} row(s) per unit")
  @MethodSource("all")
  void minimize_refusedOp_isRefused(
      String type, String name, int rowsPerUnit, Form form, Mode mode) {
    try (TestModel<TFloat32> model = TestModel.single()) {
      Operand<TFloat32> loss = mode.of(model, model.numbers(4), form.rows());
      PrivacyProofException refusal =
          catchThrowableOfType(
              PrivacyProofException.class,
              () -> model.optimizer(4, 1).rowsPerUnit(rowsPerUnit).build().minimize(loss));
      assertThat(refusal).as(name).isNotNull();
      assertThat(refusal.findings())
          .as(refusal.getMessage())
          .filteredOn(finding -> finding.type().equals(type))
          .extracting(GraphFinding::kind)
          .contains(form.kind());
    }
  }

  /** Forward it is right; the gradient through it may not be, in a function. */
  private static Operand<TFloat32> convolved(Ops tf, Operand<TFloat32> rows) {
    return convolved(tf, rows, tf.constant(new float[1][1][1][1]));
  }

  /** Forward it is right; the gradient through it may not be, as nobody knows its channels. */
  private static Operand<TFloat32> convolvedByAnOpenKernel(Ops tf, Operand<TFloat32> rows) {
    return convolved(tf, rows, kernel(tf));
  }

  private static Operand<TFloat32> convolved(
      Ops tf, Operand<TFloat32> rows, Operand<TFloat32> kernel) {
    Operand<TFloat32> images = tf.reshape(rows, tf.constant(new int[] {-1, 2, 2, 1}));
    return flat(tf, tf.nn.conv2d(images, kernel, List.of(1L, 1L, 1L, 1L), "VALID"));
  }

  /** Forward it is right; the gradient through it may not be, in a function. */
  private static Operand<TFloat32> pooled(Ops tf, Operand<TFloat32> rows) {
    return flat(
        tf,
        tf.nn.maxPool(
            tf.reshape(rows, tf.constant(new int[] {-1, 2, 2, 1})),
            tf.constant(new int[] {1, 1, 1, 1}),
            tf.constant(new int[] {1, 1, 1, 1}),
            "VALID"));
  }

  static Stream<Arguments> faultyGradients() {
    Mode followed = (model, x, refused) -> layer(model, refused.of(model.tf, x));
    Mode mapped = (model, x, refused) -> layer(model, refused.of(model.tf, roll(model.tf, x)));
    Mode called = RefusedInEveryModeTest::called;
    Rows open = RefusedInEveryModeTest::convolvedByAnOpenKernel;
    Mode calledByCalled =
        (model, x, refused) ->
            called(model, x, (tf, rows) -> result(function(refused).call(tf, rows)));
    return Stream.of(
        Arguments.of("Conv2D", "followed", open, followed),
        Arguments.of("Conv2D", "mapped", open, mapped),
        Arguments.of("Conv2D", "called", (Rows) RefusedInEveryModeTest::convolved, called),
        Arguments.of(
            "Conv2D", "called twice", (Rows) RefusedInEveryModeTest::convolved, calledByCalled),
        Arguments.of("MaxPoolV2", "called", (Rows) RefusedInEveryModeTest::pooled, called));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("faultyGradients")
  void minimize_faultyGradientBehindWhatIsTrained_isRefused(
      String type, String name, Rows faulty, Mode mode) {
    try (TestModel<TFloat32> model = TestModel.single()) {
      Operand<TFloat32> trained = model.tf.math.mul(model.numbers(4), model.variable(4));
      Operand<TFloat32> loss = mode.of(model, trained, faulty);
      PrivacyProofException refusal =
          catchThrowableOfType(
              PrivacyProofException.class, () -> model.optimizer(4, 1).build().minimize(loss));
      assertThat(refusal).isNotNull();
      assertThat(refusal.findings()).extracting(GraphFinding::type).contains(type);
    }
  }

  /** The convolution alone is right, so what does not lie on the backward path may be called. */
  @Test
  void minimize_faultyGradientInFrontOfWhatIsTrained_isAccepted() {
    try (TestModel<TFloat32> model = TestModel.single()) {
      Operand<TFloat32> loss = called(model, model.numbers(4), RefusedInEveryModeTest::convolved);
      DpOptimizer optimizer = model.optimizer(4, 1).build();
      optimizer.minimize(loss);
      model.session.initialize();
      assertThat(optimizer.step(model.session, model::feeds).step()).isEqualTo(1);
    }
  }
}
