package io.dptrain.core.optimizer;

import io.dptrain.core.check.ProbeReport;
import io.dptrain.core.internal.check.ClippedSums;
import io.dptrain.core.internal.graph.OneGraph;
import io.dptrain.core.internal.graph.axis.Size;
import io.dptrain.core.internal.seam.StepRuns;
import io.dptrain.core.internal.state.DrawnBatches;
import io.dptrain.core.internal.state.RunFolder;
import io.dptrain.core.internal.state.RunState;
import io.dptrain.core.internal.sums.ClippedSumGraph;
import io.dptrain.core.internal.sums.ClippedSumRuns;
import io.dptrain.core.internal.sums.FedChunk;
import io.dptrain.core.internal.sums.PublicValues;
import io.dptrain.core.internal.sums.RowMask;
import io.dptrain.core.ledger.PrivacyLedger;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TFloating;

/**
 * Runs the steps of one loss, one after another: looks at all that can be looked at before a step
 * is charged, charges it, runs it, and learns from what it releases.
 *
 * <p>Not thread safe. It owns no native memory, and keeps neither sessions nor feeders from being
 * collected.
 */
final class StepRunner {
  private final Graph graph;
  private final PrivateStep<?> step;
  private final DpOptimizer.Settings settings;
  private final PrivacyLedger ledger;
  private final RunState state;
  private final ReadySessions sessions = new ReadySessions();
  private final FirstStepProbe probe = new FirstStepProbe();
  private final DrawnBatches batches;
  private WeakReference<BatchFeeder> lookedAt = new WeakReference<>(null);
  private Optional<Graph> copy = Optional.empty();

  StepRunner(
      Graph graph, PrivateStep<?> step, DpOptimizer.Settings settings, PrivacyLedger ledger) {
    this.graph = graph;
    this.step = step;
    this.settings = settings;
    this.ledger = ledger;
    this.state = new RunState(ledger, step.sums().clipper().clipNorms());
    this.batches = new DrawnBatches(settings.plan().sampling(), settings.samplingBits());
  }

  PrivateStep<?> step() {
    return step;
  }

  /** Those of the next step; empty if they do not change from step to step. */
  double[] clipNorms() {
    return state.clipNorms();
  }

  /** What was seen of the kernels before the first step; empty before. */
  Optional<ProbeReport> probeReport() {
    return probe.report();
  }

  /** Runs one step, in the order in which each check needs what was checked before it. */
  StepExecution<?> run(Session session, BatchFeeder feeder, boolean fetchNorms, boolean trace) {
    Objects.requireNonNull(feeder, "feeder");
    requireSession(session);
    settings.folder().ifPresent(RunFolder::requireResumed);
    loseEpoch();
    double[] norms = clipNorms();
    // Before the charge, so that what a schedule may not give costs nothing.
    List<double[]> rates = step.update().learningRates(ledger.steps());
    StepExecution<?> execution =
        new StepExecution<>(step, settings, session, norms, rates, fetchNorms, trace);
    step.update().proof().checkIfChanged();
    if (copy.isEmpty()) {
      sessions.require(session, step, settings, norms, ledger.steps());
    }
    requireBudget();
    requirePublicValues(feeder);
    requireProbed(session, feeder);
    long before = ledger.charge();
    int[] units = units(before, feeder);
    try {
      execution.run(before, feeder, units);
    } finally {
      if (!execution.weightsFinite()) {
        sessions.doubt(session);
      }
    }
    int ofClipping = step.update().statistics().ofClipping();
    state.learn(execution.statistics().subList(0, ofClipping));
    return execution;
  }

  /** The batch of a charged step; that of the next one is drawn, and announced. */
  private int[] units(long charged, BatchFeeder feeder) {
    if (drawsEpochs()) {
      drawAhead(charged, feeder);
    }
    int[] units = batches.of(charged);
    drawAhead(charged + 1, feeder).ifPresent(next -> announce(() -> feeder.announce(next)));
    return units;
  }

  private Optional<int[]> drawAhead(long step, BatchFeeder feeder) {
    boolean isNew = !batches.isDrawn(step);
    Optional<int[]> units = batches.drawAhead(step);
    if (drawsEpochs() && isNew && units.isPresent()) {
      announce(() -> feeder.announceEpoch(batches.ahead()));
    }
    return units;
  }

  private boolean drawsEpochs() {
    return settings.plan().sampling().stepsDrawnTogether() > 1;
  }

  /** The feeder hears of rows early, and cannot fail this step, which has others. */
  private void announce(Runnable announcement) {
    try {
      announcement.run();
    } catch (
        RuntimeException e) { // seen here, it would tell of a batch that nothing was charged for
      return;
    }
  }

  /**
   * Charges the rest of an epoch whose batches nobody knows any more, since its process ended or
   * the run went back: a step that would draw it anew would be charged for the old one.
   */
  private void loseEpoch() {
    long declared = settings.declaredSteps().orElse(Long.MAX_VALUE);
    while (batches.isLost(ledger.steps()) && ledger.steps() < declared) {
      ledger.charge();
    }
  }

  private void requireBudget() {
    settings
        .budget()
        .ifPresent(
            budget -> {
              if (ledger.stepsLeft(budget) == 0) {
                throw new BudgetExhaustedException(budget, ledger.steps());
              }
            });
  }

  /**
   * Each object is looked at, and not each class: the same line of code makes feeders of another
   * kind from other values.
   */
  private void requirePublicValues(BatchFeeder feeder) {
    boolean hasTwoUnits = settings.plan().sampling().datasetSize() > 1;
    if (hasTwoUnits && !settings.publicInputs().isEmpty() && lookedAt.get() != feeder) {
      PublicValues.require(rows -> feeder.feeds(rows).inputs(), settings.publicInputs());
      lookedAt = new WeakReference<>(feeder);
    }
  }

  private void requireProbed(Session session, BatchFeeder feeder) {
    if (settings.probes() && probe.isDueIn(session)) {
      double batch = settings.plan().sampling().denominator();
      int units = (int) Math.min(largestChunk(), Math.ceil(batch));
      probe.require(session, step.sums().model(), clippedSums(), feeder, units);
    }
  }

  /** The most units of a chunk, whatever the batch. */
  int largestChunk() {
    int fitting = settings.physicalBatches().sizes().largest(step.sums().bytesPerUnit());
    return Math.min(fitting, Size.LARGEST_CHUNK);
  }

  /** The part of the update that can be checked. */
  ClippedSums clippedSums() {
    return step.sums()
        .clippedSums(
            graph,
            settings.publicInputs(),
            settings.rowsPerUnit(),
            settings.plan().sampling().denominator(),
            clipNorms());
  }

  /** Writes a checkpoint of what the last step left, which must be finite. */
  void save(Session session, RunFolder folder, Map<String, String> notes) {
    requireSession(session);
    sessions.requireFinite(session, step, ledger.steps());
    folder.save(session, state, notes);
  }

  /** Writes a checkpoint of what the last step left, to another folder. */
  void saveElsewhere(Session session, RunFolder folder, Map<String, String> notes, Path place) {
    requireSession(session);
    sessions.requireFinite(session, step, ledger.steps());
    folder.saveElsewhere(session, state, notes, place);
  }

  /** Goes on from a checkpoint. */
  OptionalLong resume(Session session, RunFolder folder) {
    requireSession(session);
    batches.forget();
    OptionalLong from = folder.resume(session, state);
    sessions.doubt(session);
    loseEpoch();
    return from;
  }

  /** Compares on a few examples; the feeds stay open. */
  VerificationReport verify(Session session, BatchFeeds feeds) {
    requireSession(session);
    return verification(step.sums())
        .run(session, feeds.inputs(), units -> failing(step.sums(), session, feeds, units));
  }

  private <T extends TFloating> Verification<T> verification(ClippedSumGraph<T> sums) {
    return new Verification<>(
        graph,
        sums,
        settings.publicInputs(),
        settings.rowsPerUnit(),
        settings.plan().sampling().denominator(),
        clipNorms());
  }

  /** The units that a step would count as zero, found by the runs of a step itself. */
  private <T extends TFloating> List<Integer> failing(
      ClippedSumGraph<T> sums, Session session, BatchFeeds feeds, int units) {
    if (copy.isPresent()) {
      return List.of();
    }
    StepRuns runs = new StepRuns(session, clipNorms(), false);
    try (TFloat32 mask = RowMask.of(units, units, feeds.inputs().leftOut())) {
      return new ClippedSumRuns<>(sums, settings.rowsPerUnit(), runs, false, settings.reveal())
          .failing(new FedChunk(feeds.inputs(), mask, units));
    }
  }

  private void requireSession(Session session) {
    OneGraph.require(copy.orElse(graph), session);
  }

  /** As {@link DpOptimizer#runCopy}. */
  void runCopy(Graph rewritten) {
    copy = Optional.of(rewritten);
  }
}
