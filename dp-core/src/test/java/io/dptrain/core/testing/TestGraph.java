package io.dptrain.core.testing;

import java.util.Random;
import java.util.function.UnaryOperator;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.OperationBuilder;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** A graph with one placeholder for data, and short words for what tests put into it. */
public final class TestGraph {
  /** What a test makes of the data. */
  @FunctionalInterface
  public interface Build {
    /** The loss. */
    Operand<TFloat32> of(TestGraph graph);
  }

  public final Ops tf;
  public final Placeholder<TFloat32> x;
  private final Graph graph;
  private final Random random = new Random(7);

  public TestGraph(Graph graph, Shape data) {
    this.graph = graph;
    this.tf = Ops.create(graph);
    this.x = tf.placeholder(TFloat32.class, Placeholder.shape(data));
  }

  /** A variable of random numbers. */
  public Variable<TFloat32> parameters(long... shape) {
    return tf.variable(numbers(shape));
  }

  /** A constant of random numbers. */
  public Operand<TFloat32> numbers(long... shape) {
    float[] values = new float[Math.toIntExact(Shape.of(shape).size())];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return tf.constant(Shape.of(shape), DataBuffers.of(values));
  }

  public Operand<TInt32> vector(int... values) {
    return tf.constant(values);
  }

  public Operand<TInt32> number(int value) {
    return tf.constant(value);
  }

  public Operand<TFloat32> reshape(Operand<TFloat32> value, int... shape) {
    return tf.reshape(value, vector(shape));
  }

  public Operand<TFloat32> transpose(Operand<TFloat32> value, int... permutation) {
    return tf.linalg.transpose(value, vector(permutation));
  }

  public Operand<TFloat32> sum(Operand<TFloat32> value, int... axes) {
    return tf.reduceSum(value, vector(axes));
  }

  /** The number of rows, out of the shape of the data. */
  public Operand<TInt32> rows() {
    return sizeOf(x, 0);
  }

  /** One entry of a shape, as a scalar. */
  public Operand<TInt32> sizeOf(Operand<TFloat32> value, int axis) {
    return tf.gather(tf.shape(value), number(axis), number(0));
  }

  /** Class numbers that depend on the data. <b>Shape</b>: that of the value less its last axis. */
  public Operand<TInt32> ids(Operand<TFloat32> value) {
    return tf.math.argMax(value, number(-1), TInt32.class);
  }

  /** An operation for which there may be no method. */
  public Operand<TFloat32> raw(
      String type, UnaryOperator<OperationBuilder> attributes, Operand<?>... inputs) {
    return rawOutputs(type, attributes, inputs).op().output(0);
  }

  /** The first output of an operation for which there may be no method. */
  public Output<?> rawOutputs(
      String type, UnaryOperator<OperationBuilder> attributes, Operand<?>... inputs) {
    OperationBuilder builder = graph.opBuilder(type, tf.scope().makeOpName(type), tf.scope());
    for (Operand<?> input : inputs) {
      builder.addInput(input.asOutput());
    }
    return attributes.apply(builder).build().output(0);
  }

  /** The first version of concat, whose axis comes before the tensors. */
  public Operand<TFloat32> concatFirstVersion(int axis, Operand<TFloat32> a, Operand<TFloat32> b) {
    return graph
        .opBuilder("Concat", tf.scope().makeOpName("Concat"), tf.scope())
        .addInput(number(axis).asOutput())
        .addInputList(new Output<?>[] {a.asOutput(), b.asOutput()})
        .build()
        .output(0);
  }
}
