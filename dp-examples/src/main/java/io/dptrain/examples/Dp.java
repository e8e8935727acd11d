package io.dptrain.examples;

import io.dptrain.accountant.ledger.BudgetExceededException;
import io.dptrain.accountant.ledger.store.LedgerException;
import io.dptrain.examples.accounting.CalibrateCommand;
import io.dptrain.examples.accounting.DeltaCommand;
import io.dptrain.examples.accounting.EpsilonCommand;
import io.dptrain.examples.accounting.PlanCommand;
import io.dptrain.examples.bench.BenchCommand;
import io.dptrain.examples.budget.BudgetCommand;
import io.dptrain.examples.budget.CheckStatementCommand;
import io.dptrain.examples.budget.StatementCommand;
import io.dptrain.examples.check.CheckCommand;
import io.dptrain.examples.clipping.ClippingCommand;
import io.dptrain.examples.gan.GanCommand;
import io.dptrain.examples.lab.LabCommand;
import io.dptrain.examples.mnist.MnistCommand;
import io.dptrain.examples.rnn.RnnCommand;
import java.io.UncheckedIOException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;

/** The {@code dp} command line. Exit codes: 0 done, 1 a bug or a check that fails, 2 bad input. */
@Command(
    name = "dp",
    description = "Differentially private training for TensorFlow Java.",
    subcommands = {
      MnistCommand.class,
      EpsilonCommand.class,
      DeltaCommand.class,
      CalibrateCommand.class,
      PlanCommand.class,
      ClippingCommand.class,
      BudgetCommand.class,
      StatementCommand.class,
      CheckStatementCommand.class,
      BenchCommand.class,
      CheckCommand.class,
      LabCommand.class,
      RnnCommand.class,
      GanCommand.class,
      CommandLine.HelpCommand.class
    },
    mixinStandardHelpOptions = true,
    version = "dptrain " + Versions.DPTRAIN,
    synopsisSubcommandLabel = "COMMAND")
public final class Dp implements Runnable {
  /** Exit code for input that the user has to change. */
  public static final int BAD_INPUT = 2;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Option(
      names = "--gpu",
      scope = ScopeType.INHERIT,
      description = "Use the GPU build of TensorFlow (see docs/gpu.md).")
  private boolean gpu;

  /** Runs one command and exits. */
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  /** The command line, with bad input reported in one line. */
  public static CommandLine commandLine() {
    Dp dp = new Dp();
    return new CommandLine(dp)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionStrategy(dp::execute)
        .setParameterExceptionHandler((e, arguments) -> badArguments(e))
        .setExecutionExceptionHandler((e, command, result) -> failed(e, command));
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing: try './dp mnist'");
  }

  private int execute(ParseResult arguments) {
    int exitCode = executeCommand(arguments);
    if (spec.commandLine().getOut().checkError()) {
      spec.commandLine()
          .getErr()
          .println("dp: standard output could not be written: the output is lost or incomplete");
      return BAD_INPUT;
    }
    return exitCode;
  }

  private int executeCommand(ParseResult arguments) {
    Integer helped = CommandLine.executeHelpRequest(arguments);
    if (helped != null) {
      return helped;
    }
    if (gpu) {
      requireGpu();
    }
    return new CommandLine.RunLast().execute(arguments);
  }

  private void requireGpu() {
    try {
      Gpu.require();
    } catch (BadInput e) {
      throw new ExecutionException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private static int badArguments(ParameterException e) {
    String command = e.getCommandLine().getCommandSpec().qualifiedName();
    e.getCommandLine()
        .getErr()
        .println("dp: " + oneLine(ArgumentText.of(e)) + " (see './" + command + " --help')");
    return BAD_INPUT;
  }

  private static int failed(Exception e, CommandLine command) throws Exception {
    if (e instanceof BadInput
        || e instanceof UncheckedIOException
        || e instanceof LedgerException
        || e instanceof BudgetExceededException) {
      command.getErr().println("dp: " + oneLine(e.getMessage()));
      return BAD_INPUT;
    }
    throw e;
  }

  private static String oneLine(String message) {
    return message.replaceAll("\\s*\\R\\s*", "; ");
  }
}
