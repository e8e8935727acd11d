package io.dptrain.core.internal.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dptrain.core.gradient.CustomGradients;
import io.dptrain.core.internal.graph.mapping.FunctionBody;
import io.dptrain.core.internal.graph.mapping.FunctionCut;
import io.dptrain.core.internal.graph.mapping.MappedGradients;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.ConcreteFunction;
import org.tensorflow.DeviceSpec;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Signature;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TFloating;

/** Every row is the ordinary gradient of its unit alone. */
class MappedGradientsTest {

  @BeforeAll
  static void register() {
    CustomGradients.register();
  }

  static Stream<Arguments> modelsAndSizes() {
    return MappedModels.all().stream()
        .flatMap(
            model ->
                Stream.of(new int[] {1, 1}, new int[] {2, 1}, new int[] {7, 1}, new int[] {2, 3})
                    .map(size -> Arguments.of(model, size[0], size[1])));
  }

  @ParameterizedTest(name = "{0}, {1} units of {2} rows")
  @MethodSource("modelsAndSizes")
  void ofLoss_float64_isTheGradientOfEachUnitAlone(MappedModels.Model model, int units, int rows) {
    assertThat(largestError(TFloat64.class, model, units, rows)).isLessThan(1e-10);
  }

  static List<MappedModels.Model> models() {
    return MappedModels.all();
  }

  @ParameterizedTest
  @MethodSource("models")
  void ofLoss_float32_isTheGradientOfEachUnitAlone(MappedModels.Model model) {
    assertThat(largestError(TFloat32.class, model, 3, 2)).isLessThan(1e-4);
  }

  /** The largest distance of an element from the reference, relative to the largest element. */
  private static <T extends TFloating> double largestError(
      Class<T> type, MappedModels.Model model, int units, int rows) {
    try (MappedRun<T> run = new MappedRun<>(type)) {
      Output<T> loss = model.loss().build(run.site).asOutput();
      List<Output<T>> mapped = ofLoss(run, loss, run.site.inputs(rows));
      MappedRun.Batch batch = MappedRun.Batch.random(units * 10L + rows, units * rows);
      List<double[]> actual = run.fetch(batch, mapped);
      List<List<double[]>> expected = run.alone(batch, rows, loss);
      double error = 0;
      for (int v = 0; v < actual.size(); v++) {
        for (int unit = 0; unit < units; unit++) {
          double[] reference =
              Arrays.stream(expected.get(unit).get(v)).map(x -> x / rows).toArray();
          double[] row = row(actual.get(v), unit, reference.length);
          assertThat(actual.get(v)).hasSize(units * reference.length);
          error = Math.max(error, distance(row, reference) / (1e-30 + largest(reference)));
        }
      }
      return error;
    }
  }

  private static <T extends TFloating> List<Output<T>> ofLoss(
      MappedRun<T> run, Output<T> loss, UnitInputs inputs) {
    return MappedGradients.ofLoss(run.site.tf, loss, inputs, run.site.variables);
  }

  private static double[] row(double[] rows, int index, int size) {
    return Arrays.copyOfRange(rows, index * size, (index + 1) * size);
  }

  private static double largest(double[] values) {
    return Arrays.stream(values).map(Math::abs).max().orElse(0);
  }

  private static double distance(double[] a, double[] b) {
    double largest = 0;
    for (int i = 0; i < a.length; i++) {
      double difference = Math.abs(a[i] - b[i]);
      largest = difference <= largest ? largest : difference;
    }
    return largest;
  }

  @ParameterizedTest
  @MethodSource("models")
  void ofLoss_oneUnitChanges_onlyItsRowChanges(MappedModels.Model model) {
    try (MappedRun<TFloat32> run = new MappedRun<>(TFloat32.class)) {
      Output<TFloat32> loss = model.loss().build(run.site).asOutput();
      List<Output<TFloat32>> mapped = ofLoss(run, loss, run.site.inputs(1));
      MappedRun.Batch batch = MappedRun.Batch.random(5, 4);
      List<double[]> before = run.fetch(batch, mapped);
      Arrays.fill(batch.images[2], Double.NaN);
      batch.labels[2] = (batch.labels[2] + 1) % MappedModels.CLASSES;
      List<double[]> after = run.fetch(batch, mapped);
      for (int v = 0; v < before.size(); v++) {
        int size = before.get(v).length / 4;
        for (int unit : new int[] {0, 1, 3}) {
          assertThat(row(after.get(v), unit, size)).isEqualTo(row(before.get(v), unit, size));
        }
      }
      assertThat(after.get(0)).isNotEqualTo(before.get(0));
    }
  }

  @Test
  void ofLoss_modelThatMixes_ordinaryGradientsWouldNotBeApart() {
    try (MappedRun<TFloat64> run = new MappedRun<>(TFloat64.class)) {
      Output<TFloat64> loss = MappedModels.centred(run.site).asOutput();
      MappedRun.Batch batch = MappedRun.Batch.random(6, 2);
      double[] before = run.fetch(batch, List.of(loss)).get(0);
      batch.images[1][0] += 1;
      double[] after = run.fetch(batch, List.of(loss)).get(0);
      assertThat(after[0]).isNotCloseTo(before[0], within(1e-6));
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void ofLoss_emptyBatch_givesNoRows(MappedModels.Model model) {
    try (MappedRun<TFloat32> run = new MappedRun<>(TFloat32.class)) {
      Output<TFloat32> loss = model.loss().build(run.site).asOutput();
      for (int rows : new int[] {1, 3}) {
        List<Output<TFloat32>> mapped = ofLoss(run, loss, run.site.inputs(rows));
        assertThat(run.fetch(MappedRun.Batch.random(1, 0), mapped)).allMatch(g -> g.length == 0);
      }
    }
  }

  @Test
  void ofLoss_convolutionalNetwork_widthIsTheStaticSizeOfTheVariable() {
    try (MappedRun<TFloat32> run = new MappedRun<>(TFloat32.class)) {
      Output<TFloat32> loss = MappedModels.convolutional(run.site).asOutput();
      assertThat(ofLoss(run, loss, run.site.inputs(1)))
          .extracting(gradients -> gradients.shape().get(1))
          .containsExactly(18L, 2L, 54L, 3L);
    }
  }

  @Test
  void ofLoss_twoModelsInOneGraph_doNotDisturbEachOther() {
    try (MappedRun<TFloat64> run = new MappedRun<>(TFloat64.class)) {
      Output<TFloat64> first = MappedModels.convolutional(run.site).asOutput();
      Output<TFloat64> second = run.site.tf.math.mul(first, run.site.constant(2)).asOutput();
      UnitInputs inputs = run.site.inputs(1);
      List<Output<TFloat64>> once = ofLoss(run, first, inputs);
      List<Output<TFloat64>> again = ofLoss(run, first, inputs);
      List<Output<TFloat64>> twice = ofLoss(run, second, inputs);
      MappedRun.Batch batch = MappedRun.Batch.random(8, 3);
      double[] expected = run.fetch(batch, once).get(0);
      assertThat(run.fetch(batch, again).get(0)).isEqualTo(expected);
      assertThat(run.fetch(batch, twice).get(0))
          .containsExactly(Arrays.stream(expected).map(x -> 2 * x).toArray(), within(1e-12));
    }
  }

  @Test
  void ofLoss_functionIsCalled_isTheGradientOfEachUnitAlone() {
    Function<Ops, Signature> half =
        tf -> {
          Placeholder<TFloat64> in = tf.placeholder(TFloat64.class);
          return Signature.builder("half")
              .input("x", in)
              .output("y", tf.math.mul(in, tf.constant(0.5)))
              .build();
        };
    try (MappedRun<TFloat64> run = new MappedRun<>(TFloat64.class);
        ConcreteFunction function = ConcreteFunction.create(half)) {
      Output<TFloat64> full = MappedModels.convolutional(run.site).asOutput();
      @SuppressWarnings("unchecked") // the function returns doubles
      Operand<TFloat64> halved = (Operand<TFloat64>) function.call(run.site.tf, full);
      UnitInputs inputs = run.site.inputs(1);
      List<Output<TFloat64>> ofFull = ofLoss(run, full, inputs);
      List<Output<TFloat64>> ofHalf = ofLoss(run, halved.asOutput(), inputs);
      MappedRun.Batch batch = MappedRun.Batch.random(9, 2);
      double[] expected = run.fetch(batch, ofFull).get(0);
      assertThat(run.fetch(batch, ofHalf).get(0))
          .containsExactly(Arrays.stream(expected).map(x -> x / 2).toArray(), within(1e-12));
    }
  }

  @Test
  void ofLoss_publicPlaceholder_isSeenByEveryUnit() {
    try (MappedRun<TFloat64> run = new MappedRun<>(TFloat64.class)) {
      Ops tf = run.site.tf;
      Output<TFloat64> rate =
          tf.placeholderWithDefault(tf.constant(3.0), Shape.scalar()).asOutput();
      Output<TFloat64> plain = MappedModels.recurrent(run.site).asOutput();
      UnitInputs inputs = run.site.inputs(1);
      List<Output<TFloat64>> scaled =
          ofLoss(
              run,
              tf.math.mul(plain, rate).asOutput(),
              new UnitInputs(inputs.data(), List.of(rate), 1));
      List<Output<TFloat64>> unscaled = ofLoss(run, plain, inputs);
      MappedRun.Batch batch = MappedRun.Batch.random(10, 3);
      double[] expected = run.fetch(batch, unscaled).get(0);
      assertThat(run.fetch(batch, scaled).get(0))
          .containsExactly(Arrays.stream(expected).map(x -> 3 * x).toArray(), within(1e-12));
    }
  }

  @Test
  void of_operationPlacedOnADevice_isCopiedWithoutThePlacement() {
    try (MappedRun<TFloat32> run = new MappedRun<>(TFloat32.class)) {
      DeviceSpec gpu = DeviceSpec.newBuilder().deviceType(DeviceSpec.DeviceType.GPU).build();
      Output<TFloat32> value = run.site.variable(2);
      Output<TFloat32> placed = run.site.tf.withDevice(gpu).math.neg(value).asOutput();
      try (FunctionBody body = FunctionBody.of(run.graph, placed, new FunctionCut())) {
        assertThat(((GraphOperation) placed.op()).device()).contains("GPU");
        assertThat(((GraphOperation) body.inside(placed).op()).device()).isEmpty();
      }
    }
  }
}
