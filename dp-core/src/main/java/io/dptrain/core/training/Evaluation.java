package io.dptrain.core.training;

import io.dptrain.accountant.ledger.BudgetAuthority;
import io.dptrain.core.internal.Checks;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.LongPredicate;
import java.util.function.ToDoubleFunction;
import org.tensorflow.Session;

/**
 * A number that says how good the model is, measured now and then during a run, and what it costs
 * to look at it.
 *
 * <table>
 * <caption>Which data it looks at</caption>
 * <tr><th>made by</th><th>costs</th><th>may stop the run or choose the model</th></tr>
 * <tr><td>{@link #onPublicData}</td><td>nothing: the model is private output</td><td>yes</td></tr>
 * <tr><td>{@link #ofNoisedLoss}</td><td>nothing more: each step pays for its loss</td><td>yes</td>
 * </tr>
 * <tr><td>{@link #onPrivateData}</td><td>a share of the budget of those who are looked at</td>
 * <td>yes</td></tr>
 * <tr><td>{@link #notPrivate}</td><td>the guarantee for those who are looked at</td><td>no</td></tr>
 * </table>
 *
 * <p>Immutable, but for an open run. Used by one trainer.
 */
public final class Evaluation {
  /** The end of the name of what is not private. */
  public static final String NOT_PRIVATE = "NotPrivate";

  private final String name;
  private final LongPredicate when;
  private final Kind kind;
  private final Measure measure;

  /** What may be done with the number. */
  public enum Kind {
    /** Depends on private data through the private model alone. */
    PUBLIC,
    /** Depends on private data otherwise, with noise that is charged. */
    NOISED,
    /** Depends on private data as it is. */
    NOT_PRIVATE
  }

  private Evaluation(String name, LongPredicate when, Kind kind, Measure measure) {
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9 _./-]*")) {
      throw new IllegalArgumentException(
          "the name of an evaluation must be letters, digits, blanks and any of _ . / -, but is '"
              + name.replaceAll("\\p{Cntrl}", "?")
              + "'");
    }
    this.name = name;
    this.when = Objects.requireNonNull(when, "when");
    this.kind = kind;
    this.measure = measure;
  }

  /**
   * Measures on data that holds nothing private, such as a public test set.
   *
   * @param when after which number of steps, as {@link #every}
   * @param metric in the session of the run, whose weights are those to be judged
   */
  public static Evaluation onPublicData(
      String name, LongPredicate when, ToDoubleFunction<Session> metric) {
    return new Evaluation(name, when, Kind.PUBLIC, plain(metric));
  }

  /**
   * The mean of the noised losses of the steps since the last time, which {@code
   * PrivateStatistics.withLoss} asks for: each step has paid for its own.
   *
   * @param when after which number of steps, as {@link #every}
   */
  public static Evaluation ofNoisedLoss(String name, LongPredicate when) {
    return new Evaluation(name, when, Kind.NOISED, new NoisedLoss());
  }

  /**
   * Measures the mean over people whose data is private, such as those held out of training, with
   * noise. All evaluations of a run together are reserved from their budget before the first.
   *
   * @param when after which number of steps, as {@link #every}
   * @param mean what is released, with how much noise
   * @param authority over the budget of those who are looked at; it stays open as long as the run
   * @param values of each of them, at most as many as {@code mean} says; who is missing, or is not
   *     a number, counts as the middle of the range. It must not fail of what it looks at: that
   *     would be seen
   */
  public static Evaluation onPrivateData(
      String name,
      LongPredicate when,
      NoisyMean mean,
      BudgetAuthority authority,
      Function<Session, double[]> values) {
    Objects.requireNonNull(values, "values");
    return new Evaluation(name, when, Kind.NOISED, new ChargedMean(name, mean, authority, values));
  }

  /**
   * Measures on private data as it is. The number must not leave the circle that may see the data:
   * the guarantee does not hold for whoever sees it. It stops and chooses nothing.
   *
   * @param name to which {@value #NOT_PRIVATE} is added
   * @param when after which number of steps, as {@link #every}
   */
  public static Evaluation notPrivate(
      String name, LongPredicate when, ToDoubleFunction<Session> metric) {
    return new Evaluation(name + NOT_PRIVATE, when, Kind.NOT_PRIVATE, plain(metric));
  }

  private static Measure plain(ToDoubleFunction<Session> metric) {
    Objects.requireNonNull(metric, "metric");
    return session -> OptionalDouble.of(metric.applyAsDouble(session));
  }

  /** After every so many steps, and before the first. The last step of a run is always judged. */
  public static LongPredicate every(long steps) {
    Checks.atLeastOne("steps", steps);
    return step -> step % steps == 0;
  }

  /** What it is called; of what is not private it ends in {@value #NOT_PRIVATE}. */
  public String name() {
    return name;
  }

  /** What may be done with the number. */
  public Kind kind() {
    return kind;
  }

  /** Whether it is due after a number of steps. */
  boolean isDue(long step) {
    return when.test(step);
  }

  /** Whether it is a mean of noised losses. */
  boolean isOfLoss() {
    return measure instanceof NoisedLoss;
  }

  Measure measure() {
    return measure;
  }

  @Override
  public String toString() {
    return name;
  }
}
