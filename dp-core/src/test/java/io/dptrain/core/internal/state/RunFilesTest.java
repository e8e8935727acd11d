package io.dptrain.core.internal.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dptrain.accountant.ledger.store.LedgerException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;

/** The files of a run, without a model. */
class RunFilesTest {
  private static final RunDescription RUN = new RunDescription(Map.of("sampler", "of a test"));

  @TempDir private Path folder;

  private FolderLedger ledger(long planned) {
    return new FolderLedger(folder, RUN, 16, planned);
  }

  @Test
  void charge_inBlocks_isPaidAhead() {
    FolderLedger first = ledger(Long.MAX_VALUE);
    for (int i = 0; i < 17; i++) {
      assertThat(first.charge()).isEqualTo(i);
    }
    assertThat(first.steps()).isEqualTo(17);
    FolderLedger second = ledger(Long.MAX_VALUE);
    assertThat(second.steps()).isEqualTo(32);
    assertThat(second.id()).isEqualTo(first.id());
    assertThat(second.charge()).isEqualTo(32);
  }

  /** Blocks end where a budget does; who goes on behind it pays step by step. */
  @Test
  void charge_plannedSteps_areNotPaidBeyond() {
    FolderLedger first = ledger(20);
    for (int i = 0; i < 17; i++) {
      first.charge();
    }
    assertThat(ledger(20).steps()).isEqualTo(20);
    FolderLedger second = ledger(20);
    assertThat(second.charge()).isEqualTo(20);
    assertThat(ledger(20).steps()).isEqualTo(21);
  }

  @Test
  void description_ofMoreThanALine_isRefused() {
    for (String text : List.of("a\nb", "a\tb", "a\rb")) {
      Map<String, String> entries = Map.of("sampler", text);
      assertThatThrownBy(() -> new RunDescription(entries))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("the description of the sampler must be one line without tabs, but is 'a?b'");
    }
  }

  @Test
  void open_recordThatIsNone_isRefused() throws IOException {
    ledger(20).charge();
    Path file = folder.resolve("ledger.jsonl");
    for (String record : List.of("charged", "charged\t16", "charged\tmany", "")) {
      Files.writeString(file, Files.readAllLines(file).get(0) + "\n" + record + "\n");
      Files.writeString(folder.resolve("head"), "", StandardCharsets.UTF_8);
      assertThatThrownBy(() -> ledger(20)).isInstanceOf(LedgerException.class);
    }
  }

  @Test
  void read_stateOfAnotherFormat_namesIt() throws IOException {
    Path file = folder.resolve("state");
    Files.writeString(file, "dptrain checkpoint, format 99\n", StandardCharsets.UTF_8);
    assertThatThrownBy(() -> SavedState.read(file))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("with the version of the library that wrote it");
  }

  @Test
  void read_stateThatWasWritten_isTheSame() throws IOException {
    SavedState state =
        new SavedState("id", "process", 7, List.of(0.5, 1e-9), Map.of("best", "0.9", "empty", ""));
    state.write(folder.resolve("state"));
    assertThat(SavedState.read(folder.resolve("state"))).isEqualTo(state);
    SavedState none = new SavedState("id", "process", 7, List.of(), Map.of());
    none.write(folder.resolve("state"));
    assertThat(SavedState.read(folder.resolve("state"))).isEqualTo(none);
  }

  @Test
  void save_placeThatIsAFile_saysSoInOneLine() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "in the way", StandardCharsets.UTF_8);
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      tf.variable(tf.constant(1f));
      VariableFiles variables = VariableFiles.in(graph);
      session.initialize();
      SavedState state = new SavedState("id", "process", 1, List.of(), Map.of());
      assertThatThrownBy(() -> new Checkpoints(file, 3).save(session, variables, state))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("no checkpoint could be written to " + file)
          .hasMessageNotContaining("\n");
    }
  }
}
