package io.dptrain.examples.budget;

import io.dptrain.accountant.statement.StatementCheck;
import io.dptrain.examples.BadInput;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dp verify}: whether a statement follows from a ledger. */
@Command(
    name = "verify",
    description =
        "Check a statement against the ledger that it names: computes every number anew. Says yes,"
            + " or no and where; exits with 1 if no.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true)
public final class CheckStatementCommand implements Callable<Integer> {
  private static final int WRONG = 1;
  private static final String LEDGER = "--ledger";
  private static final String KEY = "--key";

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "STATEMENT", description = "The file that './dp statement' wrote.")
  private String statement;

  @Option(
      names = LEDGER,
      paramLabel = "FOLDER",
      required = true,
      description = "The folder of the budget, or a copy of it.")
  private String ledger;

  @Option(
      names = KEY,
      paramLabel = "FILE.pem",
      description = "Check the signature by this public key (openssl pkey -pubout).")
  private String key;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    List<String> wrong = wrong();
    if (wrong.isEmpty()) {
      out.println(
          key == null
              ? "yes: the statement follows from the ledger (its signature was not checked)"
              : "yes: the statement follows from the ledger, and is signed by this key");
    }
    wrong.forEach(line -> out.println("no: " + line));
    out.flush();
    return wrong.isEmpty() ? 0 : WRONG;
  }

  private List<String> wrong() {
    String text = TextFile.read("STATEMENT", statement);
    Optional<String> publicKey = Optional.ofNullable(key).map(file -> TextFile.read(KEY, file));
    try {
      return StatementCheck.check(text, Ledgers.folder(LEDGER, ledger), publicKey);
    } catch (IllegalArgumentException e) {
      throw new BadInput(KEY + " " + key + ": " + e.getMessage(), e);
    }
  }
}
