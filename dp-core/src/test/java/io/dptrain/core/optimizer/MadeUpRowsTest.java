package io.dptrain.core.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dptrain.core.internal.Doubles;
import io.dptrain.core.internal.UnitSize;
import io.dptrain.core.internal.sums.FedInputs;
import io.dptrain.core.internal.sums.MadeUpRows;
import io.dptrain.core.internal.sums.PrivateModel;
import io.dptrain.core.testing.TestModel;
import io.dptrain.core.testing.TestModels;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TBfloat16;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat16;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TUint8;
import org.tensorflow.types.family.TType;

class MadeUpRowsTest {
  static List<Class<? extends TType>> types() {
    return List.of(
        TFloat32.class,
        TFloat64.class,
        TFloat16.class,
        TBfloat16.class,
        TInt64.class,
        TInt32.class,
        TUint8.class,
        TBool.class);
  }

  @ParameterizedTest
  @MethodSource("types")
  void feeds_ones_areOnesOfEveryType(Class<? extends TType> type) {
    try (TestModel<TFloat32> model = TestModel.single()) {
      Placeholder<?> input = model.tf.placeholder(type, Placeholder.shape(Shape.of(-1, 2)));
      Operand<TFloat32> loss =
          model.distance(model.dense(model.tf.dtypes.cast(input, TFloat32.class), 1));
      double[] ones = fed(model, loss, input, MadeUpRows.Kind.ONES);
      double[] zeros = fed(model, loss, input, MadeUpRows.Kind.ZEROS);
      assertThat(ones).containsOnly(1).hasSize(6);
      assertThat(zeros).containsOnly(0).hasSize(6);
    }
  }

  private static double[] fed(
      TestModel<TFloat32> model, Operand<TFloat32> loss, Operand<?> input, MadeUpRows.Kind kind) {
    PrivateModel<TFloat32> read =
        PrivateModel.of(model.tf, loss.asOutput(), List.of(), UnitSize.of(1), List.of());
    try (FedInputs feeds = MadeUpRows.feeds(read, kind, 3, 1, 5)) {
      Session.Runner runner =
          feeds.feedTo(model.session.runner()).fetch(model.tf.dtypes.cast(input, TFloat32.class));
      return Doubles.fetch(runner)[0];
    }
  }

  @Test
  void feeds_varied_differFromRowToRowAndAreTheSameForASeed() {
    try (TestModel<TFloat32> model = TestModel.single()) {
      PrivateModel<TFloat32> read =
          PrivateModel.of(
              model.tf,
              TestModels.DENSE.loss(model).asOutput(),
              List.of(),
              UnitSize.of(2),
              List.of());
      assertThat(varied(read, 7)).isEqualTo(varied(read, 7)).isNotEqualTo(varied(read, 8));
      assertThat(varied(read, 7)).hasSize(3 * 2 * 5).doesNotHaveDuplicates();
    }
  }

  /** In front of each unit a few rows of equal weight, which adds up to one. */
  @Test
  void feeds_unitsOfDifferentNumbersOfRows_haveWeightsThatAddUpToOne() {
    int most = 3;
    try (TestModel<TFloat32> model = TestModel.single()) {
      PrivateModel<TFloat32> read =
          PrivateModel.of(
              model.tf,
              TestModels.DENSE.loss(model).asOutput(),
              List.of(),
              UnitSize.atMost(most),
              List.of());
      try (FedInputs feeds = MadeUpRows.feeds(read, MadeUpRows.Kind.VARIED, 20, most, 5)) {
        double[] weights =
            Doubles.of(feeds.tensors().get(read.rowWeights().orElseThrow().placeholder()));
        int[] counts = new int[most + 1];
        for (int unit = 0; unit < 20; unit++) {
          double[] own = Arrays.copyOfRange(weights, unit * most, (unit + 1) * most);
          assertThat(Arrays.stream(own).sum()).isCloseTo(1, within(1e-6));
          assertThat(own).isSortedAccordingTo(Comparator.reverseOrder());
          counts[(int) Arrays.stream(own).filter(weight -> weight > 0).count()]++;
        }
        assertThat(counts[0]).isZero();
        assertThat(Arrays.stream(counts).skip(1).min().orElseThrow()).isPositive();
      }
    }
  }

  private static double[] varied(PrivateModel<TFloat32> model, long seed) {
    try (FedInputs feeds = MadeUpRows.feeds(model, MadeUpRows.Kind.VARIED, 3, 2, seed)) {
      return Doubles.of(feeds.tensors().get(model.dataInputs().get(0)));
    }
  }
}
