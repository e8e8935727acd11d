package io.dptrain.core.data;

import static io.dptrain.core.data.Field.Type.FLOAT32;
import static io.dptrain.core.data.Field.Type.INT32;
import static io.dptrain.core.data.Field.Type.INT64;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.ndarray.Shape;

class FieldTest {

  static Stream<Arguments> wrong() {
    return Stream.of(
        refused(() -> Field.of(" ", FLOAT32), "blank"),
        refused(() -> Field.of("x", FLOAT32, -1, 3), "'x'"),
        refused(() -> Field.of("x", FLOAT32, 0), "from 1 to"),
        refused(() -> Field.of("x", FLOAT32, 1 << 15, 1 << 15), "from 1 to"),
        refused(() -> Field.of("x", FLOAT32).within(2, 1), "2.0 to 1.0"),
        refused(() -> Field.of("x", FLOAT32).within(Double.NaN, 1), "NaN"),
        refused(() -> Field.of("x", FLOAT32).within(0, Double.POSITIVE_INFINITY), "Infinity"),
        refused(() -> Field.of("x", INT32).within(0, 1.5), "whole"),
        refused(() -> Field.of("x", INT64).within(0, 1e17), "2^53"),
        refused(() -> Field.of("x", INT32).below(0), "0.0 to -1.0"),
        refused(() -> Field.of("x", FLOAT32, 4).inShape(3), "number of values"));
  }

  private static Arguments refused(ThrowingCallable call, String says) {
    return Arguments.of(call, says);
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void of_wrongField_isRefusedInOneLine(ThrowingCallable call, String says) {
    assertThatThrownBy(call)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(says)
        .hasMessageNotContaining("\n");
  }

  @Test
  void inShape_sameNumber_keepsTheRest() {
    Field field = Field.of("pixels", FLOAT32, 784).within(0, 1).inShape(28, 28, 1);
    assertThat(field.shape()).isEqualTo(Shape.of(28, 28, 1));
    assertThat(field.rule()).contains(new Field.Range(0, 1));
    assertThat(field.values()).isEqualTo(784);
  }
}
