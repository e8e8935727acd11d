package io.dptrain.examples.mnist.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class DigitSetTest {
  private static final int PIXELS = DigitSet.PIXELS;

  @Test
  void copyPixels_someExamples_scalesThemToTheUnitInterval() {
    byte[] pixels = new byte[2 * PIXELS];
    pixels[0] = 51;
    pixels[PIXELS] = (byte) 255;
    DigitSet digits = DigitSet.of("two", pixels, new byte[] {3, 9});
    float[] target = new float[3 * PIXELS];
    digits.copyPixels(new int[] {1, 0, 1}, target);
    assertThat(new float[] {target[0], target[PIXELS], target[2 * PIXELS], target[1]})
        .containsExactly(1f, 51f / 255f, 1f, 0f);
  }

  @Test
  void copyPixels_noExamples_changesNothing() {
    float[] target = {7f};
    SyntheticDigits.test(1).copyPixels(new int[0], target);
    assertThat(target).containsExactly(7f);
  }

  @Test
  void copyPixels_targetTooSmall_isRefusedBeforeWriting() {
    float[] target = new float[PIXELS];
    assertThatThrownBy(() -> SyntheticDigits.test(2).copyPixels(new int[] {0, 1}, target))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThat(target).containsOnly(0f);
  }

  @Test
  void copyLabels_someExamples_keepsTheOrder() {
    DigitSet digits = DigitSet.of("two", new byte[2 * PIXELS], new byte[] {3, 9});
    int[] target = new int[4];
    digits.copyLabels(new int[] {1, 0, 1}, target);
    assertThat(target).containsExactly(9, 3, 9, 0);
  }

  @Test
  void of_arraysChangedLater_keepsItsOwnCopy() {
    byte[] pixels = new byte[PIXELS];
    DigitSet digits = DigitSet.of("one", pixels, new byte[1]);
    pixels[0] = 1;
    assertThat(digits.pixel(0, 0)).isZero();
  }

  @Test
  void of_lengthsThatDoNotFit_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DigitSet.of("bad", new byte[PIXELS + 1], new byte[1]))
        .withMessageContaining("785");
  }

  @Test
  void of_negativeLabel_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DigitSet.of("bad", new byte[PIXELS], new byte[] {-1}))
        .withMessageContaining("label 0 must be 0 to 9, but is -1");
  }

  @Test
  void pixel_brightestByte_is255() {
    byte[] pixels = new byte[PIXELS];
    pixels[PIXELS - 1] = -1;
    assertThat(DigitSet.of("one", pixels, new byte[1]).pixel(0, PIXELS - 1)).isEqualTo(255);
  }
}
