package io.dptrain.core.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.dptrain.core.clip.Clipping;
import io.dptrain.core.graph.GraphFinding;
import io.dptrain.core.graph.PrivacyProofException;
import io.dptrain.core.internal.Doubles;
import io.dptrain.core.optimizer.BatchFeeder;
import io.dptrain.core.optimizer.BatchFeeds;
import io.dptrain.core.optimizer.DpOptimizer;
import io.dptrain.core.optimizer.DpOptimizerBuilder;
import io.dptrain.core.sampling.PoissonSampling;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.framework.optimizers.GradientDescent;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TFloating;

/**
 * A model under construction, for tests: variables and rows of data are drawn from fixed seeds, so
 * two models that are built alike are alike.
 */
public final class TestModel<T extends TFloating> implements AutoCloseable {
  public final Graph graph = new Graph();
  public final Session session = new Session(graph);
  public final Ops tf = Ops.create(graph);
  final Class<T> type;
  public final List<Variable<T>> variables = new ArrayList<>();
  private final Map<Placeholder<?>, Integer> inputs = new LinkedHashMap<>();
  private final Random random = new Random(1);

  public TestModel(Class<T> type) {
    this.type = type;
  }

  public static TestModel<TFloat32> single() {
    return new TestModel<>(TFloat32.class);
  }

  /** A data input of standard normal numbers. */
  public Placeholder<T> numbers(long... example) {
    Placeholder<T> input =
        tf.placeholder(type, Placeholder.shape(Shape.of(example).prepend(Shape.UNKNOWN_SIZE)));
    inputs.put(input, 0);
    return input;
  }

  /** A data input of integers below a bound. */
  public Placeholder<TInt32> ids(int bound, long... example) {
    Placeholder<TInt32> input =
        tf.placeholder(
            TInt32.class, Placeholder.shape(Shape.of(example).prepend(Shape.UNKNOWN_SIZE)));
    inputs.put(input, bound);
    return input;
  }

  /** A variable of small random numbers. */
  public Variable<T> variable(long... shape) {
    double[] values = new double[Math.toIntExact(Shape.of(shape).size())];
    Arrays.setAll(values, i -> 0.4 * random.nextGaussian());
    Operand<TFloat64> initial = tf.constant(Shape.of(shape), DataBuffers.of(values));
    Variable<T> variable = tf.variable(tf.dtypes.cast(initial, type));
    variables.add(variable);
    return variable;
  }

  public Operand<T> constant(double value) {
    return tf.dtypes.cast(tf.constant(value), type);
  }

  public Operand<T> dense(Operand<T> input, int width) {
    return tf.math.add(
        tf.linalg.matMul(input, variable(input.shape().get(1), width)), variable(width));
  }

  /** A layer of which six in ten values are kept, at random. */
  public Operand<T> dropout(Operand<T> input, int width) {
    Operand<T> hidden = tf.math.tanh(dense(input, width));
    Operand<T> drawn = tf.random.randomUniform(tf.shape(hidden), type);
    return tf.math.mul(hidden, tf.dtypes.cast(tf.math.greater(drawn, constant(0.4)), type));
  }

  /** Half the squared distance of each row to 1. <b>Shape</b> {@code [batch]}. */
  public Operand<T> distance(Operand<T> rows) {
    Operand<T> squares = tf.math.squaredDifference(rows, constant(1));
    return tf.math.mul(tf.reduceSum(squares, tf.constant(1)), constant(0.5));
  }

  /** A gradient descent with rate 1, without noise: variables move by the mean that it sees. */
  public DpOptimizerBuilder optimizer(int units, double clipNorm) {
    return DpOptimizer.wrap(new GradientDescent(graph, 1f))
        .sampling(PoissonSampling.of(units, units))
        .clipping(Clipping.flat(clipNorm))
        .noiseMultiplier(0);
  }

  /** Some rows of each data input. */
  public BatchFeeds feeds(int... rows) {
    BatchFeeds feeds = new BatchFeeds();
    inputs.forEach((input, bound) -> feeds.feed(input, tensor(input, bound, rows)));
    return feeds;
  }

  /** The rows of some units. */
  public static int[] rowsOf(int[] units, int rowsPerUnit) {
    int[] rows = new int[units.length * rowsPerUnit];
    Arrays.setAll(rows, i -> units[i / rowsPerUnit] * rowsPerUnit + i % rowsPerUnit);
    return rows;
  }

  /** How one step changes the variables, one after the other. */
  public double[] change(DpOptimizer optimizer, BatchFeeder feeder) {
    double[] before = values();
    optimizer.step(session, feeder);
    double[] after = values();
    Arrays.setAll(after, i -> after[i] - before[i]);
    return after;
  }

  /** All variables, one after the other. */
  public double[] values() {
    Session.Runner runner = session.runner();
    variables.forEach(runner::fetch);
    return flat(Doubles.fetch(runner));
  }

  /**
   * The slow and obvious reference: minus the sum over units of the ordinary gradient of the mean
   * loss of the unit's rows, each clipped, divided by the number of units.
   *
   * @param loss entries that belong to one row each
   */
  public double[] expectedChange(Operand<T> loss, int units, int rowsPerUnit, double clipNorm) {
    Output<?>[] gradients =
        graph.addGradients(
            loss.asOutput(), variables.stream().map(Operand::asOutput).toArray(Output<?>[]::new));
    double[] change = new double[values().length];
    for (int unit = 0; unit < units; unit++) {
      double[] gradient = gradient(gradients, rowsOf(new int[] {unit}, rowsPerUnit));
      double norm = 0;
      for (double value : gradient) {
        norm += value * value / rowsPerUnit / rowsPerUnit;
      }
      double factor = Math.min(1, clipNorm / Math.sqrt(norm)) / rowsPerUnit / units;
      Arrays.setAll(change, i -> change[i] - factor * gradient[i]);
    }
    return change;
  }

  private double[] gradient(Output<?>[] gradients, int[] rows) {
    try (BatchFeeds feeds = feeds(rows)) {
      Session.Runner runner = feeds.feedTo(session.runner());
      for (Output<?> gradient : gradients) {
        runner.fetch(gradient);
      }
      return flat(Doubles.fetch(runner));
    }
  }

  private Tensor tensor(Placeholder<?> input, int bound, int[] rows) {
    Shape shape = input.shape().tail().prepend(rows.length);
    int size = Math.toIntExact(input.shape().tail().size());
    double[] values = new double[rows.length * size];
    for (int i = 0; i < rows.length; i++) {
      Random row = new Random(1_000 * rows[i] + 7);
      for (int j = 0; j < size; j++) {
        values[i * size + j] = bound > 0 ? row.nextInt(bound) : row.nextGaussian();
      }
    }
    return Tensors.of(input.type(), shape, values);
  }

  private static double[] flat(double[][] values) {
    return Arrays.stream(values).flatMapToDouble(Arrays::stream).toArray();
  }

  /** What is wrong with a loss of it, which has to be refused. */
  public List<GraphFinding> findings(Operand<T> loss) {
    DpOptimizer optimizer = optimizer(4, 1).build();
    PrivacyProofException refusal =
        catchThrowableOfType(PrivacyProofException.class, () -> optimizer.minimize(loss));
    assertThat(refusal).as("refusal of '%s'", loss.op().name()).isNotNull();
    return refusal.findings();
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
