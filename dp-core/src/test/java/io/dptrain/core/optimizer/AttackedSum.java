package io.dptrain.core.optimizer;

import io.dptrain.core.clip.Clipping;
import io.dptrain.core.noise.HostNoise;
import io.dptrain.core.noise.NoiseMechanism;
import io.dptrain.core.random.SeededNoise;
import io.dptrain.core.sampling.PoissonSampling;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.framework.optimizers.GradientDescent;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Assign;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * The clipped sum of records whose gradients point in one direction and have sizes that are fed, as
 * an update without noise shows it. A record of size zero counts for nothing, as one that is not
 * there.
 */
final class AttackedSum implements AutoCloseable {
  private static final double CLIP_NORM = 1;

  private final Graph graph = new Graph();
  private final Session session = new Session(graph);
  private final Ops tf = Ops.create(graph);
  private final int records;
  private final int positions;
  private final Placeholder<TFloat32> sizes =
      tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1)));
  private final Placeholder<TInt32> ids;
  private final Variable<TFloat32> variable;
  private final Assign<TFloat32> reset;
  private final DpOptimizer optimizer;
  private final String form;

  /** Where a variable meets the data, which decides how the sum is taken. */
  enum Use {
    /** Each gradient is built. */
    BUILT(2) {
      @Override
      Operand<TFloat32> losses(AttackedSum sum) {
        return sum.first(sum.tf.math.mul(sum.column(), sum.variable), 2);
      }
    },
    /** One outer product for each record. */
    PRODUCT(16, 16) {
      @Override
      Operand<TFloat32> losses(AttackedSum sum) {
        Operand<TFloat32> input = sum.tf.math.mul(sum.column(), sum.unit(16));
        return sum.first(sum.tf.linalg.matMul(input, sum.variable), 16);
      }
    },
    /** Two outer products for each record, which are not multiplied out. */
    GRAM(32, 32) {
      @Override
      Operand<TFloat32> losses(AttackedSum sum) {
        Ops tf = sum.tf;
        Operand<TFloat32> half = tf.math.mul(sum.column(), tf.constant(0.5f));
        Operand<TFloat32> both = tf.concat(List.of(half, half), tf.constant(1));
        Operand<TFloat32> each = tf.reshape(both, tf.constant(new int[] {-1, 1}));
        Operand<TFloat32> input = tf.math.mul(each, sum.unit(32));
        Operand<TFloat32> output = sum.first(tf.linalg.matMul(input, sum.variable), 32);
        return tf.reduceSum(tf.reshape(output, tf.constant(new int[] {-1, 2})), tf.constant(1));
      }
    },
    /** All positions of all records look up the same row. */
    LOOK_UPS(3, 2) {
      @Override
      Operand<TFloat32> losses(AttackedSum sum) {
        Operand<TFloat32> rows = sum.tf.gather(sum.variable, sum.ids, sum.tf.constant(0));
        Operand<TFloat32> scaled = sum.tf.math.mul(rows, sum.tf.constant(1f / sum.positions));
        Operand<TFloat32> added = sum.tf.reduceSum(scaled, sum.tf.constant(1));
        return sum.tf.math.mul(sum.first(added, 2), sum.sizes);
      }
    },
    /** The same, averaged at once. */
    POOLED(3, 2) {
      @Override
      Operand<TFloat32> losses(AttackedSum sum) {
        Operand<TFloat32> rows = sum.tf.gather(sum.variable, sum.ids, sum.tf.constant(0));
        Operand<TFloat32> mean = sum.tf.math.mean(rows, sum.tf.constant(1));
        return sum.tf.math.mul(sum.first(mean, 2), sum.sizes);
      }
    };

    private final int rows;
    private final int columns;

    Use(int rows) {
      this(rows, 0);
    }

    Use(int rows, int columns) {
      this.rows = rows;
      this.columns = columns;
    }

    /** Of the variable. */
    private int[] shape() {
      return columns == 0 ? new int[] {rows} : new int[] {rows, columns};
    }

    abstract Operand<TFloat32> losses(AttackedSum sum);
  }

  AttackedSum(Use use, int records, int positions, PhysicalBatches batches) {
    this(use, records, positions, batches, HostNoise.of(SeededNoise.of(1)));
  }

  AttackedSum(
      Use use, int records, int positions, PhysicalBatches batches, NoiseMechanism noiseless) {
    this.records = records;
    this.positions = positions;
    boolean looksUp = use == Use.LOOK_UPS || use == Use.POOLED;
    ids = looksUp ? tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(-1, positions))) : null;
    Operand<TFloat32> zeros = tf.zeros(tf.constant(use.shape()), TFloat32.class);
    variable = tf.variable(zeros);
    reset = tf.assign(variable, zeros);
    optimizer =
        DpOptimizer.wrap(new GradientDescent(graph, 1f))
            .sampling(PoissonSampling.of(records, records))
            .clipping(Clipping.flat(CLIP_NORM))
            .noiseMultiplier(0)
            .noise(noiseless)
            .physicalBatches(batches)
            .build();
    optimizer.minimize(use.losses(this));
    form = optimizer.explain().variables().get(0).form();
    session.initialize();
  }

  private Operand<TFloat32> column() {
    return tf.expandDims(sizes, tf.constant(1));
  }

  /** A one and zeros. */
  private Operand<TFloat32> unit(int size) {
    float[] unit = new float[size];
    unit[0] = 1;
    return tf.constant(unit);
  }

  /** The first entry of each row. */
  private Operand<TFloat32> first(Operand<TFloat32> rows, int width) {
    return tf.reduceSum(tf.math.mul(rows, unit(width)), tf.constant(1));
  }

  /** How the sum is taken, in words. */
  String form() {
    return form;
  }

  /** How far one record may move the sum, in clip norms. */
  double allowed() {
    return optimizer.l2Sensitivity() / CLIP_NORM;
  }

  /** How far the sum moves, in clip norms, if one record is left out. */
  double movedWithout(float[] recordSizes, int left) {
    float[] others = recordSizes.clone();
    others[left] = 0;
    return Math.abs(sum(recordSizes) - sum(others));
  }

  /** The sum of the clipped gradients, in their direction. */
  double sum(float[] recordSizes) {
    session.run(reset);
    optimizer.step(
        session,
        units -> {
          float[] fed = new float[units.length];
          for (int i = 0; i < fed.length; i++) {
            fed[i] = recordSizes[units[i]];
          }
          BatchFeeds feeds = new BatchFeeds().feed(sizes, TFloat32.vectorOf(fed));
          return ids == null
              ? feeds
              : feeds.feed(
                  ids,
                  TInt32.tensorOf(
                      Shape.of(fed.length, positions),
                      DataBuffers.of(new int[fed.length * positions])));
        });
    try (Result result = session.runner().fetch(variable).run()) {
      return -((TFloat32) result.get(0)).scalars().iterator().next().getFloat() * (double) records;
    }
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
