package io.dptrain.examples.budget;

import io.dptrain.accountant.ledger.BudgetAuthority;
import io.dptrain.accountant.ledger.BudgetReport;
import io.dptrain.accountant.statement.PrivacyStatement;
import io.dptrain.examples.BadInput;
import io.dptrain.examples.FileFlag;
import io.dptrain.examples.Inputs;
import io.dptrain.examples.report.AtomicFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dp statement}: what may be said of the privacy of a data set. */
@Command(
    name = "statement",
    description = "State the privacy of a data set from its ledger, in a form that can be checked.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true)
public final class StatementCommand implements Callable<Integer> {
  private static final String KEY = "--key";

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = Ledgers.FOLDER, description = Ledgers.FOLDER_TEXT)
  private String folder;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write the statement that './dp verify' checks.")
  private String json;

  @Option(names = "--html", paramLabel = "FILE", description = "Write a page that prints well.")
  private String html;

  @Option(
      names = KEY,
      paramLabel = "FILE.pem",
      description =
          "Sign it by this private key: openssl genpkey -algorithm ed25519 -out FILE.pem makes"
              + " one.")
  private String key;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    requireOfItsOwn("--json", json);
    requireOfItsOwn("--html", html);
    Inputs.require(
        json == null || html == null || !written("--json", json).equals(written("--html", html)),
        "--html " + html + " is the file of --json; choose another name");
    PrivacyStatement statement = statement();
    out.print(statement.toText());
    write(out, "--json", json, statement.toJson() + "\n");
    write(out, "--html", html, statement.toHtml());
    out.flush();
    return 0;
  }

  /** What is written must not replace what it is made from. */
  private void requireOfItsOwn(String flag, String file) {
    if (file == null) {
      return;
    }
    Path path = written(flag, file);
    Inputs.require(
        !path.startsWith(real(Ledgers.folder(Ledgers.FOLDER, folder))),
        flag + " " + file + " lies in the folder of the ledger; write it somewhere else");
    Inputs.require(
        key == null || !path.equals(real(FileFlag.path(KEY, key, "file"))),
        flag + " " + file + " is the file of " + KEY + "; choose another name");
    AtomicFiles.requireWritable(flag, FileFlag.path(flag, file, "file"));
  }

  /** Where the file of a flag will stand, behind all links. */
  private static Path written(String flag, String file) {
    return real(AtomicFiles.target(flag, FileFlag.path(flag, file, "file")));
  }

  private static Path real(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) { // it is not there yet
      Path folder = path.toAbsolutePath().normalize().getParent();
      return folder == null || folder.equals(path)
          ? path
          : real(folder).resolve(path.getFileName());
    }
  }

  private PrivacyStatement statement() {
    PrivacyStatement statement = PrivacyStatement.of(report());
    if (key == null) {
      return statement;
    }
    try {
      return statement.signedWith(TextFile.read(KEY, key));
    } catch (IllegalArgumentException e) {
      throw new BadInput(KEY + " " + key + ": " + e.getMessage(), e);
    }
  }

  private BudgetReport report() {
    try (BudgetAuthority authority = Ledgers.open(Ledgers.FOLDER, folder)) {
      return authority.report();
    }
  }

  private static void write(PrintWriter out, String flag, String file, String text) {
    if (file != null) {
      AtomicFiles.write(
          flag,
          FileFlag.path(flag, file, "file"),
          stream -> stream.write(text.getBytes(StandardCharsets.UTF_8)));
      out.println("written: " + file);
    }
  }
}
