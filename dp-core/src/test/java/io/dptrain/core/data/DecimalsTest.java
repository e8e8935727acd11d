package io.dptrain.core.data;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DecimalsTest {

  private static double parse(String text) {
    byte[] bytes = ("," + text + ",").getBytes(US_ASCII);
    return Decimals.parse(bytes, 1, bytes.length - 1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "-0",
        "1",
        "+1",
        "1.",
        ".1",
        "0.1",
        "-12.5e-3",
        "1E5",
        "9007199254740993",
        "123456789012345678901234567890",
        "1e22",
        "1e23",
        "1e-22",
        "1e-23",
        "4.9e-324",
        "1e-400",
        "1.7976931348623157e308",
        "1e309",
        "0.000000000000000000000000000001",
        "00012",
        "1e00000005",
        "1e99999999999",
        "179769313486231580793e289"
      })
  void parse_decimal_isTheNearestDouble(String text) {
    assertThat(parse(text)).isEqualTo(Double.parseDouble(text));
  }

  @Test
  void parse_randomDecimals_areTheNearestDouble() {
    Random random = new Random(3);
    for (int i = 0; i < 100_000; i++) {
      double value = Double.longBitsToDouble(random.nextLong());
      String text =
          i % 2 == 0 ? Double.toString(value) : Float.toString((float) random.nextGaussian());
      if (Double.isFinite(value)) {
        assertThat(parse(text)).isEqualTo(Double.parseDouble(text));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-",
        ".",
        "e5",
        "1e",
        "1e+",
        "--1",
        "1.2.3",
        "1f",
        "NaN",
        "Infinity",
        "0x1",
        "1_0"
      })
  void parse_anythingElse_isRefusedAndNotQuoted(String text) {
    assertThatThrownBy(() -> parse(text))
        .isInstanceOf(NumberFormatException.class)
        .hasMessage("a cell must be a decimal number");
  }
}
