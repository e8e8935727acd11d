package io.dptrain.examples.readme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dptrain.examples.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccountingPageTest {
  private static final Page PAGE = new Page("docs/accounting.md");

  @TempDir private Path folder;

  @Test
  void page_everyBlock_isCompiledCode() throws IOException {
    assertThat(PAGE.javaBlocks())
        .isNotEmpty()
        .isEqualTo(
            PAGE.regions(
                "dp-examples/src/test/java/io/dptrain/examples/readme/AccountingPage.java"));
  }

  @Test
  void page_numbersOfTheRun_areThoseOfTheAccountant() throws IOException {
    AccountingPage.Answers answers = AccountingPage.withoutTensorFlow();
    assertThat(answers.epsilon()).isCloseTo(2.3816, within(5e-5));
    assertThat(answers.bracket().lower()).isLessThanOrEqualTo(answers.epsilon());
    String caught = String.format(Locale.ROOT, "%.1f", Math.ceil(1_000 * answers.caught()) / 10);
    assertThat(PAGE.section("What an attacker, a group and a search make of it"))
        .contains("at 1 % false positives at most " + caught + " % true ones");
  }

  @Test
  void page_everyCommand_runsAndAnswersWhatIsSaid() throws IOException {
    String section = PAGE.section("On the command line");
    List<CommandRun> runs =
        Page.blocks(section, "sh").stream().flatMap(String::lines).map(this::run).toList();
    assertThat(runs).hasSize(5).allMatch(run -> run.exitCode() == 0);
    assertThat(runs.subList(0, 3)).allMatch(run -> run.err().isEmpty());
    assertThat(runs.get(3).err())
        .startsWith("WARNING: delta 1.0E-5 is above 1/(10 N)")
        .hasLineCount(1);
    assertThat(section).contains("epsilon 2.382 by PLD", "2.597 by RDP", "54.046 (exact)");
    assertThat(runs.get(0).out()).contains("2.382", "rdp: epsilon 2.597");
    assertThat(runs.get(3).out()).containsPattern("one pass.* exact +54\\.046");
    assertThat(folder.resolve("plan.png")).isNotEmptyFile();
    assertThat(section).contains("answers epsilon 2.341, and beside it the 2.384 of Poisson");
    assertThat(runs.get(4).err()).isEmpty();
    assertThat(runs.get(4).out())
        .containsPattern("epsilon +2\\.341 ")
        .containsPattern("as Poisson +epsilon 2\\.384 ");
  }

  @Test
  void page_table_isAnswered() throws IOException {
    String section = PAGE.section("On the command line");
    Path table = folder.resolve("runs.csv");
    Files.writeString(table, Page.blocks(section, "csv").get(0));
    CommandRun run = run("./dp epsilon --csv runs.csv");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("epsilon", "epsilon_lower", "error").contains(",2.38");
  }

  /** A line of the page, with its files in the folder of the test. */
  private CommandRun run(String line) {
    return CommandRun.of(
        line.replaceFirst("^\\./dp ", "")
            .replaceAll("\\b(plan\\.png|runs\\.csv)", folder.toString() + "/$1")
            .split(" "));
  }
}
