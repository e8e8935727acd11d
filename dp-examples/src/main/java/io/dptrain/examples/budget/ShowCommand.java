package io.dptrain.examples.budget;

import io.dptrain.accountant.ledger.BudgetAuthority;
import io.dptrain.accountant.ledger.BudgetReport;
import io.dptrain.examples.PlotFlag;
import io.dptrain.examples.report.Json;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dp budget show}: what was spent, by what, and what is left. */
@Command(
    name = "show",
    description = "Show what was spent from a budget, by what, and what is left.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true)
final class ShowCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = Ledgers.FOLDER, description = Ledgers.FOLDER_TEXT)
  private String folder;

  @Option(names = "--json", description = "One line of JSON instead of the table.")
  private boolean json;

  @Mixin private PlotFlag plot;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    plot.file(); // refused before anything is done
    BudgetReport report = report();
    if (json) {
      out.println(Json.line(BudgetJson.of(report)));
    } else {
      BudgetText.table(report).forEach(out::println);
    }
    plot.draw(() -> BudgetPlot.draw(report)).filter(where -> !json).ifPresent(out::println);
    out.flush();
    return 0;
  }

  private BudgetReport report() {
    try (BudgetAuthority authority = Ledgers.open(Ledgers.FOLDER, folder)) {
      return authority.report();
    }
  }
}
