package io.dptrain.core.mechanism;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

class TensorMemoryTest {
  private final List<TFloat32> tensors = new ArrayList<>();

  @AfterEach
  void close() {
    tensors.forEach(TFloat32::close);
  }

  @Test
  void size_severalTensors_isTheNumberOfAllElements() {
    assertThat(memory(Shape.of(2, 3), Shape.scalar(), Shape.of(5)).size()).isEqualTo(12);
  }

  @Test
  void put_onePieceOverAllTensors_fillsOneAfterTheOther() {
    memory(Shape.of(2, 2), Shape.scalar(), Shape.of(3)).put(0, counting(8), 8);

    assertThat(contents()).containsExactly(0f, 1f, 2f, 3f, 4f, 5f, 6f, 7f);
  }

  @Test
  void put_piecesInAnyOrder_goWhereTheirOffsetsSay() {
    TensorMemory memory = memory(Shape.of(3), Shape.of(2), Shape.of(4));
    memory.put(7, new float[] {7, 8, -1}, 2);
    memory.put(2, new float[] {2, 3, 4, 5, 6}, 5);
    memory.put(0, new float[] {0, 1}, 2);

    assertThat(contents()).containsExactly(0f, 1f, 2f, 3f, 4f, 5f, 6f, 7f, 8f);
  }

  @Test
  void put_emptyTensorBetween_isPassedOver() {
    TensorMemory memory = memory(Shape.of(2), Shape.of(0, 3), Shape.of(2));
    memory.put(0, counting(4), 4);
    memory.put(2, new float[] {9}, 1);

    assertThat(contents()).containsExactly(0f, 1f, 9f, 3f);
  }

  private TensorMemory memory(Shape... shapes) {
    for (Shape shape : shapes) {
      tensors.add(TFloat32.tensorOf(shape));
    }
    return TensorMemory.of(tensors);
  }

  private List<Float> contents() {
    List<Float> contents = new ArrayList<>();
    for (TFloat32 tensor : tensors) {
      tensor.scalars().forEach(scalar -> contents.add(scalar.getFloat()));
    }
    return contents;
  }

  private static float[] counting(int length) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = i;
    }
    return values;
  }
}
