package io.dptrain.core.training;

import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.DoubleUnaryOperator;

/**
 * How a run ended. The session holds the model: the best, if one was to be kept; else the average
 * of the weights, if one was taken; else the last.
 *
 * <p>Immutable.
 */
public final class TrainingResult {
  private final long steps;
  private final Ending ending;
  private final Map<String, Double> values;
  private final OptionalLong bestStep;
  private final DoubleUnaryOperator epsilon;

  /** Why there is no step more. */
  public enum Ending {
    /** All steps that were planned. */
    ALL_STEPS,
    /** A rule of the builder stopped it. */
    EARLY,
    /** {@link PrivateTrainer#stop} was called. */
    STOPPED,
    /** The budget of the optimizer allows no step more. */
    BUDGET_SPENT
  }

  TrainingResult(
      long steps,
      Ending ending,
      Map<String, Double> values,
      OptionalLong bestStep,
      DoubleUnaryOperator epsilon) {
    this.steps = steps;
    this.ending = ending;
    this.values = Map.copyOf(values);
    this.bestStep = bestStep;
    this.epsilon = epsilon;
  }

  /** How many steps were charged, in all processes of the run; without privacy, how many ran. */
  public long steps() {
    return steps;
  }

  public Ending ending() {
    return ending;
  }

  /** What an evaluation measured last; empty if it never did. */
  public OptionalDouble last(String evaluation) {
    Double value = values.get(evaluation);
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  /**
   * After how many steps the model was the best; empty if none was to be kept, or nothing that was
   * measured was a number: then the model is what it would be otherwise.
   */
  public OptionalLong bestStep() {
    return bestStep;
  }

  /**
   * What may be quoted: the epsilon of all steps that were planned, whether they ran or not, by the
   * accountant that decides. When a run ended may depend on what it had learned, so an early end
   * saves time and no privacy; and where a process before had planned more steps, as its checkpoint
   * says, it is that of those. Without privacy it is infinite.
   *
   * <p>It is that of the training alone: evaluations on private data are in the budget that they
   * were charged to.
   */
  public double epsilon(double delta) {
    return epsilon.applyAsDouble(delta);
  }
}
