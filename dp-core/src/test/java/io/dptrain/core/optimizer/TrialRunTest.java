package io.dptrain.core.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.tensorflow.ConcreteFunction;
import org.tensorflow.Operand;
import org.tensorflow.Signature;
import org.tensorflow.exceptions.TFInvalidArgumentException;
import org.tensorflow.exceptions.TFUnimplementedException;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

class TrialRunTest {
  private final RuntimeException ofValues = new TFInvalidArgumentException("indices[0] = 1");
  private final RuntimeException ofOthers = new TFInvalidArgumentException("indices[0] = 7");

  @Test
  void refusal_everyKindOfRowsFailsForItsValues_isNone() {
    assertThat(TrialRun.refusal(List.of(ofValues, ofOthers))).isEmpty();
  }

  @Test
  void refusal_everyKindOfRowsFailsTheSameWay_quotesTensorFlow() {
    assertThat(TrialRun.refusal(List.of(ofValues, ofValues)).orElseThrow())
        .hasCause(ofValues)
        .hasMessageContaining("whatever the data is");
  }

  /** The shape of a kernel is not known in a function, so the proof does not see the groups. */
  @Test
  void step_groupedConvolutionInAFunction_isRefusedBeforeItIsCharged() {
    try (TestModel<TFloat32> model = TestModel.single()) {
      Operand<TFloat32> x = model.numbers(16);
      DpOptimizer optimizer = model.optimizer(5, 1).build();
      optimizer.minimize(model.distance(model.dense(grouped(model, model.dense(x, 16)), 3)));
      model.session.initialize();
      assertThatThrownBy(() -> optimizer.step(model.session, model::feeds))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("whatever the data is, so no step was charged");
      assertThat(optimizer.ledger().steps()).isZero();
    }
  }

  private static Operand<TFloat32> grouped(TestModel<TFloat32> model, Operand<TFloat32> x) {
    Function<Ops, Signature> body =
        in -> {
          Placeholder<TFloat32> value =
              in.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, 16)));
          Operand<TFloat32> images = in.reshape(value, in.constant(new int[] {-1, 2, 2, 4}));
          Operand<TFloat32> kernel =
              in.fill(in.constant(new int[] {1, 1, 2, 4}), in.constant(0.5f));
          Operand<TFloat32> y = in.nn.conv2d(images, kernel, List.of(1L, 1L, 1L, 1L), "SAME");
          return Signature.builder("grouped").input("x", value).output("y", y).build();
        };
    try (ConcreteFunction function = ConcreteFunction.create(body)) {
      @SuppressWarnings("unchecked") // the function returns floats
      Operand<TFloat32> y = (Operand<TFloat32>) function.call(model.tf, x);
      return model.tf.reshape(y, model.tf.constant(new int[] {-1, 16}));
    }
  }

  @Test
  void refusal_noKernel_quotesTensorFlow() {
    RuntimeException noKernel = new TFUnimplementedException("only supports NHWC");
    assertThat(TrialRun.refusal(List.of(ofValues, noKernel)).orElseThrow())
        .hasCause(noKernel)
        .hasMessageContaining("no step was charged")
        .hasMessageContaining("only supports NHWC");
  }
}
