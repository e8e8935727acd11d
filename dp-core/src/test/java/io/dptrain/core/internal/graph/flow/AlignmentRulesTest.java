package io.dptrain.core.internal.graph.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.dptrain.core.internal.graph.op.OpFacts;
import io.dptrain.core.internal.graph.op.OpKind;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.op.core.ReduceMax;
import org.tensorflow.op.core.ReduceMin;
import org.tensorflow.op.core.ReduceProd;
import org.tensorflow.op.core.ReduceSum;
import org.tensorflow.op.linalg.EuclideanNorm;
import org.tensorflow.op.math.Mean;

/** What a message says of reductions is there to be written. */
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
}
