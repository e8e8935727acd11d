package io.dptrain.core.internal.update;

import io.dptrain.core.internal.Checks;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongToDoubleFunction;
import org.tensorflow.Session;
import org.tensorflow.Tensor;

/**
 * The learning rates of one optimizer, which change from step to step together.
 *
 * @param factor from the number of a step, counted from zero, to what they are multiplied with
 */
record LearningRates(List<LearningRate> rates, LongToDoubleFunction factor) {

  /** Takes a copy of the list. */
  LearningRates {
    rates = List.copyOf(rates);
  }

  /**
   * What is fed in a step, in the order of the rates.
   *
   * @param step how many steps came before
   * @throws IllegalArgumentException if the factor is negative or not finite, or makes what no
   *     learning rate can be
   */
  double[] at(long step) {
    String name = "learning rate factor of step " + step;
    double ofStep = Checks.nonNegativeFinite(name, factor.applyAsDouble(step));
    return rates.stream().mapToDouble(rate -> rate.times(name, ofStep)).toArray();
  }

  /**
   * The rates of one step as tensors.
   *
   * <p><b>Native memory</b>: owns a scalar for each; closing frees them.
   */
  static final class Fed implements AutoCloseable {
    private final List<Tensor> tensors = new ArrayList<>();

    /**
     * Feeds rates in the place of the constants of the graph.
     *
     * @param values those of the step, one array for each element of {@code all}
     */
    Session.Runner feed(Session.Runner runner, List<LearningRates> all, List<double[]> values) {
      for (int i = 0; i < all.size(); i++) {
        for (int j = 0; j < values.get(i).length; j++) {
          LearningRate rate = all.get(i).rates().get(j);
          Tensor tensor = rate.tensor(values.get(i)[j]);
          tensors.add(tensor);
          runner.feed(rate.constant(), tensor);
        }
      }
      return runner;
    }

    @Override
    public void close() {
      tensors.forEach(Tensor::close);
    }
  }
}
