package io.dptrain.core.optimizer;

import static org.assertj.core.api.Assertions.assertThat;

import io.dptrain.core.internal.sums.Salvage;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SalvageTest {

  /** Fails on some units, and on more units at once than fit. */
  private static final class Fake implements Salvage.Runs {
    private final Set<Integer> failing;
    private final int fits;
    private final List<Integer> added = new ArrayList<>();
    private final List<Integer> sizes = new ArrayList<>();
    private int runs;

    Fake(Set<Integer> failing, int fits) {
      this.failing = failing;
      this.fits = fits;
    }

    @Override
    public boolean succeeds(List<Integer> units) {
      runs++;
      return units.size() <= fits && units.stream().noneMatch(failing::contains);
    }

    @Override
    public boolean add(List<Integer> units, int size) {
      if (!succeeds(units)) {
        return false;
      }
      added.addAll(units);
      sizes.add(size);
      return true;
    }
  }

  private static List<Integer> firstUnits(int units) {
    return IntStream.range(0, units).boxed().toList();
  }

  @Test
  void add_noUnitThatCounts_runsNothing() {
    Fake runs = new Fake(Set.of(), 5);
    assertThat(new Salvage(runs).add(List.of(), 8)).isEmpty();
    assertThat(runs.runs).isZero();
  }

  @Test
  void add_someUnitsFail_addsEveryOtherOnceInOneRun() {
    Random random = new Random(1);
    for (int trial = 0; trial < 500; trial++) {
      int units = 1 + random.nextInt(40);
      int share = 1 + random.nextInt(10);
      Set<Integer> failing = new TreeSet<>();
      List<Integer> others = new ArrayList<>();
      int culprit = random.nextInt(units);
      for (int unit = 0; unit < units; unit++) {
        if (unit == culprit || random.nextInt(share) == 0) {
          failing.add(unit);
        } else {
          others.add(unit);
        }
      }
      Fake runs = new Fake(failing, units);
      new Salvage(runs).add(firstUnits(units), units + 3);
      assertThat(runs.added).isEqualTo(others);
      assertThat(runs.sizes).isEqualTo(others.isEmpty() ? List.of() : List.of(units + 3));
    }
  }

  /** To drop them would change the sum by as many clip norms. */
  @Test
  void add_tooManyUnitsAtOnce_addsEveryOneOnce() {
    Fake runs = new Fake(Set.of(2), 3);
    new Salvage(runs).add(firstUnits(11), 11);
    assertThat(runs.added).containsExactly(0, 1, 3, 4, 5, 6, 7, 8, 9, 10);
    assertThat(runs.sizes).allMatch(size -> size <= 3);
  }

  @Test
  void add_oneUnitOfManyFails_takesTwoRunsForEachHalving() {
    Fake runs = new Fake(Set.of(777), 1024);
    new Salvage(runs).add(firstUnits(1024), 1024);
    assertThat(runs.runs).isEqualTo(2 * 10 + 1);
  }

  @Test
  void add_everyUnitFails_addsNothingAndEnds() {
    Fake runs = new Fake(Set.of(0, 1, 2, 3, 4), 5);
    new Salvage(runs).add(firstUnits(5), 8);
    assertThat(runs.added).isEmpty();
    assertThat(runs.runs).isLessThan(10);
  }
}
