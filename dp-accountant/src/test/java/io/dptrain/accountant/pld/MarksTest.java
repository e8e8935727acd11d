package io.dptrain.accountant.pld;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** No step of the way changes the mean, and each changes convex functions to its own side only. */
class MarksTest {
  private static final double TINY = 1e-12;

  private static Marks random(SplittableRandom random, Side side) {
    double[] mass = new double[40];
    double[] excess = new double[mass.length];
    for (int i = 0; i < mass.length; i++) {
      mass[i] = random.nextDouble();
      excess[i] = mass[i] * random.nextDouble();
    }
    return Marks.between(100 + random.nextInt(3), mass, excess, side);
  }

  private static double total(Marks marks) {
    return callAbove(marks, 1, 0, Double.NEGATIVE_INFINITY);
  }

  /** The sum of (value - at)_+, or of 1 where {@code at} is infinite. */
  private static double callAbove(Marks marks, double spacing, double origin, double at) {
    double sum = 0;
    for (int mark = marks.first(); mark < marks.end(); mark++) {
      double value = origin + spacing * marks.value(mark);
      sum += marks.mass(mark) * (Double.isInfinite(at) ? 1 : Math.max(0, value - at));
    }
    return sum;
  }

  private static void assertOnItsSide(
      Marks before, Marks after, double spacing, double origin, Side side) {
    assertThat(total(after)).isCloseTo(total(before), within(TINY * total(before)));
    double mean = callAbove(before, 1, 0, 0);
    assertThat(callAbove(after, spacing, origin, 0)).isCloseTo(mean, within(TINY * mean));
    for (double at = 95; at < 150; at += 0.3) {
      double changed = callAbove(after, spacing, origin, at) - callAbove(before, 1, 0, at);
      assertThat(side == Side.UPPER ? changed : -changed).isGreaterThanOrEqualTo(-TINY * mean);
    }
  }

  @ParameterizedTest
  @EnumSource
  void between_cells_haveTheirMassAndMean(Side side) {
    Marks marks = Marks.between(7, new double[] {0.4, 0.6}, new double[] {0.1, 0.6}, side);

    assertThat(total(marks)).isCloseTo(1, within(TINY));
    assertThat(callAbove(marks, 1, 0, 0)).isCloseTo(7 * 0.4 + 0.1 + 8 * 0.6 + 0.6, within(TINY));
  }

  @ParameterizedTest
  @EnumSource
  void changes_randomMarks_keepTheMeanAndStayOnTheirSide(Side side) {
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < 30; i++) {
      Marks marks = random(random, side);
      assertOnItsSide(marks, marks.finer(), 0.5, 0, side);
      assertOnItsSide(marks, marks.coarser(), 2, 0, side);
      assertOnItsSide(marks, marks.coarser().coarser(), 4, 0, side);
      assertOnItsSide(marks, marks.movedDown(9, 0), 1, 9, side);
      assertOnItsSide(marks, marks.movedDown(9, 0.3), 1, 9.3, side);
      Marks parts = marks.part(0, 110).and(marks.part(110, 1000));
      assertOnItsSide(marks, parts, 1, 0, side);
    }
  }

  /** A sum of coarse parts is itself on the right side of the sum. */
  @ParameterizedTest
  @EnumSource
  void convolve_randomMarks_isTheSumOfBoth(Side side) {
    SplittableRandom random = new SplittableRandom(6);
    Marks a = random(random, side);
    Marks b = random(random, side);

    Marks sum = a.convolve(b);

    double mean = callAbove(a, 1, 0, 0) * total(b) + callAbove(b, 1, 0, 0) * total(a);
    assertThat(total(sum)).isCloseTo(total(a) * total(b), within(TINY * total(sum)));
    assertThat(callAbove(sum, 1, 0, 0)).isCloseTo(mean, within(TINY * mean));
    for (double at = 200; at < 280; at += 0.7) {
      double exact = 0;
      for (int mark = a.first(); mark < a.end(); mark++) {
        exact += a.mass(mark) * callAbove(b, 1, 0, at - a.value(mark));
      }
      double changed = callAbove(sum, 1, 0, at) - exact;
      assertThat(side == Side.UPPER ? Math.abs(changed) : changed).isLessThanOrEqualTo(TINY * mean);
    }
  }
}
