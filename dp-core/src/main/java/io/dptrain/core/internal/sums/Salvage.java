package io.dptrain.core.internal.sums;

import java.util.ArrayList;
import java.util.List;

/**
 * Saves the clipped sum of a chunk that TensorFlow failed on. Examples do not mix, so what fails is
 * the doing of single units: of one whose label is out of range, say. Those that fail alone are
 * found by trying halves of what fails, and contribute zero; the others are run together, as if the
 * chunk had been sampled without them.
 *
 * <p>An exception instead would tell of the unit that caused it, and so would a step that changes
 * nothing.
 *
 * <p><b>Cost</b>: for {@code f} units of {@code n} that fail, about {@code 2 f log2(n / f)} runs of
 * parts of the chunk.
 */
public final class Salvage {
  private final Runs runs;

  /** Tries parts of a chunk. */
  public interface Runs {
    /** Whether some units can be run together. */
    boolean succeeds(List<Integer> units);

    /**
     * Runs some units and adds their clipped sum to the total of the step.
     *
     * @param size how many places to fill them up to
     * @return false if that failed, in which case nothing is added
     */
    boolean add(List<Integer> units, int size);
  }

  public Salvage(Runs runs) {
    this.runs = runs;
  }

  /**
   * Adds what can be run of a chunk that failed.
   *
   * @param units those of the chunk that count; may be empty
   * @param size how many places it was filled up to
   * @return the units that fail alone
   */
  public List<Integer> add(List<Integer> units, int size) {
    List<Integer> left = new ArrayList<>(units);
    List<Integer> failing = failingAlone(units);
    left.removeAll(failing);
    addTogether(left, size);
    return failing;
  }

  /** Of units that fail together. */
  private List<Integer> failingAlone(List<Integer> units) {
    if (units.size() <= 1) {
      return units;
    }
    List<Integer> failing = new ArrayList<>();
    for (List<Integer> half : halves(units)) {
      if (!runs.succeeds(half)) {
        failing.addAll(failingAlone(half));
      }
    }
    return failing;
  }

  /** Units that run alone and fail together are too many at once, for the memory perhaps. */
  private void addTogether(List<Integer> units, int size) {
    if (!units.isEmpty() && !runs.add(units, size) && units.size() > 1) {
      halves(units).forEach(half -> addTogether(half, half.size()));
    }
  }

  private static List<List<Integer>> halves(List<Integer> units) {
    int middle = units.size() / 2;
    return List.of(
        List.copyOf(units.subList(0, middle)), List.copyOf(units.subList(middle, units.size())));
  }
}
