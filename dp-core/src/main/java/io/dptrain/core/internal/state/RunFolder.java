package io.dptrain.core.internal.state;

import io.dptrain.accountant.ledger.Reservation;
import io.dptrain.core.internal.Checks;
import io.dptrain.core.ledger.LedgerStore;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Session;

/**
 * The folder of a run that outlives its process: what was charged, and checkpoints.
 *
 * <p><b>What goes on</b>: the charged steps, of which the ledger lacks none; the values of all
 * variables, and the clip norms that were learned, as they were at a checkpoint. <b>What does
 * not</b>: noise and batches, which are drawn afresh. Steps behind the checkpoint are lost and stay
 * charged.
 *
 * <p>Not thread safe, but for the ledger.
 */
public final class RunFolder {
  /** So many checkpoints stay. */
  private static final int MOST_KEPT = 3;

  private final Path folder;
  private final FolderLedger ledger;
  private final LedgerStore charges;
  private final Checkpoints checkpoints;
  private RunDescription run;
  private VariableFiles variables;
  private Map<String, String> notes = Map.of();
  private boolean mayRun;

  private RunFolder(
      Path folder, RunDescription described, Optional<PlannedSpending> spending, long planned) {
    this.folder = folder;
    this.run = described.spending(spending);
    int block = spending.map(PlannedSpending::block).orElse(Reservation.defaultBlock(planned));
    this.ledger = new FolderLedger(folder, run, block, planned);
    this.charges =
        spending.<LedgerStore>map(plan -> new SpendingLedger(ledger, plan)).orElse(ledger);
    this.checkpoints = new Checkpoints(folder, MOST_KEPT);
    this.mayRun = ledger.isNew();
  }

  /**
   * Opens a folder, which need not be there.
   *
   * @param run what is known of the run before there is a model
   * @param spending the budget that is charged, too; empty for none
   * @param planned steps that are not paid ahead of
   * @throws IllegalStateException if another run is in the folder, if it spends from the plan of
   *     another ledger, or if weights are newer than the ledger
   * @throws io.dptrain.accountant.ledger.BudgetExceededException if the run is new, and the budget
   *     has not the share left that it takes
   */
  public static RunFolder open(
      Path folder, RunDescription run, Optional<PlannedSpending> spending, long planned) {
    RunFolder opened = new RunFolder(folder, run, spending, planned);
    opened.requireKnown(opened.checkpoints.newestStep());
    return opened;
  }

  /** An older ledger beside the weights says too small an epsilon. */
  private void requireKnown(long step) {
    Checks.state(
        step <= ledger.steps(),
        "the ledger in "
            + folder
            + " must know every step of the weights beside it, but it holds "
            + ledger.steps()
            + " steps, and a checkpoint was made after "
            + step
            + "; put the ledger of the run back, all of ledger.jsonl and head");
  }

  /** Where it is. */
  public Path path() {
    return folder;
  }

  /** The notes of the checkpoint that the run goes on from; none if there is none. */
  public Map<String, String> notes() {
    return notes;
  }

  /** Keeps the charges of the run, and charges the budget that it spends from. */
  public LedgerStore ledger() {
    return charges;
  }

  /**
   * Says what the model of the run is, and adds to its graph what saves and restores variables.
   *
   * @throws IllegalStateException if the folder holds a run of another model
   */
  public void describe(Output<?> loss, List<? extends Operand<?>> trained) {
    RunDescription described = run.with(loss, trained);
    ledger.require(described);
    run = described;
    variables = VariableFiles.in((Graph) loss.op().env());
  }

  /**
   * Writes a checkpoint.
   *
   * @param notes of the program, to be had again with it
   * @throws IllegalStateException if the run was not resumed, or another process goes on with it
   * @throws java.io.UncheckedIOException if it cannot be written
   */
  public void save(Session session, RunState state, Map<String, String> notes) {
    requireResumed();
    checkpoints.save(session, variables(), saved(state, notes));
  }

  /**
   * Writes a checkpoint to a folder that holds nothing else; of the run's own folder nothing is
   * read or written.
   *
   * @throws IllegalStateException if the run was not resumed
   * @throws IllegalArgumentException if something is in the folder, or it is the run's own
   * @throws java.io.UncheckedIOException if it cannot be written
   */
  public void saveElsewhere(
      Session session, RunState state, Map<String, String> notes, Path place) {
    checkResumed();
    if (place.toAbsolutePath().normalize().equals(folder.toAbsolutePath().normalize())) {
      throw new IllegalArgumentException(
          "another folder than that of the run must be named, but " + place + " is its own");
    }
    Checkpoints.requireEmpty(place);
    new Checkpoints(place, 1).save(session, variables(), saved(state, notes));
  }

  private SavedState saved(RunState state, Map<String, String> with) {
    return state.saved(ledger.id(), ledger.lastProcess(), with);
  }

  /**
   * Goes on from the newest checkpoint that is whole.
   *
   * @return after how many charged steps it was made; empty if there is none, and variables stay
   * @throws IllegalStateException if there are checkpoints, and all are damaged or one is of
   *     another run; no step runs then
   */
  public OptionalLong resume(Session session, RunState state) {
    mayRun = false;
    ledger.requireAlone();
    Optional<SavedState> saved =
        checkpoints.restore(
            session,
            variables(),
            found -> {
              requireKnown(found.step());
              requireOwn(found);
              state.goOnFrom(found);
            });
    notes = saved.map(SavedState::notes).orElse(Map.of());
    mayRun = true;
    return saved.isPresent() ? OptionalLong.of(saved.get().step()) : OptionalLong.empty();
  }

  /** Of all variables that the graph has by now. */
  private VariableFiles variables() {
    variables = variables.ofAll();
    return variables;
  }

  private void requireOwn(SavedState found) {
    // Before the first charge there is no ledger to be of.
    boolean isOwn =
        found.step() == 0 || (found.run().equals(ledger.id()) && ledger.isOf(found.process()));
    Checks.state(
        isOwn,
        "checkpoints in "
            + folder
            + " must be of the run whose ledger it holds, but the one after "
            + found.step()
            + " steps is of another run, or of a copy of this one that went on; move it away");
  }

  /**
   * Looks before each step: a run that goes on from weights of its own would leave what was charged
   * to others, and one that another process charged would not know of that.
   */
  public void requireResumed() {
    ledger.requireAlone();
    checkResumed();
  }

  private void checkResumed() {
    Checks.state(
        mayRun,
        "the run in "
            + folder
            + " has "
            + ledger.steps()
            + " charged steps: call resume(session) before the first step, or begin a new run in"
            + " another folder");
  }
}
