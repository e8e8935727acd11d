package io.dptrain.examples.readme;

import static io.dptrain.accountant.event.NeighboringRelation.ADD_OR_REMOVE_ONE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dptrain.accountant.event.GaussianEvent;
import io.dptrain.accountant.event.LaplaceEvent;
import io.dptrain.accountant.event.PrivacyBudget;
import io.dptrain.accountant.event.PrivacyEvent;
import io.dptrain.accountant.filter.BudgetFilter;
import io.dptrain.accountant.filter.PrivacyCost;
import io.dptrain.accountant.ledger.BudgetAuthority;
import io.dptrain.accountant.ledger.PlanReport;
import io.dptrain.accountant.ledger.SpendingPlan;
import io.dptrain.accountant.pld.PldAccountant;
import io.dptrain.accountant.rdp.RdpAccountant;
import io.dptrain.examples.CommandRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Graph;

class BudgetPageTest {
  private static final Page PAGE = new Page("docs/budget.md");
  private static final double DELTA = 1e-6;

  @TempDir private Path folder;

  @Test
  void page_everyBlock_isCompiledCode() throws IOException {
    assertThat(PAGE.javaBlocks())
        .isNotEmpty()
        .isEqualTo(
            PAGE.regions("dp-examples/src/test/java/io/dptrain/examples/readme/BudgetPage.java"));
  }

  @Test
  void page_code_spendsFromOneBudget() {
    BudgetPage page = new BudgetPage(optimizer -> assertThat(optimizer.ledger().charge()).isZero());
    try (Graph graph = new Graph()) {
      page.training(folder, graph);
    }
    try (BudgetAuthority authority = BudgetAuthority.open(folder)) {
      assertThat(BudgetPage.others(authority, new GaussianEvent(40))).isPositive();
      page.steps(authority);
      assertThat(page.released()).isEqualTo(12);
      assertThat(authority.report().plans())
          .extracting(plan -> plan.plan().purpose())
          .containsExactly(
              "classifier",
              "patients by age",
              "search for a learning rate",
              "histogram of visits",
              "monthly totals");
      assertThat(authority.report().plans())
          .extracting(PlanReport::charged)
          .containsExactly(1L, 1L, 1L, 1L, 12L);
      assertThat(authority.report().spent()).isBetween(0.2, 1.0);
    }
  }

  @Test
  void page_everyCommand_runs() throws IOException {
    List<CommandRun> runs =
        Page.blocks(PAGE.section("In a minute"), "sh").stream()
            .flatMap(String::lines)
            .filter(line -> !line.contains("dp mnist"))
            .map(this::run)
            .toList();
    assertThat(runs).hasSize(4);
    assertThat(runs.get(0).exitCode()).isZero();
    assertThat(runs.get(1).err()).as("nothing was spent yet").contains("leave it out");
    assertThat(runs.get(2).out()).contains("opened for");
    assertThat(runs.get(3).out()).contains("right: 1 record, 0 plans");
  }

  /** The example is what the command prints, but for time, version and hash. */
  @Test
  void page_statement_isThatOfTheCommand() throws IOException {
    Path patients = folder.resolve("patients");
    run("./dp budget init patients --epsilon 2 --delta 1e-6 --unit patient");
    BudgetPage page =
        new BudgetPage(
            optimizer -> {
              for (int step = 0; step < 1_000; step++) {
                optimizer.ledger().charge();
              }
            });
    try (Graph graph = new Graph()) {
      page.training(patients, graph);
    }
    try (BudgetAuthority authority = BudgetAuthority.open(patients)) {
      authority.spend(SpendingPlan.of("patients by age", PrivacyCost.of(new LaplaceEvent(20))));
    }
    assertThat(masked(run("./dp statement patients").out()).strip())
        .isEqualTo(masked(Page.blocks(PAGE.section("A statement"), "text").get(0)).strip());
  }

  private static String masked(String statement) {
    return statement
        .replaceAll("\\d{4}-\\d\\d-\\d\\dT[0-9:]+Z by dptrain \\S+", "TIME by VERSION")
        .replaceAll("\\b[0-9a-f]{64}\\b", "HASH");
  }

  private CommandRun run(String line) {
    return CommandRun.of(
        line.replaceFirst("^\\./dp ", "")
            .replaceAll("\\b(patients|budget\\.png)", folder.toString() + "/$1")
            .split(" "));
  }

  static Stream<String> rows() throws IOException {
    return PAGE.section("What it decides by")
        .lines()
        .filter(line -> line.startsWith("| ") && line.contains("noise"));
  }

  /** Each row: within the epsilon of the filter, and not within one per cent less. */
  @ParameterizedTest
  @MethodSource("rows")
  void page_costOfAPlan_isThatOfTheFilter(String row) {
    String[] cells = row.split("\\|", -1);
    PrivacyCost cost = PrivacyCost.of(step(cells[1]), steps(cells[1]));
    double filter = Double.parseDouble(cells[3]);
    assertThat(share(filter, cost)).isLessThanOrEqualTo(1);
    assertThat(share(0.99 * filter, cost)).isGreaterThan(1);
    PldAccountant pld = new PldAccountant(ADD_OR_REMOVE_ONE);
    assertThat(pld.compose(step(cells[1]), steps(cells[1])).epsilon(DELTA))
        .isCloseTo(Double.parseDouble(cells[2]), within(1.001e-3));
    RdpAccountant rdp = new RdpAccountant(ADD_OR_REMOVE_ONE);
    assertThat(rdp.compose(step(cells[1]), steps(cells[1])).epsilon(DELTA))
        .isCloseTo(Double.parseDouble(cells[4]), within(1.001e-3));
  }

  static Stream<String> parts() throws IOException {
    return PAGE.section("What a plan costs")
        .lines()
        .filter(line -> line.startsWith("| ") && line.contains("noise"));
  }

  @ParameterizedTest
  @MethodSource("parts")
  void page_costOfParts_isThatOfTheFilter(String row) {
    String[] cells = row.split("\\|", -1);
    BudgetFilter filter = BudgetFilter.of(new PrivacyBudget(2, DELTA), ADD_OR_REMOVE_ONE);
    int[] parts = {1, 4, 10};
    for (int i = 0; i < parts.length; i++) {
      PrivacyCost part = PrivacyCost.of(step(cells[1]), steps(cells[1]) / parts[i]);
      double percent = Double.parseDouble(cells[2 + i].replace("%", ""));
      assertThat(100 * parts[i] * filter.share(part)).isCloseTo(percent, within(0.06));
    }
  }

  private static double share(double epsilon, PrivacyCost cost) {
    return BudgetFilter.of(new PrivacyBudget(epsilon, DELTA), ADD_OR_REMOVE_ONE).share(cost);
  }

  private static long steps(String plan) {
    return Long.parseLong(plan.strip().split(" ", -1)[0].replace(",", ""));
  }

  private static PrivacyEvent step(String plan) {
    double noise = Double.parseDouble(plan.replaceFirst(".*noise ", "").strip());
    if (!plan.contains(" q ")) {
      return new GaussianEvent(noise);
    }
    String[] quotient =
        plan.replaceFirst(".* q ", "")
            .replaceFirst(", noise.*", "")
            .replace(",", "")
            .split("/", -1);
    double q = Double.parseDouble(quotient[0]);
    return PrivacyEvent.poissonSampledGaussian(
        quotient.length == 1 ? q : q / Double.parseDouble(quotient[1]), noise);
  }
}
