package io.dptrain.accountant.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VisibleTextTest {
  @ParameterizedTest
  @ValueSource(
      ints = {
        0x0, 0xA, 0x1B, 0x7F, 0x9B, 0x200B, 0x202E, 0x2028, 0x2066, 0x3164, 0x34F, 0xFEFF, 0xFFFF
      })
  void isHidden_whatSteersOrShowsNothing_isTrue(int codePoint) {
    assertThat(VisibleText.isHidden(codePoint)).isTrue();
  }

  @Test
  void isVisible_halfOfACharacter_isFalse() {
    assertThat(VisibleText.isVisible("\ud800")).isFalse();
    assertThat(VisibleText.isVisible("\ud83d\ude00")).isTrue();
  }

  /** The last was given to a character after the oldest JDK that reads it. */
  @ParameterizedTest
  @ValueSource(ints = {' ', 'a', '<', 0xE4, 0x6F22, 0x1F600, 0x1FAE8, 0xFE0F, 0xE0100})
  void isHidden_lettersAndSigns_areNot(int codePoint) {
    assertThat(VisibleText.isHidden(codePoint)).isFalse();
  }

  /** Of formats there are some that show something, as the signs around Arabic numbers do. */
  @Test
  void isHidden_controlsAndSeparatorsOfTheJdk_isTrue() {
    for (int c = 0; c <= 0xFFFF; c++) {
      int type = Character.getType(c);
      if (type == Character.CONTROL
          || type == Character.LINE_SEPARATOR
          || type == Character.PARAGRAPH_SEPARATOR
          || type == Character.SURROGATE) {
        assertThat(VisibleText.isHidden(c)).as("U+%04X", c).isTrue();
      }
    }
  }
}
