package io.dptrain.examples.mnist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class LineProgressTest {

  @Test
  void show_manySteps_writesALineForEveryTenth() {
    assertThat(shown(3515))
        .hasLineCount(10)
        .startsWith("step 352 of 3,515: a")
        .contains("3,515 of");
  }

  @Test
  void show_fewSteps_writesALineForEach() {
    assertThat(shown(3)).hasLineCount(3).contains("step 1 of 3: a");
  }

  private static String shown(long steps) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    try (LineProgress progress = new LineProgress(steps, out)) {
      for (long step = 1; step <= steps; step++) {
        progress.show(step, " a");
      }
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
