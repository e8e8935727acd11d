package io.dptrain.accountant.ledger.store;

import static io.dptrain.accountant.ledger.store.SpentFolder.BUDGET;
import static io.dptrain.accountant.ledger.store.SpentFolder.COUNT;
import static io.dptrain.accountant.ledger.store.TwoRuns.RECORDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.dptrain.accountant.ledger.BudgetAuthority;
import io.dptrain.accountant.ledger.BudgetReport;
import io.dptrain.accountant.ledger.ProtectedData;
import io.dptrain.accountant.ledger.Reservation;
import io.dptrain.accountant.ledger.SpendingPlan;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What becomes of a ledger on a disk that fails, is cut short or is edited. */
class FolderStoreTest {
  private static final Duration SHORT = Duration.ofMillis(200);
  private static final int LAST = 3;

  @TempDir private Path folder;
  private SpentFolder spent;
  private Path ledger;
  private Path head;

  @BeforeEach
  void spendSomething() {
    spent = SpentFolder.of(folder);
    ledger = spent.ledger();
    head = spent.head();
  }

  private BudgetReport report() {
    return spent.report();
  }

  /** Whatever was cut off at the end is put back, or noticed; never counted as not charged. */
  @Test
  void open_ledgerCutAtEachByteOfItsLastRecords_isWholeOrRefused() throws IOException {
    byte[] whole = Files.readAllBytes(ledger);
    int from = startOfLast(whole, LAST);
    int putBack = 0;
    for (int length = from; length < whole.length; length++) {
      Files.write(ledger, Arrays.copyOf(whole, length));
      putBack += isWholeOrRefused("cut to " + length + " bytes") ? 1 : 0;
    }
    assertThat(putBack)
        .as("all cuts of the last record")
        .isEqualTo(whole.length - startOfLast(whole, 1));
  }

  @Test
  void open_ledgerFlippedAtEachByteOfItsLastRecords_isWholeOrRefused() throws IOException {
    byte[] whole = Files.readAllBytes(ledger);
    for (int at = startOfLast(whole, LAST); at < whole.length; at++) {
      for (int bit : new int[] {1, 1 << 5, 1 << 7}) {
        byte[] flipped = whole.clone();
        flipped[at] ^= (byte) bit;
        Files.write(ledger, flipped);
        isWholeOrRefused("byte " + at + " flipped by " + bit);
      }
    }
  }

  /** The copy of the last record protects the ledger; no damage of it may harm. */
  @Test
  void open_headFlippedAnywhere_isWholeOrRefused() throws IOException {
    byte[] whole = Files.readAllBytes(head);
    int tried = 0;
    for (int at = 0; at < whole.length; at++) {
      if (whole[at] != 0) {
        byte[] flipped = whole.clone();
        flipped[at] ^= 1;
        Files.write(head, flipped);
        assertThat(isWholeOrRefused("byte " + at + " of the head flipped")).isTrue();
        tried++;
      }
    }
    assertThat(tried).isGreaterThan(500);
  }

  /** Returns whether it was whole. */
  private boolean isWholeOrRefused(String how) {
    try {
      TwoRuns.requireWhole(report(), how);
      return true;
    } catch (LedgerException e) {
      assertThat(e.getMessage()).as(how).doesNotContain("\n").contains(folder.toString());
      return false;
    }
  }

  private static int startOfLast(byte[] bytes, int records) {
    int at = bytes.length - 1;
    for (int found = 0; at > 0; at--) {
      found += bytes[at - 1] == '\n' ? 1 : 0;
      if (found == records) {
        return at;
      }
    }
    return at;
  }

  @Test
  void append_afterATornTail_goesOnBehindTheLastWholeRecord() throws IOException {
    Files.writeString(ledger, "{\"record\":\"char", StandardOpenOption.APPEND);
    try (BudgetAuthority authority = BudgetAuthority.open(folder)) {
      authority.spend(COUNT);
    }
    assertThat(Files.readString(ledger)).doesNotContain("{\"record\":\"char{");
    assertThat(report().records()).isEqualTo(RECORDS + 3);
  }

  @Test
  void append_lastRecordThatOnlyTheHeadHas_isPutBackFirst() throws IOException {
    byte[] whole = Files.readAllBytes(ledger);
    Files.write(ledger, Arrays.copyOf(whole, whole.length - 5));
    try (BudgetAuthority authority = BudgetAuthority.open(folder)) {
      authority.spend(COUNT);
    }
    assertThat(Arrays.copyOf(Files.readAllBytes(ledger), whole.length)).isEqualTo(whole);
  }

  @Test
  void open_recordsLeftOut_isRefused() throws IOException {
    List<String> lines = Files.readAllLines(ledger);
    List<String> without = new ArrayList<>(lines);
    without.remove(3);
    Files.write(ledger, without);
    assertThatThrownBy(this::report)
        .isInstanceOf(LedgerException.class)
        .hasMessageContaining("record 4 of " + ledger + " was edited, or what came before it");
  }

  @Test
  void open_lastRecordsLeftOut_isRefused() throws IOException {
    List<String> lines = Files.readAllLines(ledger);
    Files.write(ledger, lines.subList(0, RECORDS - 2));
    assertThatThrownBy(this::report)
        .hasMessageContaining("holds 6 records, and had 8: the last are missing; restore");
  }

  @Test
  void open_ledgerGone_isRefused() throws IOException {
    Files.delete(ledger);
    assertThatThrownBy(this::report)
        .hasMessageContaining("holds 0 records, and had 8: the last are missing");
    assertThatThrownBy(() -> BudgetAuthority.open(folder, BUDGET))
        .hasMessageContaining("holds 0 records, and had 8");
  }

  @Test
  void open_headGone_isRefused() throws IOException {
    Files.delete(head);
    assertThatThrownBy(this::report).hasMessageContaining(head + " is missing or damaged");
  }

  /** Whoever writes all hashes anew is noticed by the copy of the last record. */
  @Test
  void open_ledgerForgedWithItsHashes_isRefused() throws IOException {
    List<String> lines = new ArrayList<>(Files.readAllLines(ledger));
    assertThat(ChainedLines.of(lines)).isEqualTo(lines);
    lines.set(1, lines.get(1).replaceFirst("\"share\":[^,]*", "\"share\":0.001"));
    Files.write(ledger, ChainedLines.of(lines));
    assertThatThrownBy(this::report)
        .hasMessageContaining("record 8 of " + ledger + " is not the one that was written");
  }

  static Stream<Arguments> forged() {
    return Stream.of(
        arguments(1, "\"format\":1", "\"format\":2", "format must be 1, but is 2"),
        arguments(2, "\"share\":[^,]*", "\"share\":1e-310", "it takes a share of 1.0E-310"),
        arguments(2, "\"share\":[^,]*", "\"share\":1e-300", "it takes a share of 1.0E-300"),
        arguments(1, "\"relation\":\"A", "\"relation\":\"B", "relation must be one that"),
        arguments(2, "\"share\":[^,]*", "\"share\":-0.1", "it takes a share of -0.1"),
        arguments(2, "\"share\":[^,]*", "\"share\":1.1", "it takes a share of 1.1"),
        arguments(2, "\"share\":[^,]*", "\"share\":NaN", "lacks a value"),
        arguments(2, "\"share\":[^,]*", "\"share\":1e999", "within the range of doubles"),
        arguments(2, "\"kind\":\"gaussian\"", "\"kind\":\"none\"", "but is none"),
        arguments(2, "\"record\":\"granted\"", "\"record\":\"opened\"", "but is null"),
        arguments(3, "\"steps\":4", "\"steps\":0", "it charges 0 steps to make 4"),
        arguments(3, "\"total\":4", "\"total\":3", "it charges 4 steps to make 3"),
        arguments(3, "\"steps\":4,\"total\":4", "\"steps\":21,\"total\":21", "after 0 of 20"),
        arguments(3, "\"plan\":1", "\"plan\":2", "plan 2 is none of the 1 that there are"),
        arguments(3, "\"holder\":\"", "\"holder\":\"x", "plan 1 is not held by x"),
        arguments(3, "\"at\":\"2", "\"at\":\"x2", "at must be a time"),
        arguments(6, "\"total\":10", "\"total\":13", "it settles 13 steps, of 12"));
  }

  /** Hashes that follow do not make a record right. */
  @ParameterizedTest
  @MethodSource("forged")
  void open_recordThatDoesNotFollow_isRefused(int record, String from, String to, String message)
      throws IOException {
    List<String> lines = new ArrayList<>(Files.readAllLines(ledger));
    String edited = lines.get(record - 1).replaceFirst(from, to);
    assertThat(edited).isNotEqualTo(lines.get(record - 1));
    lines.set(record - 1, edited);
    Files.write(ledger, ChainedLines.of(lines));
    assertThatThrownBy(this::report)
        .isInstanceOf(LedgerException.class)
        .hasMessageContaining("record " + record + " of " + ledger)
        .hasMessageContaining(message);
  }

  /** An empty folder of the old name would be a new budget. */
  @Test
  void append_folderThatWasMoved_isRefusedAndNotMadeAnew() throws IOException {
    Path old = folder.resolve("old");
    Path moved = folder.resolve("moved");
    try (BudgetAuthority authority = BudgetAuthority.open(old, BUDGET)) {
      authority.spend(COUNT);
      Files.move(old, moved);
      assertThatThrownBy(() -> authority.spend(COUNT)).isInstanceOf(LedgerException.class);
      assertThat(old).doesNotExist();
    }
    try (BudgetAuthority authority = BudgetAuthority.open(moved)) {
      assertThat(authority.report().plans()).hasSize(1);
    }
  }

  /** Bytes that are no text are not read as the sign that stands for such bytes. */
  @Test
  void open_bytesThatAreNoText_isRefused() throws IOException {
    try (BudgetAuthority authority = BudgetAuthority.open(folder)) {
      authority.spend(SpendingPlan.of("mark \ufffd", COUNT.cost()));
      authority.spend(COUNT);
      authority.spend(COUNT);
    }
    String text = Files.readString(ledger, StandardCharsets.UTF_8);
    byte[] bytes = text.replace("\ufffd", "\u00ff").getBytes(StandardCharsets.ISO_8859_1);
    Files.write(ledger, bytes);
    assertThatThrownBy(this::report)
        .isInstanceOf(LedgerException.class)
        .hasMessageContaining("a line of " + ledger + " is not in UTF-8; restore it from a copy");
  }

  @Test
  void append_diskFull_isRefusedAndChargesNothing() {
    FaultyFile file = new FaultyFile(ledger);
    file.fill();
    try (BudgetAuthority authority = open(file)) {
      assertThatThrownBy(() -> authority.reserve(TwoRuns.plan()))
          .isInstanceOf(LedgerException.class)
          .hasMessage(
              "the ledger "
                  + ledger
                  + " cannot be written (No space left on device); what was to be charged must not"
                  + " run");
    }
    assertThat(report().records()).isEqualTo(RECORDS);
  }

  /** Whether the record is there is not known: it counts, and does not run. */
  @Test
  void charge_diskThatDoesNotKeep_throwsAndStaysCharged() {
    FaultyFile file = new FaultyFile(ledger);
    try (BudgetAuthority authority = open(file)) {
      Reservation run = authority.reserve(TwoRuns.plan(), 4);
      file.forget(true);
      assertThatThrownBy(run::charge).hasMessageContaining("Input/output error");
      file.forget(false);
      assertThat(run.charge()).isZero();
      assertThat(report().plans().get(2).charged()).isEqualTo(8);
    }
    assertThat(report().plans().get(2).charged()).as("what ran").isEqualTo(1);
  }

  @Test
  void charge_isForcedToDiskBeforeItReturns() {
    FaultyFile file = new FaultyFile(ledger);
    try (BudgetAuthority authority = open(file)) {
      Reservation run = authority.reserve(TwoRuns.plan(), 4);
      int before = file.forced();
      run.charge();
      assertThat(file.forced()).isEqualTo(before + 1);
      run.charge();
      assertThat(file.forced()).as("within the block").isEqualTo(before + 1);
    }
  }

  private BudgetAuthority open(LedgerFile file) {
    return BudgetAuthority.open(
        new FolderStore(folder, file, SHORT),
        BUDGET,
        ProtectedData.named(folder.getFileName().toString()));
  }
}
