package io.dptrain.core.optimizer;

import io.dptrain.accountant.PrivacyAccountant;
import io.dptrain.accountant.event.NeighboringRelation;
import io.dptrain.accountant.event.PrivacyBudget;
import io.dptrain.core.check.ProbeReport;
import io.dptrain.core.internal.Checks;
import io.dptrain.core.internal.NativeLog;
import io.dptrain.core.internal.UnitSize;
import io.dptrain.core.internal.check.ClippedSums;
import io.dptrain.core.internal.graph.proof.WrittenFromData;
import io.dptrain.core.internal.seam.ScheduledRelease;
import io.dptrain.core.internal.state.RunFolder;
import io.dptrain.core.internal.sums.ClippedSumGraph;
import io.dptrain.core.internal.sums.PrivateModel;
import io.dptrain.core.internal.sums.TakenAsPublic;
import io.dptrain.core.internal.update.ParameterGroups;
import io.dptrain.core.ledger.LedgerStore;
import io.dptrain.core.ledger.PrivacyLedger;
import io.dptrain.core.noise.NoiseMechanism;
import io.dptrain.core.plan.DpPlan;
import io.dptrain.core.random.RandomBits;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Session;
import org.tensorflow.framework.optimizers.Optimizer;
import org.tensorflow.op.Op;
import org.tensorflow.types.family.TFloating;

/**
 * Trains a model with differential privacy: wraps any optimizer of tensorflow-framework, and lets
 * it see nothing but clipped and noised gradients.
 *
 * <pre>{@code
 * DpOptimizer optimizer = DpOptimizer.wrap(new Adam(graph, 1e-3f))
 *     .sampling(PoissonSampling.of(60_000, 256))
 *     .clipping(Clipping.flat(1.0))
 *     .noiseMultiplier(1.1)
 *     .build();
 * optimizer.minimize(loss);                                   // per example, their mean or sum
 * optimizer.step(session, rows -> data.batch(rows));          // as often as needed
 * double epsilon = optimizer.ledger().epsilon(1e-5);
 * }</pre>
 *
 * <p><b>In an existing loop</b> the model, its loss and {@code minimize(loss)} stay. Two places
 * change: the line that builds the optimizer, and the one that runs a batch, {@code
 * session.runner().feed(...).addTarget(train).run()}, which becomes {@link #step}. The loop no
 * longer chooses its batches: privacy is accounted for batches that are drawn at random, so the
 * sampler draws the rows, their number differs from step to step, and epochs and shuffling go. The
 * old line, left in place, fails.
 *
 * <p><b>Formula</b> of the gradient that the wrapped optimizer sees: {@code (sum_i c_i g_i + N(0,
 * (noiseMultiplier * l2Bound)^2)) / expectedBatchSize + sum_r w_r d r}, where {@code g_i} is the
 * gradient of the loss of privacy unit {@code i} and {@code r} runs over the parts of the loss that
 * see no data, such as weight decay (docs/gradients.md says which is which). <b>Source</b>: Abadi
 * et al., Deep Learning with Differential Privacy, 2016, algorithm 1.
 *
 * <p><b>Guarantee</b>: the sequence of all values of the variables is (epsilon, delta)
 * differentially private with the epsilon of {@link #ledger()}, for data sets that differ by adding
 * or removing one privacy unit (an example, unless rowsPerUnit or rowsPerUnitAtMost was set). It
 * counts the steps of this object, and those of the run that it goes on with ({@link
 * DpOptimizerBuilder#checkpoints}): whoever trains on the same data with another optimizer lets all
 * of them spend from one {@link
 * DpOptimizerBuilder#authority(io.dptrain.accountant.ledger.BudgetAuthority, String, long) budget}.
 *
 * <p>Thread safe: steps of several threads run one after another. It owns no native memory between
 * steps.
 */
public final class DpOptimizer {
  private static final String UPDATE = "dptrain_update";

  private final ParameterGroups groups;
  private final Settings settings;
  private final PrivacyLedger ledger;
  private final ScheduledRelease release;
  private StepRunner runner;

  /** What the builder decided. */
  record Settings(
      DpPlan plan,
      NoiseMechanism noise,
      RandomBits samplingBits,
      Optional<PrivacyBudget> budget,
      Function<NeighboringRelation, ? extends PrivacyAccountant> accountant,
      LedgerStore ledgerStore,
      Optional<RunFolder> folder,
      long plannedSteps,
      OptionalLong declaredSteps,
      List<Operand<?>> publicInputs,
      UnitSize unitSize,
      PhysicalBatches physicalBatches,
      boolean reportRawNorms,
      boolean revealErrors,
      boolean probes) {

    /** How many places for rows each unit has in a batch. */
    int rowsPerUnit() {
      return unitSize.most();
    }

    /** What is thrown if a run on the batch fails; empty if that must not be seen. */
    Optional<UnaryOperator<RuntimeException>> reveal() {
      return revealErrors ? Optional.of(StepFailedException::ofBatch) : Optional.empty();
    }
  }

  DpOptimizer(ParameterGroups groups, Settings settings) {
    this.groups = groups;
    this.settings = settings;
    DpPlan plan = settings.plan();
    // Once, for the noise and for what it costs.
    ScheduledRelease release =
        ScheduledRelease.of(plan.noise(), plan.clipping(), plan.statistics().noiseMultipliers());
    this.release = release;
    this.ledger =
        new PrivacyLedger(
            steps -> release.after(steps, plan.sampling(), plan.reproducible()),
            settings.plan().neighboringRelation(),
            settings.accountant(),
            settings.ledgerStore(),
            settings.folder().map(folder -> folder.ledger().steps()).orElse(0L),
            plan.sampling().datasetSize(),
            settings.plannedSteps());
    // The first step asks the same: a delta that is large is warned of before.
    settings.budget().ifPresent(ledger::stepsLeft);
  }

  /** Starts the configuration of a private optimizer around an ordinary one. */
  public static DpOptimizerBuilder wrap(Optimizer optimizer) {
    return new DpOptimizerBuilder(optimizer);
  }

  /**
   * Adds the private update of every variable that a loss is computed from to the graph.
   *
   * @param loss <b>Shape</b> {@code [batch]}, one entry per example, or more entries per example,
   *     or the mean or sum of such over the batch, perhaps with regularizers that see no data.
   *     Beside a mean, or added to each example's loss, a regularizer counts as it stands; beside a
   *     sum it is divided by the expected batch size, as the sum is
   * @return the update. It runs inside {@link #step} alone; run bare, it fails for want of noise
   * @throws io.dptrain.core.graph.PrivacyProofException if the graph cannot be shown to be private;
   *     the message names the operation, the reason and the fix
   * @throws IllegalStateException if this optimizer already has a loss
   */
  public <T extends TFloating> Op minimize(Operand<T> loss) {
    return minimize(loss, List.of());
  }

  /**
   * Adds the private update under a name, as {@code minimize(loss, name)} of tensorflow-framework
   * does.
   *
   * @param name of the operation that is returned
   * @throws io.dptrain.core.graph.PrivacyProofException as {@link #minimize(Operand)} does
   * @throws IllegalArgumentException if TensorFlow does not allow the name, or the graph has it
   */
  public <T extends TFloating> Op minimize(Operand<T> loss, String name) {
    return minimize(loss, List.of(), name);
  }

  /**
   * Adds the private update of some variables to the graph. The others stay as they are, and no
   * gradient is computed for them: a frozen trunk costs no backward pass.
   *
   * @param variables what to train; empty for every variable that the loss is computed from. What
   *     stays frozen must hold nothing private.
   * @throws io.dptrain.core.graph.PrivacyProofException as {@link #minimize(Operand)} does
   * @throws IllegalArgumentException if loss, variables and public inputs are not all in the graph
   *     of the optimizer
   */
  public <T extends TFloating> Op minimize(Operand<T> loss, List<? extends Operand<T>> variables) {
    return added(loss, variables, UPDATE);
  }

  /**
   * Adds the private update of some variables under a name.
   *
   * @param variables as of {@link #minimize(Operand, List)}
   * @param name as of {@link #minimize(Operand, String)}
   */
  public <T extends TFloating> Op minimize(
      Operand<T> loss, List<? extends Operand<T>> variables, String name) {
    PrivateStep.requireName(groups.graph(), name);
    return added(loss, variables, name);
  }

  private synchronized <T extends TFloating> Op added(
      Operand<T> loss, List<? extends Operand<T>> variables, String name) {
    Checks.state(
        runner == null,
        "a DpOptimizer minimizes one loss: add losses of one model, or build another model on a"
            + " graph of its own for another loss");
    if (!settings.revealErrors()) {
      NativeLog.warnIfShown();
    }
    PrivateStep<T> step = PrivateStep.of(groups, settings, release, loss, variables, name);
    settings
        .folder()
        .ifPresent(
            folder ->
                folder.describe(loss.asOutput(), step.sums().model().gradients().variables()));
    runner = new StepRunner(groups.graph(), step, settings, ledger);
    return step.update().apply();
  }

  /**
   * Runs one accounted step: charges the ledger, draws a batch, draws the noise, updates the
   * variables. A batch may be empty; then the update is noise alone. A batch larger than a physical
   * batch is computed in chunks, for each of which the feeder is asked.
   *
   * <p>A unit that TensorFlow fails on, with a label or an id out of range, contributes zero, and
   * the step looks like any other: neither an exception nor a model that stands still may tell of
   * it.
   *
   * <p>Before the first step in a session, the model is run on made-up rows, and what this machine
   * computes is held against what was proved: see {@link #probe}.
   *
   * <p>If the model has public inputs, the feeder is asked for an empty batch then; and a feeder
   * other than that of the step before is asked for the first unit and the first two, to see that
   * what is public does not depend on the batch. One that is made anew for each step is asked in
   * each: where that is dear, make it once. What changes inside of one feeder is not seen.
   *
   * <p>The step is charged first, so it stays charged if anything after that fails: the feeder, or
   * the update of the variables.
   *
   * @param session a session of the graph, with its variables initialized
   * @param feeder makes the tensors of the batch; they are closed here
   * @throws io.dptrain.core.check.ProbeFailedException if this machine computes something else than
   *     what was proved; then nothing is charged
   * @throws BudgetExhaustedException if a budget was set and the step would exceed it
   * @throws io.dptrain.accountant.ledger.BudgetExceededException if the budget of the data set has
   *     not the share left that the run takes, or all steps that were declared were charged
   * @throws io.dptrain.accountant.ledger.store.LedgerException if the charge cannot be kept
   * @throws IllegalArgumentException if a data placeholder is not fed with exactly the sampled
   *     rows, or if a public input depends on the batch; the latter is seen before a feeder's first
   *     step, which is not charged
   * @throws IllegalStateException if the session is not initialized or closed, or cannot run the
   *     model; nothing is charged if that is seen before the step
   * @throws WeightsNotFiniteException if trained variables hold NaN or infinity before the step,
   *     which is not charged
   * @throws StepFailedException if TensorFlow cannot update the variables
   */
  public synchronized StepReport step(Session session, BatchFeeder feeder) {
    double[] used = runner().clipNorms();
    StepExecution<?> execution = runner().run(session, feeder, settings.reportRawNorms(), false);
    Optional<float[]> norms =
        settings.reportRawNorms() ? Optional.of(execution.norms()) : Optional.empty();
    return new StepReport(
        ledger.steps(),
        settings.plan().statistics().lossOf(reported(execution)),
        settings.plan().statistics().clipFractionOf(reported(execution)),
        Arrays.stream(used).boxed().toList(),
        norms);
  }

  /**
   * Writes a checkpoint to the folder of {@link DpOptimizerBuilder#checkpoints}: all variables of
   * the graph, with the slots of the wrapped optimizer, and the clip norms that were learned. The
   * newest three stay. To go on is all that it is for: variables that are not private output are in
   * it, too.
   *
   * @throws IllegalStateException if there is no folder, if its run was not resumed, or if another
   *     process went on with it
   * @throws WeightsNotFiniteException if trained variables hold NaN or infinity, which nothing goes
   *     on from
   * @throws io.dptrain.accountant.ledger.store.LedgerException if the ledger of the run cannot be
   *     read
   * @throws java.io.UncheckedIOException if it cannot be written; the run may go on
   */
  public void save(Session session) {
    save(session, Map.of());
  }

  /**
   * Writes a checkpoint as {@link #save(Session)} does, with notes of the program in it, such as
   * how good the best model was.
   *
   * @param notes by name, each one line without tabs. They must tell nothing of the data that the
   *     ledger does not count
   */
  public synchronized void save(Session session, Map<String, String> notes) {
    runner().save(session, folder(), notes);
  }

  /** The notes of the checkpoint that {@link #resume} went on from; empty if there were none. */
  public synchronized Map<String, String> notes() {
    return folder().notes();
  }

  /** The folder of {@link DpOptimizerBuilder#checkpoints}, if the run is kept. */
  public Optional<Path> checkpoints() {
    return settings.folder().map(RunFolder::path);
  }

  /** The most steps that {@link DpOptimizerBuilder#authority} lets run; empty without. */
  public OptionalLong declaredSteps() {
    return settings.declaredSteps();
  }

  /**
   * Writes a checkpoint to another folder, for when that of {@link DpOptimizerBuilder#checkpoints}
   * is full, read-only or gone: of that nothing is read. Moved back into the run's folder, below
   * its name, it is one of its checkpoints. As for each, {@link #resume} looks whether the ledger
   * there is of the same run and knows its steps: without that ledger nothing goes on from it.
   *
   * @param place a folder that is empty or not there
   * @throws IllegalStateException if there is no folder of the run, or it was not resumed
   * @throws IllegalArgumentException if something is in {@code place}, or it is the run's own
   * @throws java.io.UncheckedIOException if it cannot be written; the model stays in memory
   */
  public void saveElsewhere(Session session, Path place) {
    saveElsewhere(session, Map.of(), place);
  }

  /**
   * Writes a checkpoint to another folder, as {@link #saveElsewhere(Session, Path)} does.
   *
   * @param notes as of {@link #save(Session, Map)}
   */
  public synchronized void saveElsewhere(Session session, Map<String, String> notes, Path place) {
    runner().saveElsewhere(session, folder(), notes, place);
  }

  /**
   * Goes on with the run in the folder of {@link DpOptimizerBuilder#checkpoints}, from its newest
   * checkpoint that is whole: restores all variables and the clip norms that were learned. Its
   * charges are known since the optimizer was built. Noise and batches are drawn afresh. Steps
   * behind the checkpoint are lost, and stay charged, as are up to {@value
   * io.dptrain.accountant.ledger.Reservation#DEFAULT_BLOCK} that were paid ahead ({@link
   * io.dptrain.accountant.ledger.Reservation#defaultBlock} of the planned steps), or the block that
   * was named with the budget that the run spends from.
   *
   * @param session initialized
   * @return after how many charged steps the checkpoint was made; empty if there is none, and
   *     variables stay as they are
   * @throws IllegalStateException if there is no folder, if there are checkpoints and none can be
   *     restored or one is of another run, or if another process went on with the run meanwhile
   * @throws io.dptrain.accountant.ledger.store.LedgerException if the ledger of the run cannot be
   *     read
   */
  public synchronized OptionalLong resume(Session session) {
    return runner().resume(session, folder());
  }

  private RunFolder folder() {
    return settings
        .folder()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "a run needs a folder to be saved and resumed: call checkpoints(folder) of the"
                        + " builder"));
  }

  /** The statistics that the clipping did not ask for. */
  private double[] reported(StepExecution<?> execution) {
    return execution.statistics().stream()
        .skip(runner().step().update().statistics().ofClipping())
        .mapToDouble(scalar -> scalar[0])
        .toArray();
  }

  /**
   * The clip norms of the next step for each group of variables; empty if they do not change from
   * step to step. Public.
   */
  public synchronized Map<String, Double> clipNorms() {
    Map<String, Double> norms = new LinkedHashMap<>();
    double[] current = runner().clipNorms();
    for (int i = 0; i < current.length; i++) {
      norms.put(sums().clipper().groupNames().get(i), current[i]);
    }
    return norms;
  }

  /**
   * The largest l2 distance between the clipped sums of two data sets that differ by one example,
   * which the noise is made for: in units of the gradient, or of the current clip norms where these
   * change from step to step. It is the l2 bound of the clipping and what rounding of the sums may
   * add to it (docs/noise.md). Where a sampler lets examples displace one another, sums may move by
   * twice that, and its event accounts for it.
   */
  public synchronized double l2Sensitivity() {
    return sums().clipper().l2Sensitivity(settings.plan().neighboringRelation())
        * (1 + sums().rounding().eta());
  }

  /**
   * Runs one accounted step as {@link #step} does, and records time and memory of every operation.
   * For measuring: it is slower, and the record is not private.
   */
  public synchronized StepTrace trace(Session session, BatchFeeder feeder) {
    return runner().run(session, feeder, false, true).stepTrace();
  }

  /**
   * Compares norms and clipped sum of a few examples with the ordinary gradient of each example
   * alone, which is computed in a copy of the model, and with what neighboring batches give.
   * Changes no variable, adds nothing to the graph and charges nothing; the report is <b>not
   * private</b>.
   *
   * @param session a session of the graph, with its variables initialized
   * @param feeds a few examples; closed here
   * @throws IllegalArgumentException if no example is fed, or none that fits the model
   */
  public synchronized VerificationReport verify(Session session, BatchFeeds feeds) {
    try (feeds) {
      return runner().verify(session, feeds);
    }
  }

  /** What the loss was taken for, and how the gradient of each variable is computed. */
  public synchronized ModelExplanation explain() {
    PrivateModel<?> model = sums().model();
    return new ModelExplanation(
        model.describe(settings.unitSize(), settings.plan().sampling().denominator()),
        model.gradients().explanations(),
        sums().bytesPerUnit(),
        runner().largestChunk(),
        model.fallback().map(Throwable::getMessage),
        TakenAsPublic.of(model),
        WrittenFromData.in(groups.graph()).stream().map(WrittenFromData::toString).toList());
  }

  /**
   * What was found out about the kernels of this machine before the first step: made from made-up
   * rows, so it may be published. Empty before the first step.
   */
  public synchronized Optional<ProbeReport> probe() {
    return settings.probes()
        ? Optional.ofNullable(runner).flatMap(StepRunner::probeReport)
        : Optional.of(ProbeReport.trusted());
  }

  /** The variables that are trained: private output, whose every value the ledger counts. */
  public synchronized List<Output<?>> variables() {
    return List.copyOf(sums().model().gradients().variables());
  }

  /** The record of the steps that ran: epsilon so far, epsilon to come, steps left. */
  public PrivacyLedger ledger() {
    return ledger;
  }

  /** Sampler, clipping, noise multiplier and privacy event. */
  public DpPlan plan() {
    return settings.plan();
  }

  /** Where the noise comes from, for reports. */
  public String noiseDescription() {
    return settings.noise().description();
  }

  /** The part of the update that can be checked. */
  ClippedSums clippedSums() {
    return runner().clippedSums();
  }

  /**
   * Runs in sessions of a copy of the graph instead, where other kernels stand under the same
   * names: for tests of what probe and replay find, which feed by name. No step can run there.
   */
  synchronized void runCopy(Graph rewritten) {
    runner().runCopy(rewritten);
  }

  private ClippedSumGraph<?> sums() {
    return runner().step().sums();
  }

  private StepRunner runner() {
    Checks.state(runner != null, "call minimize(loss) first");
    return runner;
  }
}
