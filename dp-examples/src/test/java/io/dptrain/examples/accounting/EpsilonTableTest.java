package io.dptrain.examples.accounting;

import static org.assertj.core.api.Assertions.assertThat;

import io.dptrain.examples.CommandRun;
import io.dptrain.examples.Dp;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code dp epsilon --csv}, run as from the shell. */
class EpsilonTableTest {
  private static final String HEADER = "noise_multiplier,sampling_probability,steps,delta";

  @TempDir private Path folder;

  private CommandRun run(String table, String... flags) throws IOException {
    Path file = folder.resolve("table.csv");
    Files.writeString(file, table, StandardCharsets.UTF_8);
    String[] line = new String[flags.length + 3];
    line[0] = "epsilon";
    line[1] = "--csv";
    line[2] = file.toString();
    System.arraycopy(flags, 0, line, 3, flags.length);
    return CommandRun.of(line);
  }

  @Test
  void csv_goodRows_comeBackWithEpsilon() throws IOException {
    CommandRun run =
        run(
            "name,"
                + HEADER
                + ",accountant\n"
                + "\"a, b\",1.1,0.004266666666666667,14062,1e-5,rdp\n"
                + "c,1.1,0.004266666666666667,1.4062e4,1e-5,\n");

    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).isEmpty();
    List<String> lines = run.out().lines().toList();
    assertThat(lines).hasSize(3);
    assertThat(lines.get(0))
        .isEqualTo("name," + HEADER + ",accountant,epsilon,epsilon_lower,error");
    assertThat(lines.get(1))
        .matches("\"a, b\",1.1,0.004266666666666667,14062,1e-5,rdp,2.5965\\d*,,");
    assertThat(lines.get(2))
        .matches("c,1.1,0.004266666666666667,1.4062e4,1e-5,,2.38159692\\d*,2.3815969\\d*,");
  }

  @Test
  void csv_accountantFlag_servesRowsThatNameNone() throws IOException {
    CommandRun run = run(HEADER + "\n1.1,0.004266666666666667,14062,1e-5\n", "--accountant", "rdp");

    assertThat(run.out()).contains("1e-5,2.5965");
  }

  @Test
  void csv_samplerColumn_servesRowsOfEither() throws IOException {
    CommandRun run =
        run(
            """
            noise_multiplier,delta,sampler,steps_per_epoch,epochs,sampling_probability,steps
            1.1,1e-5,random-allocation,234,60,,
            1.1,1e-5,,,,0.004266666666666667,14062
            """);

    assertThat(run.err()).isEmpty();
    List<String> lines = run.out().lines().toList();
    assertThat(lines.get(1)).matches("1.1,1e-5,random-allocation,234,60,,,2.3409\\d*,2.340\\d*,");
    assertThat(lines.get(2)).matches("1.1,1e-5,,,,0.0042\\d*,14062,2.38159692\\d*,2.3815\\d*,");
  }

  @Test
  void csv_randomAllocationAlone_needsNoColumnsOfPoisson() throws IOException {
    String header = "noise_multiplier,delta,sampler,steps_per_epoch,epochs";

    assertThat(run(header + "\n1.1,1e-5,Random-Allocation,234,60\n").out()).contains("60,2.3409");
  }

  @Test
  void csv_epochsWithoutAColumnOfSamplers_areTheTablesOwn() throws IOException {
    assertThat(run(HEADER + ",epochs\n1.1,0.1,10,1e-5,many\n").exitCode()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "random-allocation,0.1,,234,60,pld | sampling_probability goes with sampler poisson, but the sampler is random-allocation; give steps_per_epoch and epochs",
        ",0.1,,,60,pld | epochs goes with sampler random-allocation, but the sampler is poisson",
        "random-allocation,,,234,,pld | epochs is missing; add it",
        "random-allocation,,,234,60,rdp | accountant rdp knows no bound for sampler random-allocation; give accountant pld",
        "random-allocation,,,234,0,pld | epochs must be in [1, 2^53], but is 0",
        "random-allocation,,,2.5,1,pld | steps_per_epoch must be a whole number in [1, 2^53], but is '2.5'",
        "shuffle,0.1,10,,,pld | sampler must be one of poisson, random-allocation, but is 'shuffle'"
      })
  void csv_badSampler_saysWhy(String row, String error) throws IOException {
    CommandRun run =
        run(
            "noise_multiplier,delta,sampler,sampling_probability,steps,steps_per_epoch,epochs,"
                + "accountant\n1.1,1e-5,"
                + row
                + "\n");

    assertThat(run.exitCode()).isEqualTo(Dp.BAD_INPUT);
    assertThat(run.out().lines().toList().get(1)).contains(error);
  }

  /** A mark before the first column, blank lines, spaces, other line ends. */
  @Test
  void csv_asOtherProgramsWriteIt_isRead() throws IOException {
    CommandRun run = run("\uFEFF" + HEADER.replace(",", " , ") + "\r\n\r\n 1.1, 0.1 ,10, 1e-5\r\n");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).startsWith(HEADER + ",epsilon").hasLineCount(2);
  }

  @Test
  void csv_noNoise_isInfinite() throws IOException {
    assertThat(run(HEADER + "\n0,0.1,10,1e-5\n").out()).contains("1e-5,Infinity,Infinity,");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1.1,0.1,1.5,1e-5 | steps must be a whole number in [1, 2^53], but is '1.5'",
        "1.1,0.1,x,1e-5 | steps must be a whole number in [1, 2^53], but is 'x'",
        "1.1,0.1,0,1e-5 | steps must be in [1, 2^53], but is 0",
        "1.1,0.1,1e99,1e-5 | steps must be a whole number",
        "1.1,2,1,1e-5 | sampling_probability must be above 0 and at most 1, but is 2",
        "-1,0.1,1,1e-5 | noise_multiplier must be 0 or more and finite, but is -1",
        "NaN,0.1,1,1e-5 | noise_multiplier must be 0 or more and finite, but is NaN",
        ",0.1,1,1e-5 | noise_multiplier must be a number, but is ''",
        "1.1,0.1,1,1 | delta must be above 0 and below 1, but is 1",
        "1.1,0.1 | delta must be a number, but is ''",
        "1.1,0.1,1,1e-5,prv | accountant must be rdp or pld, but is 'prv'",
        "1.1,0.1,1,1e-5,rdp,7 | a row must have a cell for each column, 5, but has 6"
      })
  void csv_badRow_saysWhyAndTheOthersStillCome(String row, String error) throws IOException {
    String good = "1.1,0.1,10,1e-5,rdp";
    CommandRun run = run(HEADER + ",accountant\n" + good + "\n" + row + "\n" + good + "\n");

    assertThat(run.exitCode()).isEqualTo(Dp.BAD_INPUT);
    assertThat(run.err()).hasLineCount(1).contains("rows that could not be evaluated: 1");
    List<String> lines = run.out().lines().toList();
    assertThat(lines.get(2)).contains(error);
    assertThat(lines.get(1)).startsWith(good).endsWith(",,").isEqualTo(lines.get(3));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | is empty; it needs a header and rows",
        "noise_multiplier,sampling_probability,steps,delta | holds a header alone; it needs rows",
        "steps,delta | lacks the column noise_multiplier; its columns are [steps, delta]",
        "noise_multiplier,sampling_probability,steps,delta,steps | names a column twice",
        "noise_multiplier,sampling_probability,steps,delta,error | has a column error already"
      })
  void csv_badHeader_isRefusedInOneLine(String table, String message) throws IOException {
    CommandRun run = run(table);

    assertThat(run.exitCode()).isEqualTo(Dp.BAD_INPUT);
    assertThat(run.err()).hasLineCount(1).contains("dp: --csv ").contains(message);
    assertThat(run.out()).isEmpty();
  }

  @Test
  void csv_fileThatCannotBeRead_isRefusedInOneLine() throws IOException {
    assertRefused(CommandRun.of("epsilon", "--csv", folder.resolve("no").toString()), "not exist");
    assertRefused(CommandRun.of("epsilon", "--csv", folder.toString()), "is a folder; name a file");
    assertRefused(CommandRun.of("epsilon", "--csv", ""), "is empty; name a file");
    assertRefused(CommandRun.of("epsilon", "--csv", "a\0b"), "not a valid path");
    assertRefused(run(HEADER + "\n\"1.1,0.1"), "line 2 opens a quote and never closes it");
    assertRefused(run("a,\"b\n1,2\n"), "the row at line 1 opens a quote");
    assertRefused(run(HEADER + "\n\n\"1\"1,2\n"), "line 3 goes on after a closing quote");
    for (String flag :
        List.of("--steps=1", "--delta=1e-5", "--epochs=1", "--sampler=poisson", "--json")) {
      String name = flag.split("=", -1)[0];
      assertRefused(run(HEADER, flag), "--csv excludes " + name + "; put the values");
    }
  }

  @Test
  void csv_rowsBeforeAQuoteThatIsNotClosed_comeBack() throws IOException {
    CommandRun run = run(HEADER + "\n1.1,0.1,10,1e-5\n\"1.1,0.1,10,1e-5\n1.1,0.1,10,1e-5\n");

    assertThat(run.err()).hasLineCount(1).contains("the row at line 3 opens a quote");
    assertThat(run.out()).hasLineCount(2);
  }

  @Test
  void csv_bytesThatAreNotText_areRefusedInOneLine() throws IOException {
    Path file = folder.resolve("latin.csv");
    byte[] bytes = (HEADER + "\n" + "1,1,1,0.1\n".repeat(2_000)).getBytes(StandardCharsets.UTF_8);
    bytes[bytes.length - 3] = (byte) 0xE9;
    Files.write(file, bytes);

    CommandRun run = CommandRun.of("epsilon", "--csv", file.toString());

    assertRefused(run, "it is not text in UTF-8");
  }

  private static void assertRefused(CommandRun run, String message) {
    assertThat(run.exitCode()).isEqualTo(Dp.BAD_INPUT);
    assertThat(run.err()).hasLineCount(1).startsWith("dp: --csv ").contains(message);
  }
}
