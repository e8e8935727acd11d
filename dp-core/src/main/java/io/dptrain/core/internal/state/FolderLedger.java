package io.dptrain.core.internal.state;

import io.dptrain.accountant.ledger.store.FolderStore;
import io.dptrain.core.internal.Checks;
import io.dptrain.core.ledger.LedgerStore;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps the charged steps of one run in a folder, with what the run is: it outlives the process,
 * and is written before a step can be seen. Steps are charged some at a time; a process that dies
 * has paid for what was left of its block.
 *
 * <p>Thread safe. One process goes on with a run at a time: another one that charged it meanwhile
 * is noticed, and ends this one.
 */
final class FolderLedger implements LedgerStore {
  private static final String CHARGED = "charged";
  private static final String SEPARATOR = "\t";

  private final Path folder;
  private final FolderStore store;
  private final int block;
  private final Map<String, String> kept = new LinkedHashMap<>();

  /** What this ledger wrote and was not given back yet: the store gives each line once. */
  private final Deque<String> written = new ArrayDeque<>();

  private RunDescription run;
  private long given;
  private boolean isShared;
  private boolean isBroken;
  private long paid;
  private long charged;

  /**
   * Reads what a folder holds, which may be nothing.
   *
   * @param run what goes on, as far as it is known
   * @param block how many steps are charged at once
   * @throws IllegalStateException if the folder holds another run; the difference is named
   */
  FolderLedger(Path folder, RunDescription run, int block) {
    this.folder = folder;
    this.store = FolderStore.of(folder);
    this.block = block;
    store.read(
        0,
        line -> {
          given++;
          read(line);
        });
    this.charged = paid;
    require(run);
  }

  private void read(String line) {
    int end = line.indexOf(SEPARATOR);
    Checks.state(
        end > 0, store.name() + " must hold the records of one run, but has '" + line + "'");
    String value = line.substring(end + 1);
    if (line.startsWith(CHARGED + SEPARATOR)) {
      paid = Long.parseLong(value);
    } else {
      kept.put(line.substring(0, end), value);
    }
  }

  /** Whether no step was charged yet. */
  synchronized boolean isNew() {
    return given == 0 && written.isEmpty();
  }

  /**
   * Says what the run is, or more of it.
   *
   * @throws IllegalStateException if the folder holds another run; the difference is named
   */
  synchronized void require(RunDescription description) {
    run = description;
    if (isNew()) {
      return;
    }
    Optional<String> difference = run.difference(new RunDescription(kept));
    if (difference.isPresent()) {
      throw new IllegalStateException(
          "the run in "
              + folder
              + " cannot go on as another one: its "
              + difference.get()
              + "; make it as it was, or begin a new run in another folder");
    }
  }

  @Override
  public synchronized long charge() {
    if (charged == paid) {
      pay();
    }
    return charged++;
  }

  private void pay() {
    List<String> lines = new ArrayList<>();
    if (isNew()) {
      run.entries().forEach((name, value) -> lines.add(name + SEPARATOR + value));
    }
    lines.add(CHARGED + SEPARATOR + (paid + block));
    Checks.state(
        !isBroken,
        "a charge of the run in "
            + folder
            + " could not be kept, so that nobody knows what was charged; resume it in a new"
            + " process");
    isBroken = true;
    store.append(given, this::giveBack, () -> unlessShared(lines));
    isBroken = false;
    written.addAll(lines);
    paid += block;
  }

  private void giveBack(String line) {
    given++;
    isShared |= !line.equals(written.poll());
  }

  private List<String> unlessShared(List<String> lines) {
    Checks.state(
        !isShared && written.isEmpty(),
        "one process goes on with a run at a time, but another one charged the run in "
            + folder
            + ", too; end one of them, and resume the other");
    return lines;
  }

  @Override
  public synchronized long steps() {
    return charged;
  }
}
