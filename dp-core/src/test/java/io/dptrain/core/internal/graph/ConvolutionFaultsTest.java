package io.dptrain.core.internal.graph;

import static org.assertj.core.api.Assertions.assertThat;

import io.dptrain.core.internal.graph.fault.ConvolutionFaults;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.Shape;

/** Each kind of shape that a convolution, or its gradient by the image, is wrong in. */
class ConvolutionFaultsTest {
  private static ConvolutionFaults plane(
      long columns, long kernelRows, long kernelColumns, long channels, long outputs, long stride) {
    return new ConvolutionFaults(
        Shape.of(-1, 8, columns, channels),
        Shape.of(kernelRows, kernelColumns, channels, outputs),
        List.of(1L, stride, stride, 1L));
  }

  @ParameterizedTest
  @ValueSource(longs = {33, 40, 48, 63, 65, 80, 144, 240, 321})
  void inputGradient_partOfABlockOfChannels_mayBeWrong(long channels) {
    assertThat(plane(9, 3, 3, channels, 8, 1).inputGradientMayBeWrong()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(longs = {2, 3, 17, 31, 32, 64, 96, 128, 512})
  void inputGradient_fewChannelsOrWholeBlocks_isRight(long channels) {
    assertThat(plane(9, 3, 3, channels, 8, 1).inputGradientMayBeWrong()).isFalse();
    assertThat(plane(9, 3, 3, channels, 8, 2).inputGradientMayBeWrong()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"9,1,1,8,8,1", "9,1,1,8,8,2", "1,5,1,32,44,1", "2,3,1,32,44,2", "9,2,2,1,1,1"})
  void inputGradient_pointOneColumnOrOneChannel_mayBeWrong(
      long columns, long kernelRows, long kernelColumns, long channels, long outputs, long stride) {
    assertThat(
            plane(columns, kernelRows, kernelColumns, channels, outputs, stride)
                .inputGradientMayBeWrong())
        .isTrue();
  }

  @ParameterizedTest
  @CsvSource({"1,3,1,25,1,true", "1,3,1,16,1,false", "1,3,1,32,1,false", "1,1,1,25,1,false"})
  void convolution_ofOneColumn_mayBeWrongInPartOfABlock(
      long columns, long kernelRows, long kernelColumns, long channels, long stride, boolean may) {
    assertThat(plane(columns, kernelRows, kernelColumns, channels, 9, stride).mayBeWrong())
        .isEqualTo(may);
  }

  @ParameterizedTest
  @CsvSource({"2,1,false", "2,2,true", "3,2,false"})
  void convolution_columnsOfTheOutput_decide(long columns, long stride, boolean may) {
    assertThat(plane(columns, 3, 1, 25, 9, stride).mayBeWrong()).isEqualTo(may);
  }

  @Test
  void convolution_ofAVolume_mayBeWrongInOneColumn() {
    Shape kernel = Shape.of(1, 3, 1, 33, 26);
    List<Long> strides = Collections.nCopies(5, 1L);
    assertThat(new ConvolutionFaults(Shape.of(-1, 2, 3, 1, 33), kernel, strides).mayBeWrong())
        .isTrue();
    assertThat(new ConvolutionFaults(Shape.of(-1, 2, 3, 2, 33), kernel, strides).mayBeWrong())
        .isFalse();
  }

  @Test
  void unknownSizes_mayBeWrongAndCannotBeReplaced() {
    List<Long> strides = Collections.nCopies(4, 1L);
    Shape image = Shape.of(-1, 8, 8, 16);
    for (Shape kernel : List.of(Shape.unknown(), Shape.of(3, 3, -1, 8), Shape.of(-1, -1, 16, 8))) {
      ConvolutionFaults faults = new ConvolutionFaults(image, kernel, strides);
      assertThat(faults.inputGradientMayBeWrong()).as("by %s", kernel).isTrue();
      assertThat(faults.isKnown()).as("by %s", kernel).isFalse();
    }
    ConvolutionFaults ofUnknownWidth =
        new ConvolutionFaults(Shape.of(-1, 8, -1, 25), Shape.of(3, 1, 25, 8), strides);
    assertThat(ofUnknownWidth.mayBeWrong()).isTrue();
    assertThat(ofUnknownWidth.isKnown()).isFalse();
  }
}
