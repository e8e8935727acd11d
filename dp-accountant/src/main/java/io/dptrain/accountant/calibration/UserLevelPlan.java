package io.dptrain.accountant.calibration;

import static io.dptrain.accountant.calibration.UserLevelOption.Unit.EXAMPLE;
import static io.dptrain.accountant.calibration.UserLevelOption.Unit.USER;

import io.dptrain.accountant.event.PrivacyBudget;
import io.dptrain.accountant.event.SelfComposedEvent;
import io.dptrain.accountant.internal.Checks;
import io.dptrain.accountant.pld.PldAccountant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * Which way of training needs the least noise for a budget that holds for each user, where users
 * have several rows. All ways that are tried read the same mean number of rows in a step.
 *
 * <pre>{@code
 * UserLevelPlan plan = UserLevelPlan.of(new PrivacyBudget(4, 1e-6), 10_000, 1_024, 2_000)
 *     .tryUsers(8, 61_000)       // up to 8 rows of each user in a step, 61,000 over all users
 *     .tryExamples(8, 61_000);   // the same rows as examples, at most 8 of each user
 * UserLevelOption best = plan.best();
 * }</pre>
 *
 * <p><b>Users</b>: each user joins a step with the same probability, brings up to {@code
 * rowsPerUser} of its rows, and the mean of their gradients is clipped as one. <b>Examples</b>: of
 * each user at most {@code rowsPerUser} rows are in the data set; they are sampled and clipped one
 * by one, and a user is a group of them.
 *
 * <p><b>Compared</b> is {@link UserLevelOption#noiseOnGradient}. At the same clip norm examples
 * need less noise where all users have the same number of rows, and users where most have few. But
 * where the gradients of a user point different ways, their mean is shorter than each of them, down
 * to {@code 1 / sqrt(rowsPerUser)} of it, and users can be clipped to less: give each way the clip
 * norm that it would be used with. What is not compared is how well the rows of a step stand for
 * all rows: those of few users may be more alike.
 *
 * <p><b>Public</b> must be all numbers that are given, as they decide the noise. The number of rows
 * within a bound moves by up to {@code rowsPerUser} with a user: take one that is known, or was
 * released with noise.
 *
 * <p><b>Source:</b> Charles et al. 2024, Fine-tuning large language models with user-level
 * differential privacy, arXiv:2407.07737, who call the two ULS and ELS.
 *
 * <p>Immutable: each try returns a plan of one option more.
 */
public final class UserLevelPlan {
  private final PrivacyBudget target;
  private final long users;
  private final double rowsPerStep;
  private final long steps;
  private final List<UserLevelOption> options;

  private UserLevelPlan(
      PrivacyBudget target,
      long users,
      double rowsPerStep,
      long steps,
      List<UserLevelOption> options) {
    this.target = target;
    this.users = users;
    this.rowsPerStep = rowsPerStep;
    this.steps = steps;
    this.options = List.copyOf(options);
  }

  /**
   * A plan without options.
   *
   * <p><b>Domain:</b> users and steps in [1, 2^53], rowsPerStep in (0, infinity).
   *
   * @param target what each user is promised
   * @param users how many there are
   * @param rowsPerStep the mean number of rows that a step reads
   */
  public static UserLevelPlan of(PrivacyBudget target, long users, double rowsPerStep, long steps) {
    Objects.requireNonNull(target, "target");
    Checks.positiveCount("users", users);
    Checks.positive("rowsPerStep", rowsPerStep);
    Checks.positiveCount("steps", steps);
    return new UserLevelPlan(target, users, rowsPerStep, steps, List.of());
  }

  /** The same as {@link #tryUsers(long, long, double)} with a clip norm of 1. */
  public UserLevelPlan tryUsers(long rowsPerUser, long rowsWithin) {
    return tryUsers(rowsPerUser, rowsWithin, 1);
  }

  /**
   * Adds: users are sampled, as many as have {@code rowsPerStep} rows on average.
   *
   * <p><b>Error:</b> upward: the epsilon of the option is at most the target, and at least 0.9999
   * of it unless the noise is {@link NoiseCalibration#SMALLEST_NOISE}.
   *
   * @param rowsPerUser the most rows that a user brings to a step; at least 1
   * @param rowsWithin the sum over users of their rows, each user's counted up to {@code
   *     rowsPerUser}; at least {@code rowsPerStep}
   * @param l2ClipNorm what the mean gradient of a user is clipped to
   * @throws IllegalArgumentException if the numbers contradict each other, or no noise up to {@link
   *     NoiseCalibration#LARGEST_NOISE} reaches the target
   */
  public UserLevelPlan tryUsers(long rowsPerUser, long rowsWithin, double l2ClipNorm) {
    check(rowsPerUser, rowsWithin);
    double expectedUsers = Math.min((double) users, rowsPerStep / rowsWithin * (double) users);
    return plus(new UserLevelOption(USER, rowsPerUser, users, expectedUsers, l2ClipNorm, 1));
  }

  /** The same as {@link #tryExamples(long, long, double)} with a clip norm of 1. */
  public UserLevelPlan tryExamples(long rowsPerUser, long rowsWithin) {
    return tryExamples(rowsPerUser, rowsWithin, 1);
  }

  /**
   * Adds: examples are sampled, from a data set that has at most {@code rowsPerUser} rows of each
   * user. The noise is that of the exact mixture for a group, {@link PldAccountant#forGroup}.
   *
   * <p><b>Error:</b> as of {@link #tryUsers(long, long, double)}.
   *
   * @param rowsPerUser the most rows that a user has in the data set; in [1, 1000]
   * @param rowsWithin how many rows the data set has; at least {@code rowsPerStep}
   * @param l2ClipNorm what the gradient of a row is clipped to
   * @throws IllegalArgumentException as {@link #tryUsers(long, long, double)}, and if {@code
   *     rowsPerUser} is too large
   */
  public UserLevelPlan tryExamples(long rowsPerUser, long rowsWithin, double l2ClipNorm) {
    check(rowsPerUser, rowsWithin);
    return plus(new UserLevelOption(EXAMPLE, rowsPerUser, rowsWithin, rowsPerStep, l2ClipNorm, 1));
  }

  private void check(long rowsPerUser, long rowsWithin) {
    Checks.positiveCount("rowsPerUser", rowsPerUser);
    Checks.positiveCount("rowsWithin", rowsWithin);
    Checks.require(
        rowsPerStep <= rowsWithin,
        "rowsPerStep must be at most rowsWithin, but is %s of %s rows; lower it",
        rowsPerStep,
        rowsWithin);
    Checks.require(
        (double) rowsWithin <= (double) users * rowsPerUser,
        "rowsWithin must be at most users x rowsPerUser, but is %s for %s users of up to %s rows;"
            + " count each user's rows up to rowsPerUser",
        rowsWithin,
        users,
        rowsPerUser);
  }

  /** Adds the option with the least noise that is within the target. */
  private UserLevelPlan plus(UserLevelOption option) {
    double noise =
        NoiseCalibration.noiseMultiplier(
            target,
            tried -> new SelfComposedEvent(option.withNoiseMultiplier(tried).step(), steps),
            relation -> option.accountant());
    List<UserLevelOption> more = new ArrayList<>(options);
    more.add(option.withNoiseMultiplier(noise));
    return new UserLevelPlan(target, users, rowsPerStep, steps, more);
  }

  /** What was tried, in order. */
  public List<UserLevelOption> options() {
    return options;
  }

  /**
   * The option with the least {@link UserLevelOption#noiseOnGradient}; the first of those that are
   * equal.
   *
   * @throws IllegalStateException if nothing was tried
   */
  public UserLevelOption best() {
    return options.stream()
        .min(Comparator.comparingDouble(UserLevelOption::noiseOnGradient))
        .orElseThrow(
            () ->
                new IllegalStateException("a plan must have an option; call tryUsers(...) first"));
  }
}
