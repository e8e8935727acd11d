package io.dptrain.core.internal.check;

import io.dptrain.core.check.NeighborReport;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.tensorflow.Session;

/**
 * Runs a batch of real examples, and its neighbors: each example really left out, masked out, and
 * replaced by another one, in whole and in chunks. Changes no variable, adds nothing to the graph
 * and charges nothing.
 */
public final class NeighborReplay {
  /** Of a larger batch so many examples are left out, evenly spread. */
  private static final int MOST = 16;

  /** A batch of so many is looked at example by example, and of a larger one as many as above. */
  private static final int MOST_ALONE = 256;

  /** Chunks of one and two, of a batch of at most so many. */
  private static final int MOST_IN_SMALL_CHUNKS = 32;

  private static final int[] SMALL = {1, 2};

  /** So many examples are left out of batches in chunks. */
  private static final int MOST_IN_CHUNKS = 3;

  private final Session session;
  private final ClippedSums sums;
  private final UnitTensors given;
  private final int[] all;

  /** A replay of some units, which stay open. */
  public NeighborReplay(Session session, ClippedSums sums, UnitTensors given) {
    this.session = session;
    this.sums = sums;
    this.given = given;
    this.all = IntStream.range(0, given.units()).toArray();
  }

  /**
   * Runs all of it.
   *
   * @throws RuntimeException what TensorFlow throws if neither the batch nor a neighbor can be run
   */
  public NeighborReport run() {
    Draws draws = new Draws(sums);
    try (SingleGradients single = new SingleGradients(sums);
        Weights weights = Weights.of(session, single.variables());
        UnitTensors units = given.pick(all)) {
      SumRuns runs = new SumRuns(session, sums, weights);
      Neighbors neighbors = new Neighbors(sums, runs, units);
      try {
        draws.fix(session, units, weights);
        neighbors.runWhole();
      } catch (RuntimeException e) { // what TensorFlow throws has no other common type
        neighbors.requireSomeSuccess(e);
        return neighbors.report(OptionalDouble.empty(), draws.names());
      }
      int[] alone = (all.length <= MOST_ALONE ? some(all.length) : some(MOST)).toArray();
      neighbors.compareGradients(single, weights, alone);
      compare(neighbors);
      OptionalDouble slopes = new LossSlopes(session, sums, single, weights).error(units);
      return neighbors.report(slopes, draws.names());
    }
  }

  private void compare(Neighbors neighbors) {
    some(MOST).forEach(neighbors::compareNeighbors);
    some(MOST_IN_CHUNKS)
        .forEach(
            unit -> {
              for (int size : all.length <= MOST_IN_SMALL_CHUNKS ? SMALL : quarters()) {
                neighbors.compareChunks(size, unit);
              }
              neighbors.compareControlFlow(unit);
            });
  }

  private int[] quarters() {
    return new int[] {(all.length + 3) / 4};
  }

  private IntStream some(int most) {
    int count = Math.min(most, all.length);
    return IntStream.range(0, count).map(i -> (int) ((long) i * all.length / count));
  }
}
