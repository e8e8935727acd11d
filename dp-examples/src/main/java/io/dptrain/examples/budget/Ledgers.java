package io.dptrain.examples.budget;

import io.dptrain.accountant.ledger.BudgetAuthority;
import io.dptrain.examples.BadInput;
import io.dptrain.examples.FileFlag;
import java.nio.file.Files;
import java.nio.file.Path;

/** The ledgers that flags name. */
public final class Ledgers {
  /** The folder, as an argument of all commands. */
  static final String FOLDER = "FOLDER";

  static final String FOLDER_TEXT = "The folder of the budget.";

  private Ledgers() {}

  /**
   * The folder of a ledger, which must be there.
   *
   * @param flag names the folder in messages
   */
  static Path folder(String flag, String folder) {
    Path path = FileFlag.path(flag, folder, "folder");
    if (!Files.isDirectory(path)) {
      throw new BadInput(
          "%s must be a folder with a ledger, but there is none at '%s'; begin one with './dp"
                  .formatted(flag, folder)
              + " budget init "
              + folder
              + " --epsilon E --delta D'");
    }
    return path;
  }

  /**
   * Opens the ledger in a folder, which must be there.
   *
   * @param flag names the folder in messages
   */
  public static BudgetAuthority open(String flag, String folder) {
    return BudgetAuthority.open(folder(flag, folder));
  }
}
