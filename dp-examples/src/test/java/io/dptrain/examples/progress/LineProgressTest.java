package io.dptrain.examples.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
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

  @Test
  void show_stepsThatJump_writesALineForTheTenthsTheyPass() {
    StringWriter lines = new StringWriter();
    try (LineProgress progress = new LineProgress(100, "step", new PrintWriter(lines))) {
      progress.show(9, " a");
      progress.show(35, " b");
      progress.show(35, " c");
      progress.show(100, " d");
    }
    assertThat(lines.toString().lines()).containsExactly("step 35 of 100: b", "step 100 of 100: d");
  }

  private static String shown(long steps) {
    StringWriter lines = new StringWriter();
    try (LineProgress progress = new LineProgress(steps, "step", new PrintWriter(lines))) {
      for (long step = 1; step <= steps; step++) {
        progress.show(step, " a");
      }
    }
    return lines.toString();
  }
}
