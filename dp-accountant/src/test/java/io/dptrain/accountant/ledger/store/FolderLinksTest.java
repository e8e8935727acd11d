package io.dptrain.accountant.ledger.store;

import static io.dptrain.accountant.ledger.store.SpentFolder.COUNT;
import static io.dptrain.accountant.ledger.store.TwoRuns.RECORDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dptrain.accountant.ledger.BudgetAuthority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A ledger under two names: each has its own lock, and neither guards the file from the other. */
class FolderLinksTest {
  @TempDir private Path parent;
  private SpentFolder spent;
  private Path elsewhere;

  @BeforeEach
  void spendAndCopy() throws IOException {
    spent = SpentFolder.of(parent.resolve("spent"));
    elsewhere = parent.resolve("elsewhere");
    SpentFolder.copy(spent.folder(), elsewhere);
  }

  /** Makes a file of the copy a symbolic link to the original. */
  private void link(String name) throws IOException {
    Files.delete(elsewhere.resolve(name));
    Files.createSymbolicLink(elsewhere.resolve(name), spent.folder().resolve(name));
  }

  private static void requireRefusedAsLink(Path folder, String name) {
    try (BudgetAuthority authority = BudgetAuthority.open(folder)) {
      assertThatThrownBy(() -> authority.spend(COUNT))
          .isInstanceOf(LedgerException.class)
          .hasMessageContaining(name + " must be a file of its own, but is a link");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ledger.jsonl", "head"})
  void append_fileThatIsALink_isRefused(String name) throws IOException {
    link(name);
    requireRefusedAsLink(elsewhere, name);
    assertThat(spent.report().records()).isEqualTo(RECORDS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ledger.jsonl", "head"})
  void append_fileOfTwoNames_isRefusedInBothFolders(String name) throws IOException {
    Files.delete(elsewhere.resolve(name));
    Files.createLink(elsewhere.resolve(name), spent.folder().resolve(name));
    requireRefusedAsLink(spent.folder(), name);
    requireRefusedAsLink(elsewhere, name);
    assertThat(spent.report().records()).isEqualTo(RECORDS);
  }

  @Test
  void append_lastRecordIsMissingBehindALink_isNotPutBackThroughIt() throws IOException {
    Files.write(spent.ledger(), Files.readAllLines(spent.ledger()).subList(0, RECORDS - 1));
    link("ledger.jsonl");
    requireRefusedAsLink(elsewhere, "ledger.jsonl");
    assertThat(Files.readAllLines(spent.ledger())).hasSize(RECORDS - 1);
  }

  /** What is above a link by name is not what is above it on the disk. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void append_pathThroughALink_isKeptWhereTheLinkLeads(boolean isBehind) throws IOException {
    Path target = Files.createDirectories(parent.resolve("there/target"));
    Path link = Files.createDirectories(parent.resolve("here")).resolve("link");
    Files.createSymbolicLink(link, target);
    Path path = isBehind ? link.resolve("..").resolve("data").resolve("deep") : link;
    for (int i = 1; i <= 2; i++) {
      try (BudgetAuthority authority = BudgetAuthority.open(path, SpentFolder.BUDGET)) {
        authority.spend(COUNT);
        assertThat(authority.report().plans()).hasSize(i);
      }
    }
    assertThat(isBehind ? parent.resolve("there/data/deep") : target)
        .isDirectoryContaining(file -> file.endsWith("ledger.jsonl"));
  }
}
