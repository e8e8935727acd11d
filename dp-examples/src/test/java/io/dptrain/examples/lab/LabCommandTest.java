package io.dptrain.examples.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dptrain.examples.CommandRun;
import io.dptrain.examples.run.Expectation;
import io.dptrain.examples.run.Experiment;
import io.dptrain.examples.run.Finding;
import io.dptrain.examples.run.Panel;
import io.dptrain.examples.run.Trial;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class LabCommandTest {
  @TempDir private Path folder;

  /** Finds the seed, and twice that; claims something of the second. */
  private record Doubled(String name, double atMost) implements Experiment {
    @Override
    public String claim() {
      return "Twice a seed is at most " + atMost + " & \"small\".";
    }

    @Override
    public List<String> variants() {
      return List.of("once", "<twice>");
    }

    @Override
    public Finding run(String variant, Trial trial) {
      int times = variants().indexOf(variant) + 1;
      return new Finding().number("value", times * (double) trial.seed()).point("line", 1, times);
    }

    @Override
    public List<Expectation> expectations() {
      return List.of(
          Expectation.that("twice", seed -> seed.number("<twice>", "value")).isAtMost(atMost));
    }

    @Override
    public List<Panel> panels() {
      return List.of(Panel.lines("line", "line", "x", "y"), Panel.dots("value", "value", "x"));
    }
  }

  private record Ran(int exitCode, String out) {}

  private Ran run(List<Experiment> experiments, String... arguments) {
    StringWriter out = new StringWriter();
    CommandLine line =
        new CommandLine(new LabCommand(experiments))
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(new StringWriter()));
    return new Ran(line.execute(arguments), out.toString());
  }

  @Test
  void noName_listsAllWithTheirClaims() {
    CommandRun run = CommandRun.of("lab");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out().lines()).hasSize(Experiments.ALL.size() + 2);
    Experiments.ALL.forEach(
        experiment -> assertThat(run.out()).contains(experiment.name(), experiment.claim()));
    assertThat(run.err()).isEmpty();
  }

  @Test
  void name_printsWhatWasExpectedAndMeasuredAndWritesPictureAndPage() throws IOException {
    Path report = folder.resolve("report");
    CommandRun run =
        CommandRun.of("lab", "deep-linear", "--seeds", "1", "--report", report.toString());
    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .contains("slope over log alpha, alpha 0.8", "0.99 to 1.01", "1 of 1")
        .contains("verdict: holds, by the median of 1 seed", "1 of 1 claims hold");
    assertThat(report.resolve("deep-linear.png")).isNotEmptyFile();
    assertThat(Files.readString(report.resolve("index.html"))).contains("src=\"deep-linear.png\"");
  }

  @Test
  void all_oneClaimDoesNotHold_exitCodeIsOneAndItIsNamed() throws IOException {
    List<Experiment> both = List.of(new Doubled("fits", 4), new Doubled("fits-not", 3));
    Ran ran = run(both, "--all", "--seeds", "3", "--report", folder.toString());

    assertThat(ran.exitCode()).isOne();
    assertThat(ran.out()).contains("1 of 2 claims hold, not: fits-not");
    assertThat(ran.out().lines())
        .anyMatch(line -> line.matches("twice +at most 4 +4 +holds +2 of 3"))
        .anyMatch(line -> line.matches("twice +at most 3 +4 +does not hold +1 of 3"));
    JsonNode json = new ObjectMapper().readTree(folder.resolve("summary.json").toFile());
    assertThat(json.path("experiments").get(1).path("holds").asBoolean()).isFalse();
    assertThat(json.path("experiments").get(1).path("runs")).hasSize(6);
    assertThat(
            json.path("experiments").get(0).path("expectations").get(0).path("median").asDouble())
        .isEqualTo(4);
  }

  @Test
  void page_namesWithMarkup_areEscaped() throws IOException {
    run(List.of(new Doubled("fits", 4)), "fits", "--report", folder.toString());
    assertThat(Files.readString(folder.resolve("index.html")))
        .contains("&lt;twice&gt;", "&amp; &quot;small&quot;")
        .doesNotContain("<twice>")
        .doesNotContain("http");
  }

  @Test
  void report_ofAnEarlierRun_losesPicturesThatAreNotOfThisOne() {
    List<Experiment> both = List.of(new Doubled("one", 9), new Doubled("two", 9));
    run(both, "--all", "--report", folder.toString());
    assertThat(folder.resolve("one.png")).exists();
    run(both, "two", "--report", folder.toString());
    assertThat(folder.resolve("one.png")).doesNotExist();
    assertThat(folder.resolve("two.png")).exists();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "lab deep-linaer | NAME must be one of deep-linear",
        "lab --all deep-linear | --all runs every experiment: leave out the name deep-linear",
        "lab deep-linear --seeds 0 | --seeds must be from 1 to 1,000, but is 0",
        "lab --all --threads 0 | --threads must be from 1 to 64, but is 0",
        "lab deep-linear --report pom.xml | --report pom.xml is a file",
        "lab --report x --seeds | --seeds needs a value"
      })
  void badInput_isOneLineAndExitCodeTwo(String arguments, String message) {
    CommandRun run = CommandRun.of(arguments.split(" ", -1));
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err().lines()).hasSize(1).first().asString().startsWith("dp: ");
    assertThat(run.err()).containsIgnoringCase(message);
    assertThat(run.out()).isEmpty();
  }
}
