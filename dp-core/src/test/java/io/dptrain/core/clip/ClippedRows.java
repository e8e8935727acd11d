package io.dptrain.core.clip;

import io.dptrain.core.gradient.PerExampleGradients;
import io.dptrain.core.internal.gradient.SiteGradients;
import io.dptrain.core.internal.graph.flow.ExampleAnalysis;
import io.dptrain.core.internal.seam.ScheduledRelease;
import io.dptrain.core.internal.sums.JointSum;
import io.dptrain.core.noise.NoiseSchedule;
import io.dptrain.core.testing.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.family.TFloating;

/**
 * A model whose per-example gradients are the rows that it is fed: two layers of two variables and
 * one variable, with the loss {@code sum_v x_v . w_v}.
 */
final class ClippedRows<T extends TFloating> implements AutoCloseable {
  /** The sizes of the variables: the first two are one layer. */
  static final int[] SIZES = {3, 1, 2};

  static final int SIZE = 6;

  private final Graph graph = new Graph();
  private final Session session = new Session(graph);
  private final Class<T> type;
  private final List<Output<T>> variables = new ArrayList<>();
  private final Placeholder<T> rows;
  private final Placeholder<T> weights;
  private final Placeholder<T> clipNorms;
  private final Clipper clipper;
  private final JointSum<T> joint;

  ClippedRows(Class<T> type, Clipping clipping) {
    this(type, variables -> clipping, 1);
  }

  /** What makes a clipping out of the variables of the model. */
  interface ClippingOf {
    Clipping of(List<? extends Output<?>> variables);
  }

  ClippedRows(Class<T> type, ClippingOf clipping, double noiseMultiplier) {
    this.type = type;
    Ops tf = Ops.create(graph);
    this.rows = tf.placeholder(type, Placeholder.shape(Shape.of(-1, SIZE)));
    this.weights = tf.placeholder(type, Placeholder.shape(Shape.of(-1)));
    Output<T> loss = loss(tf).asOutput();
    ExampleAnalysis analysis = ExampleAnalysis.of(loss, List.of());
    PerExampleGradients<T> gradients = SiteGradients.of(tf, loss, 1, analysis, variables);
    Clipping strategy = clipping.of(gradients.variables());
    this.clipper = strategy.forVariables(gradients.variables());
    this.clipNorms = tf.placeholder(type, Placeholder.shape(Shape.of(clipper.groupNames().size())));
    Optional<Operand<T>> fed = clipper.clipNorms().map(norms -> clipNorms);
    Clipped<T> clipped = clipper.clip(tf, gradients, weights, fed);
    this.joint =
        JointSum.of(
            tf,
            gradients.variables(),
            clipped.sums(),
            clipper.l2Bound(),
            ScheduledRelease.of(NoiseSchedule.constant(noiseMultiplier), strategy, List.of()),
            clipped.statistics(),
            clipped.statistics().size());
    session.initialize();
  }

  private Operand<T> loss(Ops tf) {
    Ops dense = tf.withSubScope("dense");
    Ops out = tf.withSubScope("out");
    List<Operand<T>> terms = new ArrayList<>();
    int from = 0;
    for (int v = 0; v < SIZES.length; v++) {
      Operand<T> part =
          tf.slice(rows, tf.constant(new int[] {0, from}), tf.constant(new int[] {-1, SIZES[v]}));
      Operand<T> zeros = tf.zeros(tf.constant(new int[] {SIZES[v]}), type);
      Operand<T> variable = (v < 2 ? dense : out).variable(zeros);
      variables.add(variable.asOutput());
      terms.add(tf.reduceSum(tf.math.mul(part, variable), tf.constant(1)));
      from += SIZES[v];
    }
    return tf.math.addN(terms);
  }

  Clipper clipper() {
    return clipper;
  }

  JointSum<T> joint() {
    return joint;
  }

  /** Clipped gradients and statistics, one after the other, of a weighted batch. */
  double[] sums(double[][] batch, double[] weights, double... norms) {
    double[] flat = Arrays.stream(batch).flatMapToDouble(Arrays::stream).toArray();
    double[] fedNorms = norms.length > 0 ? norms : new double[clipper.groupNames().size()];
    try (Tensor x = Tensors.of(type, Shape.of(batch.length, SIZE), flat);
        Tensor w = Tensors.of(type, Shape.of(weights.length), weights);
        Tensor c = Tensors.of(type, Shape.of(fedNorms.length), fedNorms)) {
      Session.Runner runner =
          session.runner().feed(rows, x).feed(this.weights, w).feed(clipNorms, c);
      joint.sums().forEach(runner::fetch);
      try (Result result = runner.run()) {
        return IntStream.range(0, result.size())
            .mapToObj(result::get)
            .flatMapToDouble(sum -> Arrays.stream(Tensors.toDoubles(sum)))
            .toArray();
      }
    }
  }

  /** The sums of a batch in which each example counts once. */
  double[] sums(double[][] batch) {
    double[] ones = new double[batch.length];
    Arrays.fill(ones, 1);
    return sums(batch, ones, clipper.clipNorms().map(norms -> norms.of(0)).orElse(new double[0]));
  }

  /** A row, cut into the variables. */
  static double[][] byVariable(double[] row) {
    double[][] parts = new double[SIZES.length][];
    int from = 0;
    for (int v = 0; v < SIZES.length; v++) {
      parts[v] = Arrays.copyOfRange(row, from, from + SIZES[v]);
      from += SIZES[v];
    }
    return parts;
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
