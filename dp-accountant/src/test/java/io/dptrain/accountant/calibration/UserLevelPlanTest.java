package io.dptrain.accountant.calibration;

import static io.dptrain.accountant.calibration.UserLevelOption.Unit.EXAMPLE;
import static io.dptrain.accountant.calibration.UserLevelOption.Unit.USER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import io.dptrain.accountant.event.NeighboringRelation;
import io.dptrain.accountant.event.PrivacyBudget;
import io.dptrain.accountant.event.PrivacyEvent;
import io.dptrain.accountant.pld.PldAccountant;
import org.junit.jupiter.api.Test;

class UserLevelPlanTest {
  private static final PrivacyBudget TARGET = new PrivacyBudget(4, 1e-6);
  private static final long USERS = 10_000;
  private static final double ROWS_PER_STEP = 1024;
  private static final long STEPS = 2000;

  private static final UserLevelPlan UNEVEN = plan().tryUsers(8, 61_000).tryExamples(8, 61_000);

  /** All users have 16 rows. */
  private static final UserLevelPlan EVEN =
      plan().tryUsers(16, 16 * USERS).tryExamples(16, 16 * USERS);

  private static UserLevelPlan plan() {
    return UserLevelPlan.of(TARGET, USERS, ROWS_PER_STEP, STEPS);
  }

  private static UserLevelOption users(long rowsPerUser, long rowsWithin) {
    return plan().tryUsers(rowsPerUser, rowsWithin).best();
  }

  private static UserLevelOption examples(long rowsPerUser, long rowsWithin) {
    return plan().tryExamples(rowsPerUser, rowsWithin).best();
  }

  /** By accountants made here. */
  private static double recomputed(UserLevelOption option) {
    PldAccountant accountant =
        option.unit() == USER
            ? new PldAccountant(NeighboringRelation.ADD_OR_REMOVE_ONE)
            : PldAccountant.forGroup(option.rowsPerUser());
    double probability = option.expectedBatchSize() / option.size();
    return accountant
        .compose(PrivacyEvent.poissonSampledGaussian(probability, option.noiseMultiplier()), STEPS)
        .epsilon(TARGET.delta());
  }

  @Test
  void options_epsilonOfAUser_isWithinTheBudgetAndNearlyAllOfIt() {
    assertThat(UNEVEN.options())
        .hasSize(2)
        .allSatisfy(
            option -> {
              assertThat(recomputed(option)).isBetween(0.9999 * TARGET.epsilon(), TARGET.epsilon());
              assertThat(option.epsilon(STEPS, TARGET.delta())).isEqualTo(recomputed(option));
            });
  }

  /** What protects an example protects a user of several rows less. */
  @Test
  void tryExamples_accountedForExamplesAlone_wouldPromiseUsersTooMuch() {
    double forExamples = plan().tryExamples(1, USERS).best().noiseMultiplier();
    double forUsers =
        PldAccountant.forGroup(8)
            .compose(PrivacyEvent.poissonSampledGaussian(ROWS_PER_STEP / USERS, forExamples), STEPS)
            .epsilon(TARGET.delta());
    assertThat(forUsers).isGreaterThan(10 * TARGET.epsilon());
  }

  @Test
  void options_oneRowPerUser_needTheSameNoise() {
    UserLevelOption users = users(1, USERS);
    UserLevelOption examples = examples(1, USERS);
    assertThat(users.expectedBatchSize()).isEqualTo(ROWS_PER_STEP, within(1e-9));
    assertThat(examples.noiseOnGradient() / users.noiseOnGradient()).isEqualTo(1, within(1e-3));
  }

  @Test
  void options_rowsOfAStep_areThoseThatWereGiven() {
    UserLevelOption users = UNEVEN.options().get(0);
    UserLevelOption examples = UNEVEN.options().get(1);
    assertThat(users.expectedBatchSize() * 61_000 / USERS).isEqualTo(ROWS_PER_STEP, within(1e-9));
    assertThat(users.size()).isEqualTo(USERS);
    assertThat(examples.expectedBatchSize()).isEqualTo(ROWS_PER_STEP);
    assertThat(examples.size()).isEqualTo(61_000);
  }

  /** As many rows, but more of them may be of one user. */
  @Test
  void tryExamples_largerGroups_needMoreNoise() {
    double noise = examples(16, 61_000).noiseOnGradient();
    assertThat(noise).isGreaterThan(1.5 * UNEVEN.options().get(1).noiseOnGradient());
  }

  /** As many rows are those of fewer users. */
  @Test
  void tryUsers_moreRowsOfEach_needMoreNoiseAtTheSameClipNorm() {
    double last = 0;
    for (long rowsPerUser : new long[] {1, 2, 4, 16}) {
      double noise = users(rowsPerUser, rowsPerUser * USERS).noiseOnGradient();
      assertThat(noise).isGreaterThan(last);
      last = noise;
    }
  }

  @Test
  void best_mostUsersWithFewRows_isUsers() {
    long rowsWithin = 9_900 + 100 * 16;
    UserLevelPlan tried = plan().tryUsers(16, rowsWithin).tryExamples(16, rowsWithin);
    assertThat(tried.best().unit()).isEqualTo(USER);
    assertThat(tried.options().get(1).noiseOnGradient())
        .isGreaterThan(5 * tried.best().noiseOnGradient());
  }

  @Test
  void best_allUsersWithTheSameRows_isExamplesAtTheSameClipNorm() {
    assertThat(EVEN.best().unit()).isEqualTo(EXAMPLE);
  }

  /** Charles et al.: users, where each has many rows of gradients that are diverse. */
  @Test
  void best_gradientsOfAUserThatAreDiverse_isUsers() {
    UserLevelPlan tried = EVEN.tryUsers(16, 16 * USERS, 1 / Math.sqrt(16));
    assertThat(tried.best()).isEqualTo(tried.options().get(2));
  }

  /** Of all rows a group of k moves the sum k times as far, and k times as many are averaged. */
  @Test
  void options_everyRowInEveryStep_needTheSameNoise() {
    UserLevelPlan whole = UserLevelPlan.of(TARGET, 100, 800, 10);
    double users = whole.tryUsers(8, 800).best().noiseOnGradient();
    double examples = whole.tryExamples(8, 800).best().noiseOnGradient();
    assertThat(examples / users).isEqualTo(1, within(1e-3));
  }

  @Test
  void noiseOnGradient_isTheMultiplierTimesTheClipNormOverTheBatch() {
    UserLevelOption option = new UserLevelOption(USER, 2, 100, 10, 0.5, 3);
    assertThat(option.noiseOnGradient()).isEqualTo(0.15);
    assertThat(option.samplingProbability()).isEqualTo(0.1);
  }

  @Test
  void try_numbersThatContradictEachOther_areRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> plan().tryUsers(8, 1_000))
        .withMessage(
            "rowsPerStep must be at most rowsWithin, but is 1024.0 of 1000 rows; lower it");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> plan().tryExamples(2, 2 * USERS + 1))
        .withMessage(
            "rowsWithin must be at most users x rowsPerUser, but is 20001 for 10000 users of up to"
                + " 2 rows; count each user's rows up to rowsPerUser");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> plan().tryExamples(1001, 2_000_000))
        .withMessageContaining("groupSize must be in [1, 1000], but is 1001");
    assertThatIllegalArgumentException().isThrownBy(() -> plan().tryUsers(0, 2_000));
    assertThatIllegalArgumentException().isThrownBy(() -> plan().tryUsers(8, 61_000, Double.NaN));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> UserLevelPlan.of(TARGET, USERS, Double.NaN, STEPS));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new UserLevelOption(USER, 1, 10, 11, 1, 1))
        .withMessage("expectedBatchSize must be in (0, 10], but is 11.0; lower the rows per step");
  }

  @Test
  void best_nothingTried_isRefused() {
    assertThatIllegalStateException()
        .isThrownBy(() -> plan().best())
        .withMessage("a plan must have an option; call tryUsers(...) first");
  }
}
