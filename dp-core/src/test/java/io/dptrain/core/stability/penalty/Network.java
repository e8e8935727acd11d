package io.dptrain.core.stability.penalty;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat64;

/**
 * A network under construction, in double precision, whose weights are fed, so that they can be
 * moved a little. Weights and examples come from a fixed seed.
 */
final class Network implements AutoCloseable {
  private static final double STEP = 1e-5;

  final Graph graph = new Graph();
  final Ops tf = Ops.create(graph);
  private final Session session = new Session(graph);
  private final List<Placeholder<TFloat64>> weights = new ArrayList<>();
  private final List<Placeholder<TFloat64>> fed = new ArrayList<>();
  private final List<double[]> values = new ArrayList<>();
  private final Random random = new Random(3);

  /** Examples of standard normal numbers. */
  Placeholder<TFloat64> input(long... shape) {
    return placeholder(1, shape);
  }

  /** A weight of small random numbers. */
  Placeholder<TFloat64> weight(long... shape) {
    Placeholder<TFloat64> weight = placeholder(0.5, shape);
    weights.add(weight);
    return weight;
  }

  private Placeholder<TFloat64> placeholder(double scale, long... shape) {
    Placeholder<TFloat64> placeholder =
        tf.placeholder(TFloat64.class, Placeholder.shape(Shape.of(shape)));
    double[] numbers = new double[Math.toIntExact(Shape.of(shape).size())];
    Arrays.setAll(numbers, i -> scale * random.nextGaussian());
    fed.add(placeholder);
    values.add(numbers);
    return placeholder;
  }

  Operand<TFloat64> dense(Operand<TFloat64> input, long width) {
    return tf.math.add(tf.linalg.matMul(input, weight(input.shape().get(1), width)), weight(width));
  }

  /** The elements of a tensor. */
  double[] values(Output<?> tensor) {
    Session.Runner runner = session.runner().fetch(tensor);
    List<Tensor> tensors = new ArrayList<>();
    for (int i = 0; i < fed.size(); i++) {
      tensors.add(TFloat64.tensorOf(fed.get(i).shape(), DataBuffers.of(values.get(i))));
      runner.feed(fed.get(i), tensors.get(i));
    }
    try (Result result = runner.run()) {
      double[] elements = new double[Math.toIntExact(result.get(0).shape().size())];
      ((TFloat64) result.get(0)).asRawTensor().data().asDoubles().read(elements);
      return elements;
    } finally {
      tensors.forEach(Tensor::close);
    }
  }

  /**
   * The gradient of a sum with respect to all weights, as TensorFlow derives it; zero where it says
   * that there is none.
   */
  double[] gradient(Operand<TFloat64> summed) {
    Output<?>[] sources = weights.stream().map(Operand::asOutput).toArray(Output<?>[]::new);
    Output<?>[] gradients = graph.addGradients(summed.asOutput(), sources);
    return IntStream.range(0, sources.length)
        .mapToObj(
            i ->
                gradients[i].isClosed()
                    ? new double[Math.toIntExact(sources[i].shape().size())]
                    : values(gradients[i]))
        .flatMapToDouble(Arrays::stream)
        .toArray();
  }

  /** The same by central differences: the slow and obvious reference. */
  double[] differences(Operand<TFloat64> summed) {
    List<Double> differences = new ArrayList<>();
    for (Placeholder<TFloat64> weight : weights) {
      double[] numbers = values.get(fed.indexOf(weight));
      for (int i = 0; i < numbers.length; i++) {
        double middle = numbers[i];
        numbers[i] = middle + STEP;
        double above = Arrays.stream(values(summed.asOutput())).sum();
        numbers[i] = middle - STEP;
        double below = Arrays.stream(values(summed.asOutput())).sum();
        numbers[i] = middle;
        differences.add((above - below) / (2 * STEP));
      }
    }
    return differences.stream().mapToDouble(Double::doubleValue).toArray();
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
