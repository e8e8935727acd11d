package io.dptrain.examples.lab.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Op;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;

/** One run of a graph: what is fed, what is done, what is fetched. It closes all tensors. */
public final class LabRun {
  private final Session.Runner runner;
  private final List<Tensor> fed = new ArrayList<>();

  LabRun(Session.Runner runner) {
    this.runner = runner;
  }

  /** Feeds values of a shape. */
  public LabRun feed(Placeholder<TFloat32> input, float[] values, long... shape) {
    Tensor tensor = tensor(values, shape);
    fed.add(tensor);
    runner.feed(input, tensor);
    return this;
  }

  /** Feeds normal numbers of unit variance. <b>Shape</b> {@code [rows, columns]} */
  public LabRun feedNormal(Placeholder<TFloat32> input, Random random, int rows, int columns) {
    return feed(input, Draw.normal(random, 1, rows * columns), rows, columns);
  }

  /** Values of a shape, for tools that feed by themselves; the caller closes it. */
  public static TFloat32 tensor(float[] values, long... shape) {
    return TFloat32.tensorOf(Shape.of(shape), DataBuffers.of(values));
  }

  /** What is done beside. */
  public LabRun target(Op op) {
    runner.addTarget(op);
    return this;
  }

  /** What is fetched: a tensor of floats or doubles. */
  public LabRun fetch(Operand<?> value) {
    runner.fetch(value);
    return this;
  }

  /** Runs, for what it does. */
  public void go() {
    arrays();
  }

  /** Runs and gives the one number that is fetched. */
  public double number() {
    return arrays().get(0)[0];
  }

  /** Runs and gives the numbers that are fetched, in their order. */
  public double[] numbers() {
    return arrays().stream().mapToDouble(array -> array[0]).toArray();
  }

  /** Runs and gives the entries of the one tensor that is fetched, the last axis first. */
  public double[] array() {
    return arrays().get(0);
  }

  /** Runs and gives the entries of each tensor that is fetched, the last axis first. */
  public List<double[]> arrays() {
    try (Result result = runner.run()) {
      List<double[]> arrays = new ArrayList<>();
      for (int i = 0; i < result.size(); i++) {
        arrays.add(entries(result.get(i)));
      }
      return arrays;
    } finally {
      fed.forEach(Tensor::close);
    }
  }

  private static double[] entries(Tensor tensor) {
    int size = (int) tensor.shape().size();
    double[] entries = new double[size];
    if (tensor instanceof TFloat64 doubles) {
      doubles.copyTo(DataBuffers.of(entries));
    } else {
      float[] floats = new float[size];
      ((TFloat32) tensor).copyTo(DataBuffers.of(floats));
      for (int i = 0; i < size; i++) {
        entries[i] = floats[i];
      }
    }
    return entries;
  }
}
