package io.dptrain.core.optimizer;

import io.dptrain.accountant.event.PrivacyBudget;
import io.dptrain.core.Checks;
import io.dptrain.core.mechanism.NoiseMechanism;
import io.dptrain.core.mechanism.NoiseMechanism.StepNoise;
import io.dptrain.core.noise.RandomBits;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.framework.optimizers.Optimizer;
import org.tensorflow.op.Op;
import org.tensorflow.proto.RunOptions;
import org.tensorflow.proto.RunOptions.TraceLevel;
import org.tensorflow.types.TFloat32;
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
 * optimizer.minimize(loss);                                   // loss: [batch]
 * optimizer.step(session, rows -> data.batch(rows));          // as often as needed
 * double epsilon = optimizer.ledger().epsilon(1e-5);
 * }</pre>
 *
 * <p><b>Formula</b> of the gradient that the wrapped optimizer sees: {@code (sum_i c_i g_i + N(0,
 * (noiseMultiplier * l2Sensitivity)^2)) / expectedBatchSize}. <b>Source</b>: Abadi et al., Deep
 * Learning with Differential Privacy, 2016, algorithm 1.
 *
 * <p><b>Guarantee</b>: the sequence of all values of the variables is (epsilon, delta)
 * differentially private with the epsilon of {@link #ledger()}, for data sets that differ by adding
 * or removing one example.
 *
 * <p>Thread safe: steps of several threads run one after another. It owns no native memory between
 * steps.
 */
public final class DpOptimizer {
  private final Optimizer optimizer;
  private final Settings settings;
  private final PrivacyLedger ledger;
  private PrivateUpdate update;

  /** What the builder decided. */
  record Settings(
      DpPlan plan,
      NoiseMechanism noise,
      RandomBits samplingBits,
      Optional<PrivacyBudget> budget,
      List<Operand<?>> publicInputs,
      boolean reportRawNorms,
      boolean revealErrors) {}

  /** Runs what was fed. */
  private interface Execution<R> {
    R run(Session.Runner runner, int rows, long noiseNanos);
  }

  DpOptimizer(Optimizer optimizer, Settings settings) {
    this.optimizer = optimizer;
    this.settings = settings;
    this.ledger =
        new PrivacyLedger(settings.plan().stepEvent(), settings.plan().neighboringRelation());
  }

  /** Starts the configuration of a private optimizer around an ordinary one. */
  public static DpOptimizerBuilder wrap(Optimizer optimizer) {
    return new DpOptimizerBuilder(optimizer);
  }

  /**
   * Adds the private update of every variable that a loss is computed from to the graph.
   *
   * @param loss <b>Shape</b> {@code [batch]}, one entry per example
   * @return the update. It runs inside {@link #step} alone; run bare, it fails for want of noise
   * @throws io.dptrain.core.graph.PrivacyProofException if the graph cannot be shown to be private;
   *     the message names the operation, the reason and the fix
   * @throws IllegalStateException if this optimizer already has a loss
   */
  public synchronized <T extends TFloating> Op minimize(Operand<T> loss) {
    Checks.state(
        update == null, "a DpOptimizer minimizes one loss: build another for another loss");
    update =
        PrivateUpdate.build(
            optimizer, settings.plan(), settings.noise(), loss.asOutput(), settings.publicInputs());
    return update.apply();
  }

  /**
   * Runs one accounted step: charges the ledger, draws a batch, draws the noise, updates the
   * variables. A batch may be empty; then the update is noise alone.
   *
   * <p>The step is charged first, so it stays charged if anything after that fails.
   *
   * @param session a session of the graph, with its variables initialized
   * @param feeder makes the tensors of the batch; they are closed here
   * @throws BudgetExhaustedException if a budget was set and the step would exceed it
   * @throws IllegalArgumentException if a data placeholder is not fed with exactly the sampled rows
   * @throws StepFailedException if TensorFlow cannot run the step, as with a label out of range
   */
  public synchronized StepReport step(Session session, BatchFeeder feeder) {
    return accounted(session, feeder, (runner, rows, noiseNanos) -> report(runner, rows));
  }

  /**
   * Runs one accounted step as {@link #step} does, and records time and memory of every operation.
   * For measuring: it is slower, and the record is not private.
   */
  public synchronized StepTrace trace(Session session, BatchFeeder feeder) {
    return accounted(session, feeder, (runner, rows, noiseNanos) -> traced(runner, noiseNanos));
  }

  private <R> R accounted(Session session, BatchFeeder feeder, Execution<R> execution) {
    Checks.state(update != null, "call minimize(loss) before step(...)");
    update.proof().checkIfChanged();
    requireBudget();
    ledger.charge();
    int[] rows = settings.plan().sampling().draw(settings.samplingBits());
    try (BatchFeeds feeds =
        Objects.requireNonNull(feeder.feeds(rows), "the feeder must return the batch")) {
      FeedCheck.require(feeds, update.dataInputs(), update.publicInputs(), rows.length);
      if (rows.length == 0) {
        update.dataInputs().forEach(feeds::padEmpty);
      }
      return run(session, feeds, rows.length, execution);
    }
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

  private <R> R run(Session session, BatchFeeds feeds, int rows, Execution<R> execution) {
    long start = System.nanoTime();
    try (StepNoise noise = settings.noise().draw();
        TFloat32 mask = RowMask.of(rows)) {
      final long noiseNanos = System.nanoTime() - start;
      Session.Runner runner = session.runner().addTarget(update.apply());
      runner.feed(update.mask().weights(), mask);
      feeds.feedTo(runner);
      noise.feed(runner);
      try {
        return execution.run(runner, rows, noiseNanos);
      } catch (RuntimeException e) {
        throw new StepFailedException(settings.revealErrors() ? e : null);
      }
    }
  }

  private StepReport report(Session.Runner runner, int rows) {
    if (settings.reportRawNorms()) {
      runner.fetch(update.norms());
    }
    try (Result result = runner.run()) {
      return new StepReport(ledger.steps(), rawNorms(result, rows));
    }
  }

  private static StepTrace traced(Session.Runner runner, long noiseNanos) {
    RunOptions full = RunOptions.newBuilder().setTraceLevel(TraceLevel.FULL_TRACE).build();
    try (Result result = runner.setOptions(full).runAndFetchMetadata()) {
      return new StepTrace(result.getMetadata().orElseThrow(), noiseNanos);
    }
  }

  private Optional<float[]> rawNorms(Result result, int rows) {
    return settings.reportRawNorms()
        ? Optional.of(RawNorms.toFloats(result.get(0), rows))
        : Optional.empty();
  }

  private void requireBudget() {
    settings
        .budget()
        .ifPresent(
            budget -> {
              if (ledger.epsilonAfter(1, budget.delta()) > budget.epsilon()) {
                throw new BudgetExhaustedException(budget, ledger.steps());
              }
            });
  }
}
