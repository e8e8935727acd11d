package io.dptrain.core.internal.state;

import io.dptrain.accountant.ledger.store.FolderStore;
import io.dptrain.accountant.ledger.store.LedgerException;
import io.dptrain.accountant.ledger.store.RecordStore;
import io.dptrain.core.internal.Checks;
import io.dptrain.core.ledger.LedgerStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps the charged steps of one run in a folder, with what the run is: it outlives the process,
 * and is written before a step can be seen. Steps are charged some at a time; a process that dies
 * has paid for what was left of its block.
 *
 * <p>Each record is one line of names and values with tabs between them: who wrote it, how many
 * steps are paid in all, and how many its plan had charged if the run spends from the budget of a
 * data set. The first has the identity of the run and its description, too.
 *
 * <p>Thread safe. One process goes on with a run at a time: another one that charged it meanwhile
 * is noticed, and ends this one.
 */
final class FolderLedger implements LedgerStore {
  private static final String CHARGED = "charged";
  private static final String SPENT = "charged to the plan";
  private static final String RUN = "run";
  private static final String PROCESS = "process";
  private static final String SEPARATOR = "\t";
  private static final String COUNT = "\\d{1,18}";
  private static final int ID_BYTES = 16;

  private final Path folder;
  private final FolderStore store;
  private final int block;
  private final long planned;
  private final Map<String, String> known = new LinkedHashMap<>();
  private final String id;

  /** Who writes here: two that write the same number are two. */
  private final String process = randomName();

  /** Who wrote records until now, this one last. */
  private final Set<String> processes = new LinkedHashSet<>();

  private RunDescription run;

  /** How many records the store gave, which gives each once. */
  private long given;

  /** What this ledger wrote, and is not given back yet. */
  private Optional<String> written = Optional.empty();

  private boolean isShared;
  private boolean isBroken;
  private long paid;
  private long charged;
  private long spent;

  /**
   * Reads what a folder holds, which may be nothing.
   *
   * @param run what goes on, as far as it is known
   * @param block how many steps are charged at once
   * @param planned so many steps are not paid ahead of
   * @throws IllegalStateException if the folder holds another run; the difference is named
   */
  FolderLedger(Path folder, RunDescription run, int block, long planned) {
    this.folder = folder;
    this.store = FolderStore.of(folder);
    this.block = block;
    this.planned = planned;
    store.read(0, this::take);
    this.charged = paid;
    this.id = known.getOrDefault(RUN, randomName());
    require(run);
  }

  private static String randomName() {
    byte[] random = new byte[ID_BYTES];
    new SecureRandom().nextBytes(random);
    return HexFormat.of().formatHex(random);
  }

  private void take(String record) {
    given++;
    String[] parts = record.split(SEPARATOR, -1);
    for (int i = 0; i + 1 < parts.length; i += 2) {
      known.put(parts[i], parts[i + 1]);
    }
    String count = known.getOrDefault(CHARGED, "");
    String plan = known.getOrDefault(SPENT, "0");
    if (parts.length % 2 == 1
        || !count.matches(COUNT)
        || !plan.matches(COUNT)
        || (given > 1 && Long.parseLong(count) <= paid)) {
      throw new LedgerException(
          store.name()
              + " must hold the records of one run, each with more charged steps than the one"
              + " before, but record "
              + given
              + " is none; restore it from a copy");
    }
    paid = Long.parseLong(count);
    spent = Long.parseLong(plan);
    processes.add(known.get(PROCESS));
  }

  /** Who this run is: one of another folder, or of another time, has another identity. */
  synchronized String id() {
    return id;
  }

  /** Who wrote the last record; empty if there is none. */
  synchronized String lastProcess() {
    return processes.stream().reduce((before, last) -> last).orElse("");
  }

  /** Whether a process wrote any record. */
  synchronized boolean isOf(String name) {
    return name.isEmpty() || processes.contains(name);
  }

  /** Where it is. */
  Path folder() {
    return folder;
  }

  /** How many steps its plan had charged when the last record was written; 0 without a plan. */
  synchronized long spent() {
    return spent;
  }

  /** Whether nothing was written yet. */
  synchronized boolean isNew() {
    return given == 0 && written.isEmpty();
  }

  /**
   * Says what the run is, or more of it.
   *
   * @throws IllegalStateException if the folder holds another run; the difference is named
   */
  synchronized void require(RunDescription description) {
    if (!known.isEmpty()) {
      Optional<String> difference = description.difference(new RunDescription(known));
      if (difference.isPresent()) {
        throw new IllegalStateException(
            "the run in "
                + folder
                + " cannot go on as another one: its "
                + difference.get()
                + "; make it as it was, or begin a new run in another folder");
      }
    }
    run = description;
  }

  /**
   * Looks for what others charged, and whether what was charged here is still there.
   *
   * @throws IllegalStateException if another process went on with the run, or the last record is
   *     gone
   */
  synchronized void requireAlone() {
    store.read(given, this::giveBack);
    checkAlone();
    if (!isBroken) {
      checkWhole();
    }
  }

  /** Counts from there on, where another ledger knows of more charged steps of this run. */
  synchronized void atLeast(long steps) {
    paid = Math.max(paid, steps);
    charged = Math.max(charged, paid);
  }

  /** Keeps what the run is, with no step charged, before anybody else is told of it. */
  synchronized void begin() {
    checkKept();
    if (isNew()) {
      write(0);
    }
  }

  /**
   * Charges one step, of which the plan of the run knows.
   *
   * @param ofPlan how many steps the plan has charged with this one
   */
  synchronized long charge(long ofPlan) {
    spent = ofPlan;
    return charge();
  }

  @Override
  public synchronized long charge() {
    if (charged == paid || isShared) {
      pay();
    }
    return charged++;
  }

  private void pay() {
    long next = paid + Math.max(1, Math.min(block, planned - paid));
    write(next);
    paid = next;
  }

  private void write(long next) {
    checkAlone();
    checkKept();
    String record = record(next);
    Checks.state(
        record.getBytes(StandardCharsets.UTF_8).length <= RecordStore.LONGEST,
        "sampler, clipping and statistics of a run must describe themselves in "
            + RecordStore.LONGEST
            + " bytes together, but take more");
    store.append(
        given,
        this::giveBack,
        () -> {
          checkAlone();
          checkWhole();
          isBroken = true; // from here on it may be kept, even if what follows fails
          written = Optional.of(record);
          return List.of(record);
        });
    isBroken = false;
    processes.add(process);
  }

  private String record(long next) {
    StringBuilder record = new StringBuilder();
    if (isNew()) {
      record.append(RUN).append(SEPARATOR).append(id).append(SEPARATOR);
      run.entries()
          .forEach(
              (name, value) ->
                  record.append(name).append(SEPARATOR).append(value).append(SEPARATOR));
    }
    if (spent > 0) {
      record.append(SPENT).append(SEPARATOR).append(spent).append(SEPARATOR);
    }
    record.append(PROCESS).append(SEPARATOR).append(process).append(SEPARATOR);
    return record.append(CHARGED).append(SEPARATOR).append(next).toString();
  }

  /** What comes back is what was written, or another process's: then all of it counts here, too. */
  private void giveBack(String record) {
    if (written.isPresent() && written.get().equals(record)) {
      given++;
      written = Optional.empty();
      processes.add(process);
    } else {
      isShared = true;
      paid = 0; // whatever this one thought to be paid
      take(record);
      charged = Math.max(charged, paid);
    }
  }

  private void checkKept() {
    Checks.state(
        !isBroken,
        "a charge of the run in "
            + folder
            + " could not be kept, so that nobody knows what was charged; resume it in a new"
            + " process");
  }

  private void checkWhole() {
    Checks.state(
        written.isEmpty(),
        "the ledger in "
            + folder
            + " must hold what was written to it, but its last record is gone; put it back");
  }

  private void checkAlone() {
    Checks.state(
        !isShared,
        "one process goes on with a run at a time, but another one charged the run in "
            + folder
            + ", too; end one of them, and resume the other in a new process");
  }

  @Override
  public synchronized long steps() {
    return charged;
  }
}
