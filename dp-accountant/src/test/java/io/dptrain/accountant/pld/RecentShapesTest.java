package io.dptrain.accountant.pld;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RecentShapesTest {
  private static final int MANY = 1000;

  private static LossStep step(int i) {
    return new SampledLaplace(0.1, 1.0 + i);
  }

  private static LossShape upper(RecentShapes recent, LossStep step) {
    return recent.of(step, Direction.REMOVE, Side.UPPER);
  }

  @Test
  void of_equalStepAgain_isTheSameObject() {
    RecentShapes recent = new RecentShapes();

    assertThat(upper(recent, step(1))).isSameAs(upper(recent, step(1)));
  }

  @Test
  void of_otherDirectionOrSide_isWhatTheStepSays() {
    RecentShapes recent = new RecentShapes();
    for (Direction direction : Direction.values()) {
      for (Side side : Side.values()) {
        assertThat(recent.of(step(1), direction, side))
            .usingRecursiveComparison()
            .isEqualTo(step(1).shape(direction, side));
      }
    }
  }

  @Test
  void of_randomAllocation_isWhatTheStepSaysInBothDirections() {
    RecentShapes recent = new RecentShapes();
    for (long steps : new long[] {20, 30}) {
      LossStep epoch = new RandomAllocationGaussian(steps, 1.1);
      for (Side side : Side.values()) {
        for (Direction direction : Direction.values()) {
          assertThat(recent.of(epoch, direction, side))
              .usingRecursiveComparison()
              .isEqualTo(epoch.shape(direction, side));
        }
      }
    }
  }

  /** One direction in use and the other forgotten again and again: what is in use stays. */
  @Test
  void of_randomAllocationMadeAgain_countsItsValuesOnce() {
    RecentShapes recent = new RecentShapes();
    LossStep epoch = new RandomAllocationGaussian(2, 1.1);
    LossShape used = upper(recent, step(0));
    for (int round = 0; round < 20; round++) {
      recent.of(epoch, Direction.ADD, Side.UPPER);
      for (int i = 1; i < MANY; i++) {
        if (i % 100 == 0) {
          recent.of(epoch, Direction.REMOVE, Side.UPPER);
        }
        recent.of(new SampledGaussian(0.1, i), Direction.REMOVE, Side.UPPER);
        assertThat(upper(recent, step(0))).isSameAs(used);
      }
    }
    int size = ((LossTable) used).size();
    assertThat(recent.values()).isLessThanOrEqualTo(size + 2L * valuesOf(epoch));
  }

  private static int valuesOf(LossStep step) {
    return ((LossTable) step.shape(Direction.REMOVE, Side.UPPER)).size();
  }

  @Test
  void of_manySteps_keepsTheLastOnes() {
    RecentShapes recent = new RecentShapes();
    LossShape first = upper(recent, step(0));
    LossShape used = upper(recent, step(1));
    for (int i = 2; i < MANY; i++) {
      upper(recent, step(i));
      assertThat(upper(recent, step(1))).isSameAs(used);
    }

    assertThat(upper(recent, step(0))).isNotSameAs(first);
  }
}
