package io.dptrain.examples.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class RunsProgressTest {

  @Test
  void ended_allRunsAfterAllSteps_lastLineCountsThemAll() {
    StringWriter lines = new StringWriter();
    try (RunsProgress progress =
        new RunsProgress(2, 20, new LineProgress(20, "step", new PrintWriter(lines)))) {
      progress.stepped(5);
      progress.stepped(5);
      progress.stepped(4);
      progress.stepped(6);
      progress.ended("none seed 1");
      progress.ended("none seed 2");
    }
    assertThat(lines.toString().lines())
        .containsExactly(
            "step 5 of 20:",
            "step 10 of 20:",
            "step 14 of 20:",
            "step 20 of 20: 2 of 2 runs, none seed 2");
  }

  @Test
  void ended_oneRun_isNamedInTheNextLine() {
    StringWriter lines = new StringWriter();
    try (RunsProgress progress =
        new RunsProgress(2, 20, new LineProgress(20, "step", new PrintWriter(lines)))) {
      progress.stepped(10);
      progress.ended("none seed 1");
      progress.stepped(5);
    }
    assertThat(lines.toString().lines())
        .containsExactly("step 10 of 20:", "step 15 of 20: 1 of 2 runs, none seed 1");
  }

  @Test
  void ended_onlyRunsAreCounted_aLineIsOfRuns() {
    StringWriter lines = new StringWriter();
    try (RunsProgress progress = RunsProgress.of(2, 2, new PrintWriter(lines))) {
      progress.ended("none seed 1");
      progress.stepped(1);
      progress.ended("none seed 2");
      progress.stepped(1);
    }
    assertThat(lines.toString().lines())
        .containsExactly("run 1 of 2: none seed 1", "run 2 of 2: none seed 2");
  }
}
