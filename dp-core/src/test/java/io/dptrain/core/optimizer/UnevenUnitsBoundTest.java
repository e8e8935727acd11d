package io.dptrain.core.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dptrain.core.clip.Clipping;
import io.dptrain.core.internal.Doubles;
import io.dptrain.core.sampling.PoissonSampling;
import java.util.Arrays;
import java.util.Random;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.framework.optimizers.GradientDescent;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;

/**
 * What one unit moves the clipped sum by, of ten thousand small sets of units: each set has a row
 * of a table for itself, so one step adds up all sets apart from one another.
 *
 * <p>The loss of a row is {@code table[set] . x}, whose gradient is {@code x} in the row of the
 * set, so the gradient of a unit is the mean of the {@code x} that it has.
 */
class UnevenUnitsBoundTest {
  private static final int SETS = 10_000;
  private static final int UNITS_OF_A_SET = 3;
  private static final int UNITS = SETS * UNITS_OF_A_SET;
  private static final int MOST = 4;
  private static final int WIDTH = 2;
  private static final double CLIP_NORM = 1.5;

  private final Graph graph = new Graph();
  private final Session session = new Session(graph);
  private final Ops tf = Ops.create(graph);
  private final Placeholder<TInt32> sets = tf.placeholder(TInt32.class, shape());
  private final Placeholder<TFloat64> numbers = tf.placeholder(TFloat64.class, shape(WIDTH));
  private final Variable<TFloat64> table =
      tf.variable(tf.zeros(tf.constant(new int[] {SETS, WIDTH}), TFloat64.class));
  private final DpOptimizer optimizer =
      DpOptimizer.wrap(new GradientDescent(graph, 1f))
          .sampling(PoissonSampling.of(UNITS, UNITS))
          .clipping(Clipping.flat(CLIP_NORM))
          .noiseMultiplier(0)
          .rowsPerUnitAtMost(MOST)
          .build();

  private final int[] present = new Random(1).ints(UNITS, 1, MOST + 1).toArray();
  private final double[] rows = new double[UNITS * MOST * WIDTH];

  private static Placeholder.Options shape(long... row) {
    return Placeholder.shape(Shape.of(row).prepend(Shape.UNKNOWN_SIZE));
  }

  UnevenUnitsBoundTest() {
    Operand<TFloat64> ofSet = tf.gather(table, sets, tf.constant(0));
    optimizer.minimize(tf.reduceSum(tf.math.mul(ofSet, numbers), tf.constant(1)));
    session.initialize();
  }

  @AfterEach
  void close() {
    session.close();
    graph.close();
  }

  /**
   * Rows of a length between a thousandth and a thousand, anywhere; what is absent is not finite.
   */
  private void drawRows() {
    Random random = new Random(2);
    for (int row = 0; row < UNITS * MOST; row++) {
      double scale = Math.pow(10, 6 * random.nextDouble() - 3);
      for (int i = 0; i < WIDTH; i++) {
        boolean isThere = row % MOST < present[row / MOST];
        rows[row * WIDTH + i] = isThere ? scale * random.nextGaussian() : Double.NaN;
      }
    }
  }

  /** The clipped sum of each set over the units that count; a place of no rows does not. */
  private double[] sums(IntPredicate counts) {
    double[] before = values();
    optimizer.step(session, units -> feeds(units, counts));
    double[] after = values();
    for (int i = 0; i < after.length; i++) {
      after[i] = (before[i] - after[i]) * UNITS;
    }
    return after;
  }

  private double[] values() {
    return Doubles.fetch(session.runner().fetch(table))[0];
  }

  private BatchFeeds feeds(int[] units, IntPredicate counts) {
    int[] setOfRows = new int[units.length * MOST];
    double[] numbersOfRows = new double[units.length * MOST * WIDTH];
    int[] rowsOfUnits = new int[units.length];
    for (int place = 0; place < units.length; place++) {
      int unit = units[place];
      rowsOfUnits[place] = counts.test(unit) ? present[unit] : 0;
      for (int row = 0; row < MOST; row++) {
        boolean isThere = row < present[unit];
        setOfRows[place * MOST + row] = isThere ? unit / UNITS_OF_A_SET : -1;
      }
      System.arraycopy(
          rows, unit * MOST * WIDTH, numbersOfRows, place * MOST * WIDTH, MOST * WIDTH);
    }
    return new BatchFeeds()
        .feed(sets, TInt32.vectorOf(setOfRows))
        .feed(
            numbers,
            TFloat64.tensorOf(Shape.of(setOfRows.length, WIDTH), DataBuffers.of(numbersOfRows)))
        .present(rowsOfUnits);
  }

  private static boolean isFirst(int unit) {
    return unit % UNITS_OF_A_SET == 0;
  }

  private static double moved(double[] some, double[] others, int set) {
    double square = 0;
    for (int i = set * WIDTH; i < (set + 1) * WIDTH; i++) {
      square += (some[i] - others[i]) * (some[i] - others[i]);
    }
    return Math.sqrt(square);
  }

  private double lengthOfMean(int unit) {
    double square = 0;
    for (int i = 0; i < WIDTH; i++) {
      double mean = 0;
      for (int row = 0; row < present[unit]; row++) {
        mean += rows[(unit * MOST + row) * WIDTH + i] / present[unit];
      }
      square += mean * mean;
    }
    return Math.sqrt(square);
  }

  /** The first unit of each set is removed. */
  @Test
  void sums_withoutOneUnit_moveByItsClippedMeanAndNeverByMoreThanTheBound() {
    drawRows();
    double[] all = sums(unit -> true);
    double[] without = sums(unit -> !isFirst(unit));
    int attained = 0;
    for (int set = 0; set < SETS; set++) {
      double moved = moved(all, without, set);
      double length = lengthOfMean(set * UNITS_OF_A_SET);
      assertThat(moved).isLessThanOrEqualTo(optimizer.l2Sensitivity());
      assertThat(moved).isCloseTo(Math.min(CLIP_NORM, length), within(1e-6));
      attained += moved > CLIP_NORM * (1 - 1e-6) ? 1 : 0;
    }
    assertThat(attained).isBetween(SETS / 4, SETS * 3 / 4);
  }

  /**
   * A unit of one row weighs as much as one of many: neither number of rows tells by the length.
   */
  @Test
  void sums_ofEqualRows_areAlikeWhateverTheNumberOfRows() {
    Arrays.fill(rows, 0.5);
    double[] firsts = sums(UnevenUnitsBoundTest::isFirst);
    for (double sum : firsts) {
      assertThat(sum).isCloseTo(0.5, within(1e-6));
    }
  }
}
