package io.dptrain.accountant.pld;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** No probability is lost, whichever way a sum is made. */
class RatioSumTest {
  private static final double NOISE = 0.8;

  /** One ratio of which the part above {@code to} is left out. */
  private static RatioSum cut(double to) {
    GaussianRatio ratio = new GaussianRatio(NOISE);
    int marks = 64;
    double unit = to / marks / 2;
    int lowest = Math.getExponent(ratio.lowest() / unit / marks);
    return RatioSum.of(ratio, Side.UPPER, 0, unit, marks, lowest, 0);
  }

  private static double total(LossTable table) {
    double sum = table.infinite();
    for (int i = 0; i < table.size(); i++) {
      sum += table.mass(i);
    }
    return sum;
  }

  @ParameterizedTest
  @CsvSource({
    "2, 0.1",
    "3, 1",
    "100, 0.3",
    "100, 0.06",
    "234, 1.1",
    "1000, 20",
    "5001, 5",
    "70000, 0.7"
  })
  void table_everySetting_addsUpToOneUnderBothDataSets(long steps, double noise) {
    RandomAllocationGaussian epoch = new RandomAllocationGaussian(steps, noise);
    RatioSum upper = epoch.sum(Side.UPPER);
    RatioSum lower = epoch.sum(Side.LOWER);

    for (Direction direction : Direction.values()) {
      assertThat(total(upper.table(direction))).isBetween(1 - 1e-12, 1 + 1e-12 + 5 * upper.error());
      assertThat(total(lower.table(direction))).isBetween(1 - 1e-12 - 5 * lower.error(), 1 + 1e-12);
      assertThat(lower.table(direction).infinite()).isZero();
    }
  }

  /** With a cut that can be seen, at 2, 8 and 32 times the mean. */
  @ParameterizedTest
  @CsvSource({"2", "8", "32"})
  void plus_partLeftOut_isInfiniteAsOftenAsAnyOfTheRatiosIs(double to) {
    RatioSum one = cut(to);
    double b = one.table(Direction.ADD).infinite();
    double c = one.table(Direction.REMOVE).infinite();
    assertThat(b).isCloseTo(new GaussianRatio(NOISE).outside(0, to), within(1e-12));
    assertThat(c).isCloseTo(new GaussianRatio(NOISE).meanOutside(0, to), within(1e-12));

    RatioSum three = one.plus(one).coarser().plus(one);

    LossTable removed = three.table(Direction.REMOVE);
    LossTable added = three.table(Direction.ADD);
    assertThat(added.infinite()).isCloseTo(3 * b, within(1e-12));
    assertThat(removed.infinite()).isCloseTo(c + 2 * b, within(1e-12));
    // At least what is missing: pairs of which both are left out are counted twice.
    assertThat(total(added)).isBetween(1.0, 1 + 3 * b * b + 1e-12);
    assertThat(total(removed)).isBetween(1.0, 1 + 3 * (b + c) * b + 1e-12);
  }
}
