package io.dptrain.examples.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dptrain.examples.CommandRun;
import io.dptrain.examples.Dp;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** The command on cases of which some are at fault. */
class CheckCommandTest {
  @TempDir private static Path folder;
  private static int exitCode;
  private static String out;
  private static JsonNode json;

  @BeforeAll
  static void run() throws IOException {
    Path file = folder.resolve("check.json");
    StringWriter text = new StringWriter();
    exitCode =
        new CommandLine(new CheckCommand(FaultyCases.class, List.of()))
            .setOut(new PrintWriter(text))
            .setErr(new PrintWriter(new StringWriter()))
            .execute("--json", file.toString());
    out = text.toString();
    json = new ObjectMapper().readTree(file.toFile());
  }

  private static JsonNode operation(String op) {
    for (JsonNode node : json.path("operations")) {
      if (node.path("op").asText().equals(op)) {
        return node;
      }
    }
    throw new AssertionError("no " + op + " in " + json);
  }

  @Test
  void execute_acceptedOperationThatIsWrong_exitsWithOneAndNamesIt() {
    assertThat(exitCode).isEqualTo(1);
    assertThat(out).contains("WRONG AND ACCEPTED Cos [b,3]", "THE GUARANTEE DOES NOT HOLD HERE");
    assertThat(json.path("holds").asBoolean()).isFalse();
  }

  @Test
  void execute_operationThatIsRight_isAcceptedAndRight() {
    for (String op : List.of("Sin", "Tanh")) {
      assertThat(operation(op).path("forward").path("verdict").asText()).isEqualTo("RIGHT");
      assertThat(operation(op).path("steps").path(0).path("verdict").asText()).isEqualTo("RIGHT");
      assertThat(operation(op).path("steps").path(0).path("accepted").asBoolean()).isTrue();
    }
    assertThat(out).doesNotContain("ACCEPTED Sin", "ACCEPTED Tanh");
  }

  @Test
  void execute_operationThatMixes_isFoundAndKeptOut() {
    assertThat(operation("Sub").path("forward").path("verdict").asText()).isEqualTo("MIXES");
    assertThat(operation("Sub").path("steps").path(0).path("verdict").asText())
        .isEqualTo("REFUSED");
    assertThat(out).contains("no harm: Sub (1)").doesNotContain("ACCEPTED Sub");
  }

  @Test
  void execute_operationThatEndsTheProcess_isAnAnswer() {
    JsonNode forward = operation("Exp").path("forward");
    assertThat(forward.path("verdict").asText()).isEqualTo("ENDS_PROCESS");
    assertThat(forward.path("detail").asText()).isEqualTo("exit code 77");
  }

  @Test
  void execute_machine_isNamed() {
    assertThat(out).contains("processor: ", "instruction set: ", "TensorFlow: 2.", "CPU build");
  }

  @Test
  void execute_noise_isWithinItsRange() {
    assertThat(json.path("noise")).hasSize(12);
    for (JsonNode measured : json.path("noise")) {
      assertThat(measured.path("holds").asBoolean()).as("%s", measured).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "--isa,avx3",
    "--isa,''",
    "--json,/no-such-folder/check.json",
    "--json,''",
    "--fast,now"
  })
  void execute_badValue_isRefusedInOneLine(String flag, String value) {
    CommandRun run = CommandRun.of("check", flag, value);
    assertThat(run.exitCode()).isEqualTo(Dp.BAD_INPUT);
    assertThat(run.err()).hasLineCount(1).contains(flag);
    assertThat(run.out()).isEmpty();
  }
}
