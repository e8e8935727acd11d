package io.dptrain.examples.budget;

import io.dptrain.accountant.ledger.LedgerAudit;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dp budget history}: every record of a ledger. */
@Command(
    name = "history",
    description = "List every record of a ledger: what was granted, charged and ended, and when.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true)
final class HistoryCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = Ledgers.FOLDER, description = Ledgers.FOLDER_TEXT)
  private String folder;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    LedgerAudit.read(
        Ledgers.folder(Ledgers.FOLDER, folder),
        entry -> out.printf("%6d  %s  %s%n", entry.number(), entry.at(), entry.what()));
    out.flush();
    return 0;
  }
}
