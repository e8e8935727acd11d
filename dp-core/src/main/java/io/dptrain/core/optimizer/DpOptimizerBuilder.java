package io.dptrain.core.optimizer;

import io.dptrain.accountant.PrivacyAccountant;
import io.dptrain.accountant.calibration.NoiseCalibration;
import io.dptrain.accountant.event.GaussianEvent;
import io.dptrain.accountant.event.NeighboringRelation;
import io.dptrain.accountant.event.PrivacyBudget;
import io.dptrain.accountant.event.PrivacyEvent;
import io.dptrain.accountant.ledger.BudgetAuthority;
import io.dptrain.accountant.ledger.Reservation;
import io.dptrain.accountant.ledger.SpendingPlan;
import io.dptrain.accountant.pld.PldAccountant;
import io.dptrain.core.clip.Clipping;
import io.dptrain.core.internal.Checks;
import io.dptrain.core.internal.UnitSize;
import io.dptrain.core.internal.seam.Release;
import io.dptrain.core.internal.state.AuthorityStore;
import io.dptrain.core.internal.state.PlannedSpending;
import io.dptrain.core.internal.state.RunDescription;
import io.dptrain.core.internal.state.RunFolder;
import io.dptrain.core.internal.update.ParameterGroup;
import io.dptrain.core.internal.update.ParameterGroups;
import io.dptrain.core.ledger.LedgerStore;
import io.dptrain.core.ledger.PrivacyLedger;
import io.dptrain.core.noise.HostNoise;
import io.dptrain.core.noise.NoiseMechanism;
import io.dptrain.core.noise.NoiseSchedule;
import io.dptrain.core.plan.DpPlan;
import io.dptrain.core.plan.PrivateStatistics;
import io.dptrain.core.random.RandomBits;
import io.dptrain.core.random.SecureBits;
import io.dptrain.core.random.SecureNoise;
import io.dptrain.core.sampling.Sampler;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.DoubleFunction;
import java.util.function.Function;
import java.util.function.LongToDoubleFunction;
import java.util.stream.LongStream;
import org.tensorflow.Operand;
import org.tensorflow.framework.optimizers.Optimizer;

/**
 * Configures a {@link DpOptimizer}. Required: {@link #sampling}, {@link #clipping}, and one of
 * {@link #noiseMultiplier} and {@link #budget}. Not thread safe.
 */
public final class DpOptimizerBuilder {
  private final Optimizer optimizer;
  private final List<ParameterGroup> groups = new ArrayList<>();
  private final List<Operand<?>> publicInputs = new ArrayList<>();
  private Optional<LongToDoubleFunction> learningRate = Optional.empty();
  private Sampler sampling;
  private Clipping clipping;
  private Optional<NoiseSchedule> noiseMultiplier = Optional.empty();
  private Optional<PrivacyBudget> budget = Optional.empty();
  private long budgetSteps;
  private NoiseSchedule budgetFactors = NoiseSchedule.constant(1);
  private Function<NeighboringRelation, ? extends PrivacyAccountant> accountant =
      PldAccountant::new;
  private LedgerStore ledgerStore;
  private Optional<Spending> spending = Optional.empty();
  private Optional<Path> checkpoints = Optional.empty();
  private long plannedSteps = Long.MAX_VALUE;
  private NoiseMechanism noise;
  private RandomBits samplingBits;
  private UnitSize unitSize = UnitSize.of(1);
  private PhysicalBatches physicalBatches = PhysicalBatches.automatic();
  private Optional<PrivateStatistics> statistics = Optional.empty();
  private OptionalDouble watched = OptionalDouble.empty();
  private boolean reportRawNorms;
  private boolean revealErrors;
  private boolean probes = true;

  /** From which budget a run spends. */
  private record Spending(BudgetAuthority authority, String purpose, long steps, int block) {}

  DpOptimizerBuilder(Optimizer optimizer) {
    this.optimizer = Objects.requireNonNull(optimizer, "optimizer");
  }

  /**
   * Changes the learning rate from step to step, of every wrapped optimizer that is given no
   * schedule of its own; by default rates stay as they are. Public, and it costs no privacy.
   */
  public DpOptimizerBuilder learningRate(LearningRateSchedule schedule) {
    this.learningRate = Optional.of(Objects.requireNonNull(schedule, "schedule")::factor);
    return this;
  }

  /**
   * Trains some variables with another optimizer, such as one with another learning rate, and the
   * rest with the first: a parameter group, in the same step. All gradients are clipped together,
   * get one noise and are charged once.
   *
   * @param optimizer in the graph of the first, and used for no other group
   * @param variables at least one, in no other group, each trained by {@code minimize}
   */
  public DpOptimizerBuilder parameterGroup(
      Optimizer optimizer, List<? extends Operand<?>> variables) {
    groups.add(new ParameterGroup(optimizer, variables, Optional.empty()));
    return this;
  }

  /** Does the same as {@link #parameterGroup(Optimizer, List)}, with a schedule of its own. */
  public DpOptimizerBuilder parameterGroup(
      Optimizer optimizer, List<? extends Operand<?>> variables, LearningRateSchedule schedule) {
    groups.add(new ParameterGroup(optimizer, variables, Optional.of(schedule::factor)));
    return this;
  }

  /** How batches are drawn. */
  public DpOptimizerBuilder sampling(Sampler sampling) {
    this.sampling = Objects.requireNonNull(sampling, "sampling");
    return this;
  }

  /** How each example's gradient is bounded. */
  public DpOptimizerBuilder clipping(Clipping clipping) {
    this.clipping = Objects.requireNonNull(clipping, "clipping");
    return this;
  }

  /**
   * Standard deviation of the noise on the clipped sum, divided by the l2 bound of one example's
   * share. No unit; zero or more, and zero gives no privacy (epsilon is infinite).
   */
  public DpOptimizerBuilder noiseMultiplier(double noiseMultiplier) {
    return noiseMultiplier(NoiseSchedule.constant(noiseMultiplier));
  }

  /**
   * The same with a noise multiplier that changes from step to step, as was fixed beforehand: by
   * the number of the step in the ledger, so a run that is resumed goes on where its charges end.
   */
  public DpOptimizerBuilder noiseMultiplier(NoiseSchedule schedule) {
    this.noiseMultiplier = Optional.of(Objects.requireNonNull(schedule, "schedule"));
    return this;
  }

  /**
   * Chooses the least noise with which {@code steps} steps stay within a budget, and refuses every
   * step that would exceed it.
   */
  public DpOptimizerBuilder budget(PrivacyBudget budget, long steps) {
    return budget(budget, steps, NoiseSchedule.constant(1));
  }

  /**
   * The same with noise that changes from step to step: the noise multipliers are the factors of a
   * schedule times one number, the least that keeps to the budget.
   *
   * @param factors of which only the ratios count; all positive
   */
  public DpOptimizerBuilder budget(PrivacyBudget budget, long steps, NoiseSchedule factors) {
    Checks.positiveFinite("the least factor of the noise", factors.least());
    this.budget = Optional.of(Objects.requireNonNull(budget, "budget"));
    this.budgetSteps = Checks.atLeastOne("steps", steps);
    this.budgetFactors = factors.times(1 / factors.largest());
    return this;
  }

  /**
   * The accountant that decides: by which {@link PrivacyLedger#epsilon} answers, a budget is spent
   * and noise is calibrated. By default that of the privacy loss distribution, {@code
   * PldAccountant::new}; {@code RdpAccountant::new} needs more noise for the same epsilon. The
   * ledger answers by both.
   */
  public DpOptimizerBuilder accountant(
      Function<NeighboringRelation, ? extends PrivacyAccountant> accountant) {
    this.accountant = Objects.requireNonNull(accountant, "accountant");
    return this;
  }

  /**
   * Where the number of charged steps is kept; by default in memory. A store serves one optimizer
   * and must be empty.
   */
  public DpOptimizerBuilder ledgerStore(LedgerStore store) {
    this.ledgerStore = Objects.requireNonNull(store, "store");
    return this;
  }

  /**
   * Charges every step to the budget of a data set, in blocks of {@link Reservation#defaultBlock}
   * steps, as {@link #authority(BudgetAuthority, String, long, int)} does.
   */
  public DpOptimizerBuilder authority(BudgetAuthority authority, String purpose, long steps) {
    return authority(authority, purpose, steps, Reservation.defaultBlock(steps));
  }

  /**
   * Charges every step to the budget of a data set, which other runs and other processes spend from
   * as well. The share of it that all steps take together is reserved with the first step; no step
   * runs before its charge is kept. A run with {@link #checkpoints} that goes on in another process
   * goes on with that share; its ledger counts what either of both says to be charged.
   *
   * @param authority stays open as long as steps run; closing it settles what was charged ahead
   * @param purpose what is trained, in one line of at most 200 characters, for who reads the ledger
   * @param steps how many will run at most, one or more
   * @param block how many steps are charged at once: a store is waited for once in so many steps,
   *     and a process that dies has paid for what was left of its block
   */
  public DpOptimizerBuilder authority(
      BudgetAuthority authority, String purpose, long steps, int block) {
    Objects.requireNonNull(authority, "authority");
    this.spending =
        Optional.of(
            new Spending(
                authority,
                purpose,
                Checks.atLeastOne("steps", steps),
                (int) Checks.atLeastOne("block", block)));
    return this;
  }

  /**
   * Keeps the run in a folder, from which it can go on when its process has ended: every step is
   * charged there before it runs, in blocks of {@value Reservation#DEFAULT_BLOCK} or those of
   * {@link #authority(BudgetAuthority, String, long, int) authority}, and {@link DpOptimizer#save}
   * writes checkpoints to it. Another plan or model in the same folder is refused, and so is
   * another budget: a run that goes on spends from the share that it was granted.
   *
   * @param folder of a local disk, for this run alone; need not be there
   */
  public DpOptimizerBuilder checkpoints(Path folder) {
    this.checkpoints = Optional.of(Objects.requireNonNull(folder, "folder"));
    return this;
  }

  /**
   * Keeps the run in a folder as {@link #checkpoints(Path)} does, in {@link
   * Reservation#defaultBlock}.
   *
   * @param steps so many are planned: none behind them is paid ahead. More are paid one by one
   */
  public DpOptimizerBuilder checkpoints(Path folder, long steps) {
    this.plannedSteps = Checks.atLeastOne("steps", steps);
    return checkpoints(folder);
  }

  /** The noise; by default {@link HostNoise} from {@link SecureNoise}. */
  public DpOptimizerBuilder noise(NoiseMechanism noise) {
    this.noise = Objects.requireNonNull(noise, "noise");
    return this;
  }

  /** The randomness that batches are drawn with; by default {@link SecureBits}. */
  public DpOptimizerBuilder samplingBits(RandomBits samplingBits) {
    this.samplingBits = Objects.requireNonNull(samplingBits, "samplingBits");
    return this;
  }

  /**
   * Declares placeholders that hold nothing private, such as a dropout rate: of any shape, fed in
   * every step with the same value whatever the data.
   */
  public DpOptimizerBuilder publicInputs(Operand<?>... placeholders) {
    publicInputs.addAll(List.of(placeholders));
    return this;
  }

  /**
   * How many consecutive rows of each data input are one privacy unit: augmented copies of one
   * example, or the records of one user. The gradient of a unit is the mean over its rows, and is
   * clipped as one. The sampler draws units, the feeder feeds so many rows for each; by default
   * one.
   */
  public DpOptimizerBuilder rowsPerUnit(int rowsPerUnit) {
    this.unitSize = UnitSize.of(rowsPerUnit);
    return this;
  }

  /**
   * The same for units of one row up to {@code most}, such as users with different numbers of
   * records. Each has so many places in the data inputs; the feeder says with {@link
   * BatchFeeds#present} how many rows of each there are, in front, and nothing behind them is
   * looked at. The gradient of a unit is the mean over the rows that it has.
   */
  public DpOptimizerBuilder rowsPerUnitAtMost(int most) {
    this.unitSize = UnitSize.atMost(most);
    return this;
  }

  /** How many examples are computed at once; a knob that cannot change privacy. */
  public DpOptimizerBuilder physicalBatches(PhysicalBatches physicalBatches) {
    this.physicalBatches = Objects.requireNonNull(physicalBatches, "physicalBatches");
    return this;
  }

  /**
   * Releases more than the update in each step, with noise and charged in the same event: see
   * {@link StepReport}.
   */
  public DpOptimizerBuilder statistics(PrivateStatistics statistics) {
    this.statistics = Optional.of(Objects.requireNonNull(statistics, "statistics"));
    return this;
  }

  /**
   * Releases the mean loss and the share of clipped examples in each step, as {@link #statistics}
   * does, with noise that is chosen: the noise multiplier of a step is lowered by a thousandth at
   * most, and with a budget the noise on the gradient is raised by as much instead.
   *
   * <p><b>Accuracy</b>: beside sampling, the loss has the standard deviation {@code 31.6 z
   * largestLoss / (2 B)} and the share {@code 31.6 z / (2 B)}, for a step of noise multiplier
   * {@code z} (the largest, where it changes) and expected batch size {@code B}. A mean over {@code
   * k} steps, which costs nothing more, has {@code sqrt(k)} times less. With {@code z = 1} that is
   * 6 % of the range at {@code B = 256}, and all of it at {@code B = 16}: of single steps so small
   * batches tell nothing.
   *
   * @param largestLoss each loss is clipped into {@code [0, largestLoss]}; public, about that of a
   *     model that guesses, such as the logarithm of the number of classes; from 2^-40 to 2^60
   */
  public DpOptimizerBuilder watch(double largestLoss) {
    PrivateStatistics.watching(largestLoss, 1); // refuses what is none, now
    this.watched = OptionalDouble.of(largestLoss);
    return this;
  }

  /**
   * Returns the raw gradient norms with each {@link StepReport}: for data that may be seen, as they
   * are not private.
   */
  public DpOptimizerBuilder reportRawNormsNotPrivate() {
    this.reportRawNorms = true;
    return this;
  }

  /**
   * Ends a step with a {@link StepFailedException} if TensorFlow fails on the batch, with its own
   * error as the cause, to find labels and ids that are out of range. Not private, as already that
   * there is one tells of the batch; otherwise a unit that fails contributes zero unseen.
   */
  public DpOptimizerBuilder revealErrorsNotPrivate() {
    this.revealErrors = true;
    return this;
  }

  /**
   * Trains without probing first whether kernels of this machine let examples mix, give norms that
   * are too small, or round products.
   */
  public DpOptimizerBuilder trustKernelsWithoutProbe() {
    this.probes = false;
    return this;
  }

  /**
   * The optimizer.
   *
   * @throws IllegalStateException if something required is missing or said twice, or the folder of
   *     checkpoints holds another run, or one that spends from another budget
   * @throws io.dptrain.accountant.ledger.BudgetExceededException if the budget of the data set has
   *     not the share left that the steps take
   * @throws IllegalArgumentException if no noise reaches the budget, the accountant does not cover
   *     the sampler, noise changes and the sampler's steps are not independent, or parameter groups
   *     share a variable or an optimizer, or lie in another graph
   */
  public DpOptimizer build() {
    Checks.state(sampling != null, "sampling is missing: call sampling(PoissonSampling.of(...))");
    Checks.state(clipping != null, "clipping is missing: call clipping(Clipping.flat(...))");
    Checks.state(
        noiseMultiplier.isPresent() != budget.isPresent(),
        "exactly one of noiseMultiplier(...) and budget(...) must be called");
    Checks.state(
        statistics.isEmpty() || watched.isEmpty(),
        "statistics(...) and watch(...) both say what is released beside the update: leave one"
            + " out");
    NoiseMechanism mechanism = noise != null ? noise : HostNoise.of(SecureNoise.create());
    RandomBits bits = samplingBits != null ? samplingBits : SecureBits.create();
    boolean reproducible = mechanism.reproducible() || bits.reproducible();
    Checks.state(
        (budget.isEmpty() && spending.isEmpty()) || !reproducible,
        "a budget needs noise and batches that cannot be drawn again: leave out SeededNoise and"
            + " SeededBits, or call noiseMultiplier(...)");
    DpPlan plan = plan(reproducible);
    Optional<PlannedSpending> planned = spending.map(from -> planned(from, plan, mechanism));
    Optional<RunFolder> folder = checkpoints.map(path -> runFolder(path, plan, mechanism, planned));
    return new DpOptimizer(
        parameterGroups(),
        new DpOptimizer.Settings(
            plan,
            mechanism,
            bits,
            budget,
            accountant,
            folder.map(RunFolder::ledger).orElseGet(() -> ledgerStore(planned)),
            folder,
            Math.max(1, budgetSteps),
            spending.stream().mapToLong(Spending::steps).findFirst(),
            List.copyOf(publicInputs),
            unitSize,
            physicalBatches,
            reportRawNorms,
            revealErrors,
            probes));
  }

  private RunFolder runFolder(
      Path folder, DpPlan plan, NoiseMechanism mechanism, Optional<PlannedSpending> planned) {
    Checks.state(
        ledgerStore == null,
        "checkpoints(...) keeps the charges of a run beside its weights: leave out"
            + " ledgerStore(...)");
    return RunFolder.open(
        folder,
        RunDescription.of(plan, unitSize, mechanism.description()),
        planned,
        LongStream.of(
                plannedSteps,
                budget.isPresent() ? budgetSteps : Long.MAX_VALUE,
                spending.map(Spending::steps).orElse(Long.MAX_VALUE))
            .min()
            .orElseThrow());
  }

  private LedgerStore ledgerStore(Optional<PlannedSpending> planned) {
    Checks.state(
        ledgerStore == null || spending.isEmpty(),
        "authority(...) keeps the charges of a run: leave out ledgerStore(...)");
    return planned
        .<LedgerStore>map(AuthorityStore::new)
        .orElse(ledgerStore != null ? ledgerStore : LedgerStore.inMemory());
  }

  private PlannedSpending planned(Spending from, DpPlan plan, NoiseMechanism mechanism) {
    PlannedSpending.requireCovers(from.authority().data(), sampling);
    SpendingPlan declared =
        plan.spending(from.purpose(), from.steps())
            .with("rows per unit", unitSize.toString())
            .with("noise", mechanism.description());
    return new PlannedSpending(from.authority(), declared, from.block());
  }

  private ParameterGroups parameterGroups() {
    return new ParameterGroups(
        new ParameterGroup(optimizer, List.of(), learningRate),
        groups.stream().map(group -> group.orElse(learningRate)).toList());
  }

  private DpPlan plan(boolean reproducible) {
    return noiseMultiplier
        .map(said -> plan(said, besides(said), reproducible))
        .orElseGet(
            () -> budgetFactors.isConstant() ? constantWithinBudget() : scheduleWithinBudget());
  }

  private DpPlan plan(NoiseSchedule noise, PrivateStatistics released, boolean reproducible) {
    return new DpPlan(sampling, clipping, noise, released, reproducible);
  }

  /** The statistics beside a clipped sum of some noise, and what its clipping releases. */
  private PrivateStatistics besides(NoiseSchedule noise) {
    return watched.isEmpty()
        ? statistics.orElse(PrivateStatistics.none())
        : watching(Release.of(noise.largest(), clipping, List.of()).together());
  }

  private PrivateStatistics watching(double noiseMultiplier) {
    return PrivateStatistics.watching(watched.getAsDouble(), noiseMultiplier);
  }

  private DpPlan constantWithinBudget() {
    double together = leastNoise(noise -> sampling.after(budgetSteps, new GaussianEvent(noise)));
    PrivateStatistics released =
        watched.isEmpty()
            ? statistics.orElse(PrivateStatistics.none())
            : watching(PrivateStatistics.beforeWatching(together));
    Release release = Release.ofTogether(together, clipping, released.noiseMultipliers());
    return plan(NoiseSchedule.constant(release.noiseMultiplier()), released, false);
  }

  /** There is no noise of all together here: statistics do not follow the schedule. */
  private DpPlan scheduleWithinBudget() {
    DoubleFunction<DpPlan> planOf =
        largest -> {
          NoiseSchedule noise = budgetFactors.times(largest);
          return plan(noise, besides(noise), false);
        };
    return planOf.apply(leastNoise(largest -> planOf.apply(largest).after(budgetSteps)));
  }

  private double leastNoise(DoubleFunction<PrivacyEvent> run) {
    return NoiseCalibration.noiseMultiplier(
        budget.orElseThrow(), sampling.neighboringRelation(), run, accountant);
  }
}
