package io.dptrain.examples.budget;

import io.dptrain.accountant.ledger.BudgetAuthority;
import io.dptrain.accountant.ledger.LedgerException;
import io.dptrain.examples.BadInput;
import io.dptrain.examples.FileFlag;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.function.Supplier;

/** The ledgers that flags name. What is wrong with one is bad input. */
public final class Ledgers {
  /** The folder, as an argument of all commands. */
  static final String FOLDER = "FOLDER";

  static final String FOLDER_TEXT = "The folder of the budget.";

  private Ledgers() {}

  /**
   * Asks the ledger in a folder.
   *
   * @param flag names the folder in messages
   */
  static <T> T ask(String flag, String folder, Function<BudgetAuthority, T> question) {
    return refusing(
        () -> {
          try (BudgetAuthority authority = open(flag, folder)) {
            return question.apply(authority);
          }
        });
  }

  /**
   * Opens the ledger in a folder, which must be there.
   *
   * @param flag names the folder in messages
   */
  public static BudgetAuthority open(String flag, String folder) {
    Path path = FileFlag.path(flag, folder, "folder");
    if (!Files.isDirectory(path)) {
      throw new BadInput(
          "%s must be a folder with a ledger, but there is none at '%s'; begin one with './dp"
                  .formatted(flag, folder)
              + " budget init "
              + folder
              + " --epsilon E --delta D'");
    }
    return refusing(() -> BudgetAuthority.open(path));
  }

  /** Runs what a ledger may refuse. */
  public static <T> T refusing(Supplier<T> action) {
    try {
      return action.get();
    } catch (LedgerException e) {
      throw new BadInput(e.getMessage(), e);
    }
  }
}
