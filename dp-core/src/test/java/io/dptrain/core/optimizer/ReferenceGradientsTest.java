package io.dptrain.core.optimizer;

import static org.assertj.core.api.Assertions.assertThat;

import io.dptrain.core.testing.TestModel;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.nn.Conv2d;
import org.tensorflow.op.nn.Conv2dBackpropInput;
import org.tensorflow.op.nn.DepthwiseConv2dNative;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * First layers whose kernel trains rightly although TensorFlow has a wrong gradient for it, or one
 * that ends the process: what they are held against must be right.
 */
class ReferenceGradientsTest {
  private static final List<Long> ONES = List.of(1L, 1L, 1L, 1L);
  private static final List<Long> DILATED = List.of(1L, 2L, 3L, 1L);
  private static final List<Long> PADS = List.of(0L, 0L, 1L, 2L, 0L, 1L, 0L, 0L);

  private enum FirstLayer {
    DILATED_SAME {
      @Override
      Operand<TFloat32> maps(TestModel<TFloat32> m) {
        return m.tf.nn.conv2d(image(m), kernel(m), ONES, "SAME", Conv2d.dilations(DILATED));
      }
    },
    DILATED_VALID {
      @Override
      Operand<TFloat32> maps(TestModel<TFloat32> m) {
        return m.tf.nn.conv2d(image(m), kernel(m), ONES, "VALID", Conv2d.dilations(DILATED));
      }
    },
    EXPLICIT {
      @Override
      Operand<TFloat32> maps(TestModel<TFloat32> m) {
        return m.tf.nn.conv2d(
            image(m), kernel(m), STRIDED, "EXPLICIT", Conv2d.explicitPaddings(PADS));
      }
    },
    DILATED_EXPLICIT {
      @Override
      Operand<TFloat32> maps(TestModel<TFloat32> m) {
        return m.tf.nn.conv2d(
            image(m),
            kernel(m),
            ONES,
            "EXPLICIT",
            Conv2d.explicitPaddings(PADS),
            Conv2d.dilations(DILATED));
      }
    },
    SOME_POINTS {
      @Override
      Operand<TFloat32> maps(TestModel<TFloat32> m) {
        return m.tf.nn.conv2d(m.numbers(7, 8, 1), m.variable(1, 1, 1, 1), STRIDED, "VALID");
      }
    },
    SOME_POINTS_EXPLICIT {
      @Override
      Operand<TFloat32> maps(TestModel<TFloat32> m) {
        return m.tf.nn.conv2d(
            image(m), m.variable(1, 1, 2, 3), STRIDED, "EXPLICIT", Conv2d.explicitPaddings(PADS));
      }
    },
    DEPTHWISE_DILATED_SAME {
      @Override
      Operand<TFloat32> maps(TestModel<TFloat32> m) {
        return m.tf.nn.depthwiseConv2dNative(
            image(m), kernel(m), ONES, "SAME", DepthwiseConv2dNative.dilations(DILATED));
      }
    },
    DEPTHWISE_DILATED_VALID {
      @Override
      Operand<TFloat32> maps(TestModel<TFloat32> m) {
        return m.tf.nn.depthwiseConv2dNative(
            image(m), kernel(m), ONES, "VALID", DepthwiseConv2dNative.dilations(DILATED));
      }
    },
    DEPTHWISE_EXPLICIT {
      @Override
      Operand<TFloat32> maps(TestModel<TFloat32> m) {
        return m.tf.nn.depthwiseConv2dNative(
            image(m), kernel(m), ONES, "EXPLICIT", DepthwiseConv2dNative.explicitPaddings(PADS));
      }
    },
    TRANSPOSED_EXPLICIT {
      @Override
      Operand<TFloat32> maps(TestModel<TFloat32> m) {
        Ops tf = m.tf;
        Operand<TFloat32> x = m.numbers(5, 5, 3);
        Operand<TInt32> rows =
            tf.slice(tf.shape(x), tf.constant(new int[] {0}), tf.constant(new int[] {1}));
        return tf.nn.conv2dBackpropInput(
            tf.concat(List.of(rows, tf.constant(new int[] {6, 6, 2})), tf.constant(0)),
            m.variable(3, 2, 2, 3),
            x,
            ONES,
            "EXPLICIT",
            Conv2dBackpropInput.explicitPaddings(List.of(0L, 0L, 1L, 0L, 0L, 0L, 0L, 0L)));
      }
    };

    private static final List<Long> STRIDED = List.of(1L, 2L, 1L, 1L);

    abstract Operand<TFloat32> maps(TestModel<TFloat32> model);

    private static Operand<TFloat32> image(TestModel<TFloat32> model) {
      return model.numbers(9, 10, 2);
    }

    private static Operand<TFloat32> kernel(TestModel<TFloat32> model) {
      return model.variable(3, 2, 2, 3);
    }
  }

  @ParameterizedTest
  @EnumSource(FirstLayer.class)
  void verify_firstLayer_isComparedWithTheRightGradient(FirstLayer layer) {
    try (TestModel<TFloat32> model = new TestModel<>(TFloat32.class)) {
      Operand<TFloat32> maps = model.tf.math.tanh(layer.maps(model));
      long size = maps.shape().tail().size();
      Operand<TFloat32> rows = model.tf.reshape(maps, model.tf.constant(new long[] {-1, size}));
      DpOptimizer optimizer = model.optimizer(4, 0.7).build();
      optimizer.minimize(model.distance(rows));
      model.session.initialize();
      VerificationReport report = optimizer.verify(model.session, model.feeds(0, 1, 2));
      assertThat(report.isWithin(1e-4)).isTrue();
      assertThat(report.neighbors().gradientError().orElseThrow()).isLessThan(0.02);
    }
  }
}
