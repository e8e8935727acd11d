package io.dptrain.accountant.ledger.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every store does with lines, as {@link RecordStore} promises it. The test of a store
 * implements this and {@link StoredBudgetContract}.
 */
public interface RecordStoreContract extends TestedStore {
  /** Adds lines, and returns those that were given before. */
  private static List<String> append(RecordStore store, long given, String... lines) {
    List<String> known = new ArrayList<>();
    store.append(given, known::add, () -> List.of(lines));
    return known;
  }

  private static List<String> read(RecordStore store, long given) {
    List<String> known = new ArrayList<>();
    store.read(given, known::add);
    return known;
  }

  /** All lines of a ledger, as whoever opens it now is given them. */
  private List<String> lines(String ledger) {
    try (RecordStore store = store(ledger)) {
      return read(store, 0);
    }
  }

  private void assertLines(String... lines) {
    assertThat(lines(LEDGER)).containsExactly(lines);
  }

  private void begin(String... lines) {
    try (RecordStore store = store()) {
      assertThat(append(store, 0, lines)).isEmpty();
    }
  }

  @Test
  default void read_noLedger_givesNothing() {
    try (RecordStore store = store()) {
      assertThat(read(store, 0)).isEmpty();
      assertThat(read(store, 0)).isEmpty();
      assertThat(append(store, 0, "one")).as("after reading").isEmpty();
    }
    assertLines("one");
  }

  @Test
  default void append_lines_areGivenByTheNextCallAndOnce() {
    try (RecordStore store = store()) {
      assertThat(append(store, 0, "one", "two")).isEmpty();
      assertThat(append(store, 0, "three")).containsExactly("one", "two");
      assertThat(read(store, 2)).containsExactly("three");
      assertThat(read(store, 3)).isEmpty();
      assertThat(append(store, 3, "four")).isEmpty();
      assertThat(read(store, 3)).containsExactly("four");
    }
    assertLines("one", "two", "three", "four");
  }

  @Test
  default void append_noLine_addsNone() {
    try (RecordStore store = store()) {
      assertThat(append(store, 0)).isEmpty();
      assertThat(append(store, 0, "one")).isEmpty();
      assertThat(append(store, 0)).containsExactly("one");
      assertThat(append(store, 1)).isEmpty();
    }
    assertLines("one");
  }

  @Test
  default void append_more_isAskedOnceAfterAllThatIsKnown() {
    begin("one", "two");
    List<String> calls = new ArrayList<>();
    try (RecordStore store = store()) {
      store.append(
          0,
          calls::add,
          () -> {
            calls.add("more");
            return List.of("three");
          });
    }
    assertThat(calls).containsExactly("one", "two", "more");
  }

  @Test
  default void append_moreThatThrows_addsNothingAndTheStoreGoesOn() {
    begin("one");
    IllegalArgumentException own = new IllegalArgumentException("my own");
    List<String> known = new ArrayList<>();
    try (RecordStore store = store()) {
      assertThatThrownBy(
              () ->
                  store.append(
                      0,
                      known::add,
                      () -> {
                        throw own;
                      }))
          .isSameAs(own);
      assertThat(known).containsExactly("one");
      assertLines("one");
      assertThat(append(store, 1, "two")).isEmpty();
    }
    assertLines("one", "two");
  }

  @Test
  default void append_knownThatThrows_isNotAskedForMore() {
    begin("one");
    IllegalArgumentException own = new IllegalArgumentException("my own");
    Consumer<String> throwing =
        line -> {
          throw own;
        };
    List<String> asked = new ArrayList<>();
    try (RecordStore store = store()) {
      assertThatThrownBy(() -> store.append(0, throwing, asking(asked))).isSameAs(own);
      assertThatThrownBy(() -> store.read(0, throwing)).isSameAs(own);
    }
    assertThat(asked).isEmpty();
    assertLines("one");
  }

  /** Notes that it was asked for a line. */
  private static Supplier<List<String>> asking(List<String> asked) {
    return () -> {
      asked.add("asked");
      return List.of("a line");
    };
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 0, 1, 3})
  default void appendAndRead_afterAnotherNumberWasGiven_areRefusedAndAddNothing(long given) {
    begin("one", "two");
    List<String> asked = new ArrayList<>();
    List<String> known = new ArrayList<>();
    try (RecordStore store = store()) {
      assertThat(read(store, 0)).hasSize(2);
      assertThatThrownBy(() -> store.append(given, known::add, asking(asked)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("serves another; call " + factoryCall() + " for each");
      assertThatThrownBy(() -> store.read(given, known::add))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("serves another; call " + factoryCall() + " for each");
      assertThat(read(store, 2)).as("to the one it serves").isEmpty();
    }
    assertThat(asked).isEmpty();
    assertThat(known).isEmpty();
    assertLines("one", "two");
  }

  @Test
  default void append_twoStoresInTurns_eachIsGivenWhatTheOtherAdded() {
    try (RecordStore one = store();
        RecordStore other = store()) {
      assertThat(append(one, 0, "one")).isEmpty();
      assertThat(append(other, 0, "two", "three")).containsExactly("one");
      assertThat(append(one, 0, "four")).containsExactly("one", "two", "three");
      assertThat(read(other, 1)).containsExactly("two", "three", "four");
    }
    assertLines("one", "two", "three", "four");
  }

  /** Whoever only looks waits for nobody. */
  @Test
  default void read_whileAnotherDecides_givesWhatWasThere() {
    begin("one");
    List<String> seen = new ArrayList<>();
    try (RecordStore store = store()) {
      store.append(
          0,
          line -> {},
          () -> {
            seen.addAll(lines(LEDGER));
            return List.of("two");
          });
    }
    assertThat(seen).containsExactly("one");
    assertLines("one", "two");
  }

  /** Each adds how many records it knows: two that decide by the same past add the same number. */
  @Test
  default void append_threadsThatBeginALedgerAtOnce_decideOneAfterTheOther() throws Exception {
    int threads = 4;
    int each = 10;
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      List<Future<?>> counting = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        counting.add(executor.submit(() -> count(each)));
      }
      for (Future<?> one : counting) {
        one.get(60, TimeUnit.SECONDS);
      }
    } finally {
      executor.shutdownNow();
    }
    assertLines(
        IntStream.range(0, threads * each).mapToObj(Integer::toString).toArray(String[]::new));
  }

  private void count(int times) {
    try (RecordStore store = store()) {
      List<String> known = new ArrayList<>();
      for (int i = 0; i < times; i++) {
        store.append(known.size(), known::add, () -> List.of(Integer.toString(known.size())));
      }
    }
  }

  static Stream<String> texts() {
    return Stream.of(
        "{\"purpose\":\"a \\\"quoted\\\\ sum\"}",
        "'; DROP TABLE dptrain_records; --",
        "  spaces\tand a tab ",
        "%s ? ${x} {0}",
        "\u00e4 \u6f22 \ud83d\ude00 \ufffd \ufeff \u2028",
        "x".repeat(RecordStore.LONGEST),
        "\ud83d\ude00".repeat(RecordStore.LONGEST / 4));
  }

  @ParameterizedTest
  @MethodSource("io.dptrain.accountant.ledger.store.RecordStoreContract#texts")
  default void append_lineOfAnyText_isTheSameWhenItIsRead(String text) {
    begin("before");
    try (RecordStore store = store()) {
      assertThat(append(store, 0, text)).containsExactly("before");
      assertThat(append(store, 1, "behind")).containsExactly(text);
    }
    assertLines("before", text, "behind");
  }

  @Test
  default void append_manyLines_areAllGivenInTheirOrder() {
    String[] many = IntStream.range(0, 2500).mapToObj(i -> "line " + i).toArray(String[]::new);
    begin(many);
    try (RecordStore store = store()) {
      assertThat(append(store, 0, "the last")).containsExactly(many);
    }
    String[] all = Arrays.copyOf(many, many.length + 1);
    all[many.length] = "the last";
    assertLines(all);
  }

  @Test
  default void append_anotherLedger_isKeptApart() {
    begin("one");
    try (RecordStore another = store("another")) {
      assertThat(append(another, 0, "of another")).isEmpty();
    }
    assertLines("one");
    assertThat(lines("another")).containsExactly("of another");
  }

  @Test
  default void name_ofALedger_isOneLineAndItsOwn() {
    try (RecordStore one = store();
        RecordStore same = store();
        RecordStore another = store("another")) {
      assertThat(one.name()).isNotBlank().doesNotContain("\n");
      assertThat(same.name()).isEqualTo(one.name());
      assertThat(another.name()).isNotEqualTo(one.name());
    }
  }

  @Test
  default void close_store_endsItAndKeepsTheRecords() {
    RecordStore store = store();
    assertThat(append(store, 0, "one")).isEmpty();
    store.close();
    store.close();
    List<String> asked = new ArrayList<>();
    assertThatThrownBy(() -> store.append(0, line -> {}, asking(asked)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("was closed; open it again");
    assertThatThrownBy(() -> read(store, 0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("was closed; open it again");
    assertThat(asked).isEmpty();
    assertLines("one");
  }
}
