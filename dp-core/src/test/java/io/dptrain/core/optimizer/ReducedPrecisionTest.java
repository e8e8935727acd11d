package io.dptrain.core.optimizer;

import static org.assertj.core.api.Assertions.assertThat;

import io.dptrain.core.check.ProbeFailedException;
import io.dptrain.core.internal.Doubles;
import io.dptrain.core.testing.Tensors;
import io.dptrain.core.testing.TestModel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/**
 * Lets the kernels of the CPU round the factors of products to 8 bits, as a GPU does to 11, where
 * the processor can. That is chosen when the library is loaded, so another process runs it.
 */
class ReducedPrecisionTest {
  private static final int UNITS = 32;
  private static final int WIDTH = 64;

  enum Layer {
    DENSE {
      @Override
      Operand<TFloat32> rows(TestModel<TFloat32> model) {
        return model.dense(model.numbers(WIDTH), WIDTH);
      }
    },
    CONVOLUTION {
      @Override
      Operand<TFloat32> rows(TestModel<TFloat32> model) {
        Ops tf = model.tf;
        Operand<TFloat32> maps =
            tf.nn.conv2d(model.numbers(8, 8, 16), model.variable(3, 3, 16, 8), ONES, "SAME");
        return tf.reshape(maps, tf.constant(new int[] {-1, 8 * 8 * 8}));
      }
    };

    private static final List<Long> ONES = List.of(1L, 1L, 1L, 1L);

    abstract Operand<TFloat32> rows(TestModel<TFloat32> model);
  }

  /** Prints whether products are rounded, and whether the probe says so. */
  static final class Program {
    private Program() {}

    public static void main(String[] args) {
      try (TestModel<TFloat32> model = TestModel.single()) {
        DpOptimizer optimizer = model.optimizer(UNITS, 1).build();
        optimizer.minimize(model.distance(model.tf.math.tanh(Layer.DENSE.rows(model))));
        model.session.initialize();
        boolean isFound = false;
        try {
          optimizer.step(model.session, model::feeds);
        } catch (ProbeFailedException e) {
          isFound = e.getMessage().contains("rounds its factors");
        }
        System.out.println("rounded=" + isRounded() + " found=" + isFound);
      }
    }

    /** Holds one product against plain loops in double precision. */
    private static boolean isRounded() {
      float[] some = random(1);
      float[] others = random(2);
      try (Graph graph = new Graph();
          Session session = new Session(graph);
          TFloat32 left = matrix(some);
          TFloat32 right = matrix(others)) {
        Ops tf = Ops.create(graph);
        Placeholder<TFloat32> a = tf.placeholder(TFloat32.class);
        Placeholder<TFloat32> b = tf.placeholder(TFloat32.class);
        try (Result result =
            session.runner().feed(a, left).feed(b, right).fetch(tf.linalg.matMul(a, b)).run()) {
          double[] product = Doubles.of(result.get(0));
          double largest = 0;
          for (int i = 0; i < product.length; i++) {
            double exact = 0;
            for (int k = 0; k < WIDTH; k++) {
              exact += (double) some[i / WIDTH * WIDTH + k] * others[k * WIDTH + i % WIDTH];
            }
            largest = Math.max(largest, Math.abs(exact - product[i]));
          }
          return largest > 1e-3;
        }
      }
    }

    private static float[] random(int seed) {
      Random random = new Random(seed);
      float[] values = new float[WIDTH * WIDTH];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) random.nextGaussian();
      }
      return values;
    }

    private static TFloat32 matrix(float[] values) {
      double[] doubles = new double[values.length];
      Arrays.setAll(doubles, i -> values[i]);
      return (TFloat32) Tensors.of(TFloat32.class, Shape.of(WIDTH, WIDTH), doubles);
    }
  }

  /** Where the processor has no such kernels, neither is anything rounded nor found. */
  @Test
  void step_productsOfReducedPrecision_areFoundWhereThereAreAny()
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
            System.getProperty("java.home") + "/bin/java",
            "-Xmx512m",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Program.class.getName());
    builder.environment().put("ONEDNN_DEFAULT_FPMATH_MODE", "BF16");
    builder.environment().put("TF_SET_ONEDNN_FPMATH_MODE", "BF16");
    builder.environment().put("TF_CPP_MIN_LOG_LEVEL", "2");
    Process process = builder.redirectErrorStream(true).start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(printed).isZero();
    assertThat(printed)
        .contains("rounded=")
        .doesNotContain("rounded=true found=false", "rounded=false found=true");
  }

  @ParameterizedTest
  @EnumSource(Layer.class)
  void step_productsOfSinglePrecision_areCounted(Layer layer) {
    try (TestModel<TFloat32> model = TestModel.single()) {
      DpOptimizer optimizer = model.optimizer(UNITS, 1).build();
      optimizer.minimize(model.distance(model.tf.math.tanh(layer.rows(model))));
      model.session.initialize();
      optimizer.step(model.session, model::feeds);
      assertThat(optimizer.probe().orElseThrow().products()).isPositive();
    }
  }
}
