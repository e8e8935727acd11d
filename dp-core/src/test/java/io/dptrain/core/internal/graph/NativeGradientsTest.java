package io.dptrain.core.internal.graph;

import static org.assertj.core.api.Assertions.assertThat;

import io.dptrain.core.internal.graph.backward.GradientFaults;
import io.dptrain.core.internal.graph.backward.NativeGradients;
import io.dptrain.core.testing.ChildJvm;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.OperationBuilder;
import org.tensorflow.Output;
import org.tensorflow.TensorFlow;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;

/** The table of native gradients is the registry of this version of TensorFlow. */
class NativeGradientsTest {

  @Test
  void knows_everyOpType_isWhatAFreshProcessHas() {
    Set<String> registered =
        ChildJvm.run(RegisteredGradients.class)
            .output()
            .lines()
            .filter(line -> line.startsWith("gradient "))
            .map(line -> line.substring("gradient ".length()))
            .collect(Collectors.toSet());
    Set<String> known =
        TensorFlow.registeredOpList().getOpList().stream()
            .map(op -> op.getName())
            .filter(NativeGradients::knows)
            .collect(Collectors.toSet());
    assertThat(registered).hasSizeGreaterThan(150).isEqualTo(known);
  }

  /** A way that wrongly counted as ended would not be looked at. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Equal",
        "Floor",
        "Greater",
        "GreaterEqual",
        "Less",
        "LessEqual",
        "NotEqual",
        "Rank",
        "Shape",
        "Size",
        "StopGradient",
        "ZerosLike"
      })
  void endAt_typeOfThePath_nothingFlowsBack(String type) {
    assertThat(NativeGradients.endAt(type)).isTrue();
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Output<TFloat32> x =
          tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, 4))).asOutput();
      OperationBuilder builder = tf.scope().opBuilder(type, type).addInput(x);
      if (type.endsWith("Equal") || type.endsWith("er") || type.endsWith("ess")) {
        builder.addInput(x);
      }
      Output<TType> result = builder.build().output(0);
      Operand<TFloat32> y = tf.dtypes.cast(result, TFloat32.class);
      Output<?>[] gradients = graph.addGradients(y.asOutput(), new Output<?>[] {x});
      assertThat(GradientFaults.isMissing(gradients[0])).isTrue();
    }
  }
}
