package io.dptrain.examples.budget;

import io.dptrain.accountant.event.DeltaRule;
import io.dptrain.accountant.event.NeighboringRelation;
import io.dptrain.accountant.event.PrivacyBudget;
import io.dptrain.accountant.ledger.BudgetAuthority;
import io.dptrain.accountant.ledger.ProtectedData;
import io.dptrain.examples.BadInput;
import io.dptrain.examples.FileFlag;
import io.dptrain.examples.Inputs;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dp budget init}: begins the ledger of a data set. */
@Command(
    name = "init",
    description = "Begin the budget of a data set; it cannot be changed later.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true)
final class InitCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = Ledgers.FOLDER, description = "The folder to make or to use.")
  private String folder;

  @Option(
      names = "--epsilon",
      paramLabel = "E",
      required = true,
      description = "Epsilon of the guarantee for all that is ever released together.")
  private double epsilon;

  @Option(
      names = "--delta",
      paramLabel = "D",
      required = true,
      description = "Delta of the guarantee; well below 1 / number of units.")
  private double delta;

  @Option(
      names = "--dataset",
      paramLabel = "NAME",
      description = "What the data set is called. Default: the name of the folder.")
  private String dataset;

  @Option(
      names = "--unit",
      paramLabel = "WORD",
      defaultValue = "example",
      description = "What is protected, such as patient. Default: ${DEFAULT-VALUE}.")
  private String unit;

  @Option(
      names = "--size",
      paramLabel = "N",
      description = "How many units there are, if that is public.")
  private Long size;

  @Option(
      names = "--relation",
      paramLabel = "R",
      defaultValue = "ADD_OR_REMOVE_ONE",
      description =
          "Which data sets are neighbors: ${COMPLETION-CANDIDATES}."
              + " Default: ${DEFAULT-VALUE}.")
  private NeighboringRelation relation;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    PrivacyBudget budget =
        new PrivacyBudget(Inputs.positive("--epsilon", epsilon), Inputs.delta("--delta", delta));
    Path path = FileFlag.path(Ledgers.FOLDER, folder, "folder");
    ProtectedData data = data(path);
    try (BudgetAuthority authority = open(path, budget, data)) {
      out.println(BudgetText.heading(authority.report()));
    }
    out.println("spend from it with --budget " + folder + ", or BudgetAuthority.open(folder)");
    out.flush();
    if (size != null) {
      DeltaRule.warning(delta, size)
          .ifPresent(warning -> spec.commandLine().getErr().println("WARNING: " + warning));
    }
    return 0;
  }

  private BudgetAuthority open(Path path, PrivacyBudget budget, ProtectedData data) {
    try {
      return BudgetAuthority.open(path, budget, data);
    } catch (IllegalArgumentException e) { // one that nothing could be held against
      throw new BadInput(
          "--epsilon " + epsilon + " and --delta " + delta + ": " + e.getMessage(), e);
    }
  }

  private ProtectedData data(Path path) {
    Path name = path.toAbsolutePath().normalize().getFileName();
    try {
      return new ProtectedData(
          dataset != null ? dataset : name == null ? "data" : name.toString(),
          unit,
          size == null ? 0 : Inputs.count("--size", size),
          relation);
    } catch (IllegalArgumentException e) {
      throw new BadInput(e.getMessage(), e);
    }
  }
}
