package io.dptrain.core.stability.penalty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dptrain.core.gradient.CustomGradients;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat64;

class SecondOrderGradientsTest {

  @ParameterizedTest
  @EnumSource(Networks.class)
  void gradientOfPenalty_network_isThatOfCentralDifferences(Networks kind) {
    try (Network network = new Network()) {
      Operand<TFloat64> input = network.input(3, 16);
      Operand<TFloat64> score = kind.score(network, input);
      Operand<TFloat64> penalty = GradientPenalty.of(1).penalty(network.tf, score, input);
      double[] expected = network.differences(penalty);
      assertThat(Arrays.stream(expected))
          .as("depends on the weights")
          .anyMatch(x -> Math.abs(x) > 1e-2);
      assertThat(network.gradient(penalty)).containsExactly(expected, within(1e-6));
    }
  }

  /** A penalty on the gradients of the weights themselves, which sums over pixels and examples. */
  @Test
  void gradientOfWeightGradients_convolutionAndBias_isThatOfCentralDifferences() {
    SecondOrderGradients.register();
    try (Network network = new Network()) {
      Ops tf = network.tf;
      Operand<TFloat64> kernel = network.weight(2, 2, 1, 2);
      Operand<TFloat64> bias = network.weight(2);
      Operand<TFloat64> images = tf.math.tanh(network.weight(3, 4, 4, 1));
      Operand<TFloat64> maps = tf.nn.conv2d(images, kernel, List.of(1L, 2L, 2L, 1L), "SAME");
      Operand<TFloat64> loss = tf.math.square(tf.math.tanh(tf.nn.biasAdd(maps, bias)));
      Output<?>[] gradients =
          network.graph.addGradients(
              loss.asOutput(), new Output<?>[] {kernel.asOutput(), bias.asOutput()});
      Operand<TFloat64> penalty = tf.math.add(squares(tf, gradients[0]), squares(tf, gradients[1]));
      double[] expected = network.differences(penalty);
      assertThat(network.gradient(penalty)).containsExactly(expected, within(1e-6));
    }
  }

  @SuppressWarnings("unchecked") // the network is in double precision
  private static Operand<TFloat64> squares(Ops tf, Output<?> gradient) {
    return tf.nn.l2Loss((Output<TFloat64>) gradient);
  }

  @Test
  void register_again_suppliesTheSame() {
    Set<String> supplied = SecondOrderGradients.register();
    assertThat(supplied).isNotEmpty().isEqualTo(SecondOrderGradients.register());
  }

  /** Each is used by a network above, so none of them is beyond what TensorFlow Java can hold. */
  @Test
  void register_all_suppliesWhatTensorFlowLacks() {
    CustomGradients.register();
    assertThat(new TreeSet<>(SecondOrderGradients.register()))
        .containsExactly(
            "AvgPoolGrad",
            "BiasAddGrad",
            "Conv2DBackpropFilter",
            "DepthwiseConv2dNativeBackpropInput",
            "EluGrad",
            "InvGrad",
            "MaxPoolGrad",
            "MaxPoolGradV2",
            "OnesLike",
            "ReciprocalGrad",
            "Relu6Grad",
            "ReluGrad",
            "RsqrtGrad",
            "SeluGrad",
            "SigmoidGrad",
            "SoftplusGrad",
            "SoftsignGrad",
            "SqrtGrad",
            "StridedSliceGrad",
            "TanhGrad");
  }
}
