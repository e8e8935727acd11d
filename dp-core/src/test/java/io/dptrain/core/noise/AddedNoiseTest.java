package io.dptrain.core.noise;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;

class AddedNoiseTest {
  private final List<Tensor> sums = new ArrayList<>();
  private final List<TFloat32> targets = new ArrayList<>();

  @AfterEach
  void close() {
    sums.forEach(Tensor::close);
    targets.forEach(Tensor::close);
  }

  @Test
  void put_onePieceOverAllTensors_addsToOneAfterTheOther() {
    noised(100, Shape.of(2, 2), Shape.scalar(), Shape.of(3)).put(0, counting(8), 8);

    assertThat(contents()).containsExactly(100f, 101f, 102f, 103f, 104f, 105f, 106f, 107f);
  }

  @Test
  void put_piecesInAnyOrder_goWhereTheirOffsetsSay() {
    AddedNoise noised = noised(0, Shape.of(3), Shape.of(2), Shape.of(4));
    noised.put(7, new float[] {7, 8, -1}, 2);
    noised.put(2, new float[] {2, 3, 4, 5, 6}, 5);
    noised.put(0, new float[] {0, 1}, 2);

    assertThat(contents()).containsExactly(0f, 1f, 2f, 3f, 4f, 5f, 6f, 7f, 8f);
  }

  @Test
  void put_emptyTensorBetween_isPassedOver() {
    noised(0.5f, Shape.of(2), Shape.of(0, 3), Shape.of(2)).put(0, counting(4), 4);

    assertThat(contents()).containsExactly(0.5f, 1.5f, 2.5f, 3.5f);
  }

  @Test
  void put_anyPiece_leavesTheSumAlone() {
    noised(3, Shape.of(4)).put(0, counting(4), 4);

    assertThat(((TFloat32) sums.get(0)).getFloat(2)).isEqualTo(3);
  }

  /** Digits of a double below those of the noise would be released as they are. */
  @Test
  void put_doublePrecision_roundsTheSumToSinglePrecisionFirst() {
    double sum = 1 + 0x1p-40;
    try (TFloat64 clipped = TFloat64.scalarOf(sum);
        TFloat64 target = TFloat64.scalarOf(0)) {
      AddedNoise.of(List.of(clipped), List.of(target)).put(0, new float[] {0.25f}, 1);
      assertThat(target.getDouble()).isEqualTo(1.25);
    }
  }

  private AddedNoise noised(float sum, Shape... shapes) {
    for (Shape shape : shapes) {
      sums.add(
          TFloat32.tensorOf(
              shape, tensor -> tensor.scalars().forEach(value -> value.setFloat(sum))));
      targets.add(TFloat32.tensorOf(shape));
    }
    return AddedNoise.of(sums, targets);
  }

  private List<Float> contents() {
    List<Float> contents = new ArrayList<>();
    for (TFloat32 tensor : targets) {
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
