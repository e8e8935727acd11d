package io.dptrain.core.internal.check;

import io.dptrain.core.internal.Doubles;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;

/**
 * Values that variables are fed for a check, in place of those that they have.
 *
 * <p><b>Native memory</b>: owns its tensors. Not thread safe.
 */
final class Weights implements AutoCloseable {
  private final Map<Output<?>, Tensor> values = new LinkedHashMap<>();
  private final List<AutoCloseable> owned = new ArrayList<>();

  /** The values that variables have in a session. */
  static Weights of(Session session, List<? extends Output<?>> variables) {
    Weights weights = new Weights();
    if (!variables.isEmpty()) {
      Session.Runner runner = session.runner();
      variables.forEach(variable -> runner.fetch(ClippedSums.nameOf(variable)));
      Result result = runner.run();
      weights.owned.add(result);
      for (int i = 0; i < variables.size(); i++) {
        weights.values.put(variables.get(i), result.get(i));
      }
    }
    return weights;
  }

  /**
   * Numbers that were drawn, so that no gradient vanishes because a layer begins with zeros. A
   * matrix is given a norm of about one for each column; other variables lie around one, as scales
   * and offsets may.
   */
  Weights madeUp(List<? extends Output<?>> trained) {
    SplittableRandom random = new SplittableRandom(1);
    for (Output<?> variable : trained) {
      Shape shape = variable.shape();
      boolean isMatrix = shape.numDimensions() >= 2;
      double width = isMatrix ? Math.sqrt(3.0 / rows(shape)) : 0.5;
      double center = isMatrix ? 0 : 1;
      put(
          variable,
          Doubles.tensor(
              variable.type(), shape, () -> center + width * (2 * random.nextDouble() - 1)));
    }
    return this;
  }

  /** The same values, each but for a factor near one. */
  Weights nudged(List<? extends Output<?>> trained, double relative) {
    Weights nudged = new Weights();
    nudged.values.putAll(values);
    SplittableRandom random = new SplittableRandom(2);
    trained.forEach(
        variable ->
            nudged.put(
                variable,
                map(values.get(variable), x -> x * (1 + relative * (2 * random.nextInt(2) - 1)))));
    return nudged;
  }

  /** The values moved along a direction for each trained variable. */
  Weights moved(List<? extends Output<?>> trained, double[][] direction, double length) {
    Weights moved = new Weights();
    moved.values.putAll(values);
    for (int v = 0; v < trained.size(); v++) {
      double[] numbers = Doubles.of(values.get(trained.get(v)));
      Numbers.add(new double[][] {numbers}, new double[][] {direction[v]}, length);
      moved.put(trained.get(v), numbers);
    }
    return moved;
  }

  Map<Output<?>, Tensor> values() {
    return values;
  }

  void feedTo(Session.Runner runner) {
    values.forEach((variable, value) -> runner.feed(ClippedSums.nameOf(variable), value));
  }

  private void put(Output<?> variable, double[] numbers) {
    put(variable, Doubles.tensor(variable.type(), variable.shape(), numbers));
  }

  private void put(Output<?> variable, Tensor tensor) {
    owned.add(tensor);
    values.put(variable, tensor);
  }

  private static double[] map(Tensor tensor, DoubleUnaryOperator function) {
    double[] numbers = Doubles.of(tensor);
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = function.applyAsDouble(numbers[i]);
    }
    return numbers;
  }

  private static double rows(Shape shape) {
    return (double) shape.size() / Math.max(1, shape.get(shape.numDimensions() - 1));
  }

  @Override
  public void close() {
    for (AutoCloseable tensor : owned) {
      if (tensor instanceof Tensor closed) {
        closed.close();
      } else {
        ((Result) tensor).close();
      }
    }
    owned.clear();
  }
}
