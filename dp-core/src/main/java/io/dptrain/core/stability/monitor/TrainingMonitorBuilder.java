package io.dptrain.core.stability.monitor;

import io.dptrain.core.internal.Checks;
import io.dptrain.core.stability.monitor.StabilityEvent.GradientGrowth;
import io.dptrain.core.stability.monitor.StabilityEvent.LossSpike;
import io.dptrain.core.stability.monitor.StabilityEvent.NonFinite;
import io.dptrain.core.stability.monitor.StabilityEvent.ParameterInflation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Configures a {@link TrainingMonitor}; nothing is required. Not thread safe. */
public final class TrainingMonitorBuilder {
  /** The settings of a {@link TrainingMonitor}, as the methods of the builder explain them. */
  record Thresholds(
      int startSteps,
      int lossWindow,
      int sustainedSteps,
      double spikeFactor,
      double gradientFactor,
      double gradientBurst,
      double parameterFactor,
      double parameterBurst,
      double parameterFloor,
      int skipsInARow,
      int warmUpSteps) {}

  private final Map<Class<? extends StabilityEvent>, Reaction> chosen = new HashMap<>();
  private Optional<RollBack> rollBack = Optional.empty();
  private int startSteps = 10;
  private int lossWindow = 50;
  private int sustainedSteps = 10;
  private double spikeFactor = 20;
  private double gradientFactor = 10;
  private double gradientBurst = 100;
  private double parameterFactor = 10;
  private double parameterBurst = 100;
  private double parameterFloor = 1;
  private int skipsInARow = 20;
  private int warmUpSteps = 100;

  TrainingMonitorBuilder() {}

  /**
   * What to do about a kind of event. By default values that are not finite stop the loop and the
   * rest is reported; with {@link #rollBack} every event rolls back.
   *
   * @throws IllegalArgumentException for leaving out updates of inflated parameters, which would
   *     stay inflated
   */
  public TrainingMonitorBuilder on(Class<? extends StabilityEvent> event, Reaction reaction) {
    if (event == ParameterInflation.class && reaction == Reaction.SKIP_UPDATE) {
      throw new IllegalArgumentException(
          "the reaction to ParameterInflation must not be SKIP_UPDATE, which leaves the parameters"
              + " inflated: use ROLL_BACK, STOP or REPORT");
    }
    chosen.put(event, Objects.requireNonNull(reaction, "reaction"));
    return this;
  }

  /** The states to go back to; from now on every event rolls back unless {@link #on} differs. */
  public TrainingMonitorBuilder rollBack(RollBack rollBack) {
    this.rollBack = Optional.of(rollBack);
    return this;
  }

  /**
   * How far above the median of the last losses a loss may lie, in spreads of these (1.4826 median
   * absolute deviations, about a standard deviation); by default 20. Losses of very few examples
   * have heavy tails and need more.
   */
  public TrainingMonitorBuilder spikeFactor(double spikeFactor) {
    this.spikeFactor = Checks.positiveFinite("spikeFactor", spikeFactor);
    return this;
  }

  /** How many of the last losses the next one is compared with; by default 50. */
  public TrainingMonitorBuilder lossWindow(int lossWindow) {
    this.lossWindow = (int) Checks.atLeastOne("lossWindow", lossWindow);
    return this;
  }

  /** How many good steps, by their median, are the start of training; by default 10. */
  public TrainingMonitorBuilder startSteps(int startSteps) {
    this.startSteps = (int) Checks.atLeastOne("startSteps", startSteps);
    return this;
  }

  /**
   * How far the gradient norm may grow against its start. By default a factor of 10 if it lasts for
   * the last {@link #sustainedSteps} while the loss is worse than at the start, and a factor of 100
   * in any step, also against the last norms.
   */
  public TrainingMonitorBuilder gradientGrowth(double factor, double burst) {
    this.gradientFactor = Checks.positiveFinite("factor", factor);
    this.gradientBurst = Checks.positiveFinite("burst", burst);
    return this;
  }

  /**
   * How far the norm of all variables may grow against its start: the same two rules, by default
   * with 10 and 100. Variables that start at zero have no scale of their own, so the norm at the
   * start counts as at least {@code floor}, by default 1.
   */
  public TrainingMonitorBuilder parameterInflation(double factor, double burst, double floor) {
    this.parameterFactor = Checks.positiveFinite("factor", factor);
    this.parameterBurst = Checks.positiveFinite("burst", burst);
    this.parameterFloor = Checks.nonNegativeFinite("floor", floor);
    return this;
  }

  /** How many steps make growth a lasting one; by default 10. */
  public TrainingMonitorBuilder sustainedSteps(int sustainedSteps) {
    this.sustainedSteps = (int) Checks.atLeastOne("sustainedSteps", sustainedSteps);
    return this;
  }

  /** How many updates may be left out in a row before the loop is stopped; by default 20. */
  public TrainingMonitorBuilder skipsInARow(int skipsInARow) {
    this.skipsInARow = (int) Checks.atLeastOne("skipsInARow", skipsInARow);
    return this;
  }

  /** How many good steps {@link TrainingMonitor#suggestedClipNorm} looks at; by default 100. */
  public TrainingMonitorBuilder warmUpSteps(int warmUpSteps) {
    this.warmUpSteps = (int) Checks.atLeastOne("warmUpSteps", warmUpSteps);
    return this;
  }

  /**
   * The monitor.
   *
   * @throws IllegalStateException if an event rolls back and there is nothing to go back to
   */
  public TrainingMonitor build() {
    Map<Class<? extends StabilityEvent>, Reaction> reactions = reactions();
    Checks.state(
        rollBack.isPresent() || !reactions.containsValue(Reaction.ROLL_BACK),
        "a reaction is ROLL_BACK, but there is no state to go back to: call rollBack(...)");
    return new TrainingMonitor(thresholds(), reactions, rollBack);
  }

  private Map<Class<? extends StabilityEvent>, Reaction> reactions() {
    Map<Class<? extends StabilityEvent>, Reaction> reactions = new HashMap<>();
    Reaction usual = rollBack.isPresent() ? Reaction.ROLL_BACK : Reaction.REPORT;
    for (var event : List.of(LossSpike.class, GradientGrowth.class, ParameterInflation.class)) {
      reactions.put(event, usual);
    }
    reactions.put(NonFinite.class, rollBack.isPresent() ? Reaction.ROLL_BACK : Reaction.STOP);
    reactions.putAll(chosen);
    return reactions;
  }

  private Thresholds thresholds() {
    return new Thresholds(
        startSteps,
        lossWindow,
        sustainedSteps,
        spikeFactor,
        gradientFactor,
        gradientBurst,
        parameterFactor,
        parameterBurst,
        parameterFloor,
        skipsInARow,
        warmUpSteps);
  }
}
