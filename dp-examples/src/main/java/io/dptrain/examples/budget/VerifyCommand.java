package io.dptrain.examples.budget;

import io.dptrain.accountant.ledger.BudgetAuthority;
import io.dptrain.accountant.ledger.BudgetReport;
import io.dptrain.accountant.ledger.LedgerAudit;
import io.dptrain.examples.Inputs;
import io.dptrain.examples.Numbers;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dp budget verify}: whether a ledger is whole, and says what follows from it. */
@Command(
    name = "verify",
    description =
        "Check a ledger: hashes, order, and the share of each plan, computed anew from its cost."
            + " Exits with 1 if something is wrong.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true)
final class VerifyCommand implements Callable<Integer> {
  private static final int WRONG = 1;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = Ledgers.FOLDER, description = Ledgers.FOLDER_TEXT)
  private String folder;

  @Option(
      names = "--hash",
      paramLabel = "H",
      description = "A hash that this command printed earlier: the ledger must still hold it.")
  private String hash;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    Path path = Ledgers.folder(Ledgers.FOLDER, folder);
    Inputs.require(
        hash == null || hash.matches("[0-9a-fA-F]{64}"),
        "--hash must be 64 digits in hexadecimal, but is " + hash);
    List<String> wrong = LedgerAudit.check(path, Optional.ofNullable(hash));
    if (!wrong.isEmpty()) {
      wrong.forEach(line -> out.println("WRONG: " + line));
      out.flush();
      return WRONG;
    }
    try (BudgetAuthority authority = BudgetAuthority.open(path)) {
      right(out, authority.report());
    }
    out.flush();
    return 0;
  }

  private static void right(PrintWriter out, BudgetReport report) {
    report
        .clockWentBack()
        .ifPresent(
            record ->
                out.println("note: record " + record + " is dated before the one that it follows"));
    out.println(
        "right: "
            + Numbers.count(report.records(), "record")
            + ", "
            + Numbers.count(report.plans().size(), "plan"));
    out.println("hash: " + report.hash());
  }
}
