package io.dptrain.accountant.ledger.store;

import static io.dptrain.accountant.ledger.store.TwoRuns.RECORDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Locks that somebody deletes, or does not heed. */
class FolderLockTest {
  private static final Duration SHORT = Duration.ofMillis(200);

  @TempDir private Path folder;
  private SpentFolder spent;

  @BeforeEach
  void spendSomething() {
    spent = SpentFolder.of(folder);
  }

  /** Others would lock another file, and nobody would wait for anybody. */
  @Test
  void lock_deletedWhileItIsHeld_isNoticed() throws IOException {
    FolderLock lock = FolderLock.of(folder.toRealPath().resolve("lock"));
    try (FolderLock.Held held = lock.acquire(SHORT)) {
      assertThat(held.isShared()).isTrue();
      Files.delete(folder.resolve("lock"));
      assertThat(held.isShared()).isFalse();
      Files.createFile(folder.resolve("lock"));
      assertThat(held.isShared()).isFalse();
    }
    try (FolderLock.Held held = lock.acquire(SHORT)) {
      assertThat(held.isShared()).as("the one that stands there now").isTrue();
    }
  }

  @Test
  void append_lockDeletedMeanwhile_isRefusedAndWritesNothing() {
    assertRefused(() -> Files.delete(folder.resolve("lock")))
        .hasMessageContaining("was deleted while it was held; it must stay");
    assertThat(spent.report().records()).isEqualTo(RECORDS);
  }

  /** Somebody who writes without the lock is not written over. */
  @Test
  void append_linesThatCameMeanwhile_areNotTakenAway() throws IOException {
    String whole = Files.readString(spent.ledger());
    assertRefused(
            () -> Files.writeString(spent.ledger(), "another line\n", StandardOpenOption.APPEND))
        .hasMessageContaining("somebody writes to it without the lock");
    assertThat(Files.readString(spent.ledger())).isEqualTo(whole + "another line\n");
  }

  /** What somebody does to the folder while a store holds its lock. */
  private interface Meddling {
    void meddle() throws IOException;
  }

  private AbstractThrowableAssert<?, ? extends Throwable> assertRefused(Meddling meanwhile) {
    FolderStore store = FolderStore.of(folder);
    return assertThatThrownBy(
            () ->
                store.append(
                    0,
                    line -> {},
                    () -> {
                      unchecked(meanwhile);
                      return List.of("a line");
                    }))
        .isInstanceOf(LedgerException.class);
  }

  private static void unchecked(Meddling meddling) {
    try {
      meddling.meddle();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
