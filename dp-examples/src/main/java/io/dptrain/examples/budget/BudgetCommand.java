package io.dptrain.examples.budget;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code dp budget}: the budget of a data set, over all that spends from it. */
@Command(
    name = "budget",
    description = "Keep the privacy budget of a data set, over runs, programs and processes.",
    subcommands = {InitCommand.class, ShowCommand.class, HistoryCommand.class, VerifyCommand.class},
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
public final class BudgetCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "a command is missing: try './dp budget show FOLDER'");
  }
}
