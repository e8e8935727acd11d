package io.dptrain.core.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dptrain.core.clip.Clipping;
import io.dptrain.core.sampling.PoissonSampling;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.framework.losses.CategoricalCrossentropy;
import org.tensorflow.framework.optimizers.Adam;
import org.tensorflow.framework.optimizers.Optimizer;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;

/**
 * A training loop as TensorFlow Java's examples write it, before and after. The model, its loss and
 * {@code minimize(loss)} stay; the line that builds the optimizer changes, and the line that runs a
 * batch, because the sampler draws the batch and not the loop. docs/training.md shows both loops.
 */
class ExistingLoopTest {
  private static final int ROWS = 120;
  private static final int BATCH = 30;
  private static final int STEPS = 60;
  private static final float RATE = 0.05f;

  @Test
  void minimize_ordinaryLoop_learns() {
    try (Model model = new Model()) {
      // docs/training.md
      Optimizer optimizer = new Adam(model.graph, RATE);
      Op train = optimizer.minimize(model.loss);
      model.session.initialize();
      for (int step = 0; step < STEPS; step++) {
        int[] rows = IntStream.range(0, BATCH).map(i -> (i * 7) % ROWS).toArray();
        try (TFloat32 points = Data.points(rows);
            TFloat32 labels = Data.labels(rows)) {
          model
              .session
              .runner()
              .feed(model.points, points)
              .feed(model.labels, labels)
              .addTarget(train)
              .run()
              .close();
        }
      }
      // end
      assertThat(model.lossOnAllRows()).isLessThan(0.25);
    }
  }

  @Test
  void step_sameLoopMadePrivate_learnsAsWell() {
    try (Model model = new Model()) {
      // docs/training.md
      DpOptimizer optimizer =
          DpOptimizer.wrap(new Adam(model.graph, RATE))
              .sampling(PoissonSampling.of(ROWS, BATCH))
              .clipping(Clipping.flat(1.0))
              .noiseMultiplier(0.5)
              .build();
      optimizer.minimize(model.loss);
      model.session.initialize();
      for (int step = 0; step < STEPS; step++) {
        optimizer.step(
            model.session,
            rows ->
                new BatchFeeds()
                    .feed(model.points, Data.points(rows))
                    .feed(model.labels, Data.labels(rows)));
      }
      // end
      assertThat(model.lossOnAllRows()).isLessThan(0.3);
      assertThat(optimizer.ledger().steps()).isEqualTo(STEPS);
      assertThat(optimizer.ledger().epsilon(1e-5)).isFinite().isPositive();
    }
  }

  @Test
  void minimize_oldRunLineLeftInThePrivateLoop_fails() {
    try (Model model = new Model()) {
      DpOptimizer optimizer =
          DpOptimizer.wrap(new Adam(model.graph, RATE))
              .sampling(PoissonSampling.of(ROWS, BATCH))
              .clipping(Clipping.flat(1.0))
              .noiseMultiplier(0.5)
              .build();
      Op train = optimizer.minimize(model.loss);
      model.session.initialize();
      int[] rows = {0, 1, 2};
      try (TFloat32 points = Data.points(rows);
          TFloat32 labels = Data.labels(rows)) {
        Session.Runner runner =
            model.session.runner().feed(model.points, points).feed(model.labels, labels);
        assertThatThrownBy(() -> runner.addTarget(train).run())
            .hasMessageContaining("only_DpOptimizer_step_feeds");
      }
    }
  }

  /** Two layers and a loss of tensorflow-framework, which is a mean over the batch. */
  private static final class Model implements AutoCloseable {
    private final Graph graph = new Graph();
    private final Session session = new Session(graph);
    private final Ops tf = Ops.create(graph);
    private final Random random = new Random(3);
    private final Placeholder<TFloat32> points =
        tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, 2)));
    private final Placeholder<TFloat32> labels =
        tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, 2)));
    private final Operand<TFloat32> logits = dense(tf.nn.relu(dense(points, 2, 8)), 8, 2);
    private final Operand<TFloat32> loss =
        new CategoricalCrossentropy(true).call(tf, labels, logits);

    private Operand<TFloat32> dense(Operand<TFloat32> input, int in, int out) {
      float[] values = new float[in * out];
      for (int i = 0; i < values.length; i++) {
        values[i] = 0.7f * (float) random.nextGaussian();
      }
      Variable<TFloat32> weights =
          tf.variable(tf.constant(Shape.of(in, out), DataBuffers.of(values)));
      Variable<TFloat32> biases = tf.variable(tf.constant(new float[out]));
      return tf.math.add(tf.linalg.matMul(input, weights), biases);
    }

    private double lossOnAllRows() {
      int[] rows = IntStream.range(0, ROWS).toArray();
      try (TFloat32 all = Data.points(rows);
          TFloat32 classes = Data.labels(rows);
          Result result =
              session.runner().feed(points, all).feed(labels, classes).fetch(loss).run()) {
        return ((TFloat32) result.get(0)).getFloat();
      }
    }

    @Override
    public void close() {
      session.close();
      graph.close();
    }
  }

  /** Two clouds of points, one for each class; row {@code i} is of class {@code i % 2}. */
  private static final class Data {
    static TFloat32 points(int[] rows) {
      float[] values = new float[2 * rows.length];
      for (int i = 0; i < rows.length; i++) {
        Random random = new Random(rows[i]);
        random.nextGaussian();
        float center = rows[i] % 2 == 0 ? 1.5f : -1.5f;
        values[2 * i] = center + (float) random.nextGaussian();
        values[2 * i + 1] = center + (float) random.nextGaussian();
      }
      return TFloat32.tensorOf(Shape.of(rows.length, 2), DataBuffers.of(values));
    }

    static TFloat32 labels(int[] rows) {
      float[] values = new float[2 * rows.length];
      for (int i = 0; i < rows.length; i++) {
        values[2 * i + rows[i] % 2] = 1;
      }
      return TFloat32.tensorOf(Shape.of(rows.length, 2), DataBuffers.of(values));
    }
  }
}
