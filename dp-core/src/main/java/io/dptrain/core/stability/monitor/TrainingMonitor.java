package io.dptrain.core.stability.monitor;

import io.dptrain.core.internal.Checks;
import io.dptrain.core.optimizer.StepReport;
import io.dptrain.core.stability.monitor.StabilityEvent.GradientGrowth;
import io.dptrain.core.stability.monitor.StabilityEvent.LossSpike;
import io.dptrain.core.stability.monitor.StabilityEvent.NonFinite;
import io.dptrain.core.stability.monitor.StabilityEvent.ParameterInflation;
import io.dptrain.core.training.PrivateTrainer;
import io.dptrain.core.training.TrainingListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * Watches loss, gradients and parameters step by step, and says when training goes wrong: a value
 * that is not finite, a spike of the loss, a gradient or parameters that outgrow their start.
 *
 * <p><b>Privacy</b>: a reaction changes the model. Reporting shows, and skipping, rolling back or
 * stopping acts on, the value that an event carries; if that is {@link Privacy#NOT_PRIVATE}, the
 * epsilon of a ledger no longer covers the model. On private data watch what is noised or public.
 * Whether there is an event, and its limit, depends on all that was observed so far. So an event
 * has the worst mark of that, whatever it is about, and a suggested clip norm likewise.
 *
 * <p>Not thread safe. One monitor watches one run.
 */
public final class TrainingMonitor {
  private final TrainingMonitorBuilder.Thresholds thresholds;
  private final Map<Class<? extends StabilityEvent>, Reaction> reactions;
  private final Optional<RollBack> rollBack;
  private final LossHistory losses;
  private final NormHistory gradients;
  private final NormHistory parameters;
  private final WarmUpNorms warmUp;
  private Privacy seen = Privacy.PUBLIC;
  private int skipsInARow;

  TrainingMonitor(
      TrainingMonitorBuilder.Thresholds thresholds,
      Map<Class<? extends StabilityEvent>, Reaction> reactions,
      Optional<RollBack> rollBack) {
    this.thresholds = thresholds;
    this.reactions = Map.copyOf(reactions);
    this.rollBack = rollBack;
    this.losses = new LossHistory(thresholds);
    this.gradients =
        new NormHistory(
            new NormHistory.Rule(thresholds.gradientFactor(), thresholds.gradientBurst(), 0, true),
            thresholds);
    this.parameters =
        new NormHistory(
            new NormHistory.Rule(
                thresholds.parameterFactor(),
                thresholds.parameterBurst(),
                thresholds.parameterFloor(),
                false),
            thresholds);
    this.warmUp = new WarmUpNorms(thresholds.warmUpSteps());
  }

  /** A monitor with other settings than the usual ones. */
  public static TrainingMonitorBuilder builder() {
    return new TrainingMonitorBuilder();
  }

  /** A monitor that stops at values that are not finite, and reports the rest. */
  public static TrainingMonitor create() {
    return builder().build();
  }

  /** What guarded updates of the next step must keep to. */
  public UpdateLimits limits() {
    double noLimit = Double.POSITIVE_INFINITY;
    return new UpdateLimits(
        leavesOut(NonFinite.class),
        leavesOut(LossSpike.class) ? losses.limit() : noLimit,
        leavesOut(GradientGrowth.class) ? gradients.limit(losses.worseThanAtStart()) : noLimit);
  }

  /** Looks at a step and reacts to what is wrong with it. */
  public Verdict observe(Observation measured) {
    seen = seen.with(measured.privacy());
    Observation observation = measured.with(seen);
    List<StabilityEvent> events = NonFiniteValues.in(observation);
    boolean finite = events.isEmpty();
    events = (finite ? outgrown(observation) : events).stream().filter(this::counts).toList();
    Verdict verdict = react(observation.step(), events);
    if (finite && verdict.reaction().compareTo(Reaction.REPORT) <= 0) {
      learn(observation, events.isEmpty());
    }
    return verdict;
  }

  /**
   * Watches a private run by the noised loss of each step, which must be asked for where the
   * optimizer is built. The run stops where this monitor says so.
   *
   * @param heard is told of each event
   */
  public TrainingListener listener(Consumer<StabilityEvent> heard) {
    return new TrainingListener() {
      @Override
      public void started(PrivateTrainer trainer) {
        Checks.state(
            trainer.optimizer().filter(by -> by.plan().statistics().loss().isPresent()).isPresent(),
            "a monitor of a private run needs its noised loss: call watch(...) or"
                + " statistics(PrivateStatistics.none().withLoss(...)) where the optimizer is built");
      }

      @Override
      public void stepped(PrivateTrainer trainer, Optional<StepReport> report) {
        Verdict verdict = observe(ofNoisedLoss(report.orElseThrow()));
        verdict.events().forEach(heard);
        if (verdict.stop()) {
          trainer.stop();
        }
      }
    };
  }

  private static Observation ofNoisedLoss(StepReport report) {
    Measured loss = new Measured("loss", report.loss().orElseThrow(), Privacy.NOISED);
    return new Observation(report.step(), Optional.of(loss), List.of(), List.of());
  }

  /**
   * Takes in gradient norms of single examples, which {@link #suggestedClipNorm} prefers to those
   * of whole steps.
   */
  public void observeExampleNorms(Privacy privacy, float... norms) {
    warmUp.addExamples(privacy, norms);
  }

  /**
   * The norm below which a percentage of the norms of the warm-up lie: those of single examples if
   * {@link #observeExampleNorms} was called, otherwise those of whole steps, which are smaller than
   * what clipping meets because a batch averages.
   *
   * <p><b>Not private</b> if the norms were not: a clip norm that is chosen so from private data
   * costs privacy that no ledger counts. Choose it on public data, or let {@code
   * Clipping.adaptiveQuantile} find it privately during training.
   *
   * @param percentile between 0 and 100, both excluded
   * @throws IllegalStateException before the first norm
   */
  public ClipNormSuggestion suggestedClipNorm(double percentile) {
    return warmUp.suggestion(percentile);
  }

  private List<StabilityEvent> outgrown(Observation observation) {
    List<StabilityEvent> events = new ArrayList<>();
    long step = observation.step();
    boolean worse = losses.worseThanAtStart();
    List<String> suspects = gradients.grown(observation.gradientNorms());
    above(observation.loss(), losses.limit())
        .map(loss -> new LossSpike(step, loss, losses.limit(), suspects))
        .ifPresent(events::add);
    double gradientLimit = gradients.limit(worse);
    above(observation.gradientNorm(), gradientLimit)
        .map(norm -> new GradientGrowth(step, norm, gradientLimit, suspects))
        .ifPresent(events::add);
    double parameterLimit = parameters.limit(worse);
    above(observation.parameterNorm(), parameterLimit)
        .map(norm -> new ParameterInflation(step, norm, parameterLimit, inflated(observation)))
        .ifPresent(events::add);
    return events;
  }

  private List<String> inflated(Observation observation) {
    return parameters.grown(observation.parameterNorms());
  }

  private static Optional<Measured> above(Optional<Measured> value, double limit) {
    return value.filter(statistic -> statistic.value() > limit);
  }

  private boolean counts(StabilityEvent event) {
    return reactions.get(event.getClass()) != Reaction.IGNORE;
  }

  private boolean leavesOut(Class<? extends StabilityEvent> event) {
    return reactions.get(event).compareTo(Reaction.SKIP_UPDATE) >= 0;
  }

  private Verdict react(long step, List<StabilityEvent> events) {
    Reaction reaction =
        events.stream()
            .map(event -> reactions.get(event.getClass()))
            .reduce(Reaction.IGNORE, (one, other) -> one.compareTo(other) > 0 ? one : other);
    skipsInARow = reaction == Reaction.SKIP_UPDATE ? skipsInARow + 1 : 0;
    if (skipsInARow > thresholds.skipsInARow()) {
      return new Verdict(Reaction.STOP, events, OptionalLong.empty());
    }
    if (reaction == Reaction.ROLL_BACK) {
      return rolledBack(rollBack.orElseThrow(), events);
    }
    if (events.isEmpty()) {
      rollBack.ifPresent(states -> states.goodStep(step));
    }
    return new Verdict(reaction, events, OptionalLong.empty());
  }

  private Verdict rolledBack(RollBack states, List<StabilityEvent> events) {
    if (states.exhausted()) {
      return new Verdict(Reaction.STOP, events, OptionalLong.empty());
    }
    gradients.rolledBack();
    parameters.rolledBack();
    return new Verdict(Reaction.ROLL_BACK, events, OptionalLong.of(states.restore()));
  }

  private void learn(Observation observation, boolean good) {
    observation.loss().ifPresent(loss -> losses.add(loss.value(), good));
    observation
        .gradientNorm()
        .ifPresent(norm -> gradients.add(norm.value(), observation.gradientNorms(), good));
    observation
        .parameterNorm()
        .ifPresent(norm -> parameters.add(norm.value(), observation.parameterNorms(), good));
    observation.gradientNorm().filter(norm -> good).ifPresent(warmUp::addStep);
  }
}
