package io.dptrain.core.internal.graph.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.dptrain.core.graph.GraphFinding;
import io.dptrain.core.internal.graph.op.OpFacts;
import io.dptrain.core.internal.graph.op.OpKind;
import io.dptrain.core.testing.TestModel;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Operand;
import org.tensorflow.op.core.ReduceMax;
import org.tensorflow.op.core.ReduceMin;
import org.tensorflow.op.core.ReduceProd;
import org.tensorflow.op.core.ReduceSum;
import org.tensorflow.op.linalg.EuclideanNorm;
import org.tensorflow.op.math.Mean;
import org.tensorflow.types.TFloat32;

/** What a message says to write is there to be written, and right. */
class AlignmentRulesTest {
  static Stream<Map.Entry<String, String>> keepDims() {
    return AlignmentRules.KEEP_DIMS_OF.entrySet().stream();
  }

  @ParameterizedTest
  @MethodSource("keepDims")
  void keepDims_ofEachReduction_isAnOptionOfItsClass(Map.Entry<String, String> option)
      throws NoSuchMethodException {
    Class<?> named =
        Stream.of(
                EuclideanNorm.class,
                Mean.class,
                ReduceMax.class,
                ReduceMin.class,
                ReduceProd.class,
                ReduceSum.class)
            .filter(type -> type.getSimpleName().equals(option.getValue()))
            .findFirst()
            .orElseThrow();
    assertThat(named.getMethod("keepDims", Boolean.class)).isNotNull();
    assertThat(named.getSimpleName()).endsWith(option.getKey());
    assertThat(OpFacts.kindOf(option.getKey())).isEqualTo(OpKind.REDUCTION);
  }

  private static List<GraphFinding> findings(Operand<TFloat32> tensor) {
    return ExampleAnalysis.lenient(tensor.asOutput(), List.of(), 1).findings();
  }

  @Test
  void findings_vectorBesideNumbers_sayToGiveTheExamplesAnAxis() {
    try (TestModel<TFloat32> model = TestModel.single()) {
      Operand<TFloat32> x = model.numbers();
      Operand<TFloat32> vector = model.variable(3);
      assertThat(findings(model.tf.math.add(x, vector)))
          .singleElement()
          .extracting(GraphFinding::fix)
          .asString()
          .contains("tf.expandDims(x, tf.constant(-1))");
      assertThat(findings(model.tf.math.add(model.tf.expandDims(x, model.tf.constant(-1)), vector)))
          .isEmpty();
    }
  }

  /** The examples lie behind another axis, which a new one would leave where it is. */
  @Test
  void findings_vectorBesideRowsOfExamples_sayNothingOfAnAxis() {
    try (TestModel<TFloat32> model = TestModel.single()) {
      Operand<TFloat32> x = model.tf.linalg.transpose(model.numbers(5), model.tf.array(1, 0));
      assertThat(findings(model.tf.math.add(x, model.variable(3))))
          .singleElement()
          .extracting(GraphFinding::fix)
          .asString()
          .contains("the size 1 on the example axis");
    }
  }
}
