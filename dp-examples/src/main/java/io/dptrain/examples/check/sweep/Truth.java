package io.dptrain.examples.check.sweep;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.tensorflow.ndarray.Shape;

/**
 * What a case should give for values that were drawn: outputs, and by central finite differences
 * the gradient of each example. By plain loops, or where a case has none by the kernel in double
 * precision.
 */
final class Truth implements AutoCloseable {
  private static final double STEP = 1e-5;

  private final OpCase tried;
  private final List<Values> values;
  private final Optional<CaseGraph> wide;
  private final Values expected;
  private final Values weights;
  private final Map<Integer, double[][]> gradients = new HashMap<>();

  private Truth(OpCase tried, List<Values> values) {
    this.tried = tried;
    this.values = values;
    this.wide =
        tried.reference().isPresent()
            ? Optional.empty()
            : Optional.of(CaseGraph.fed(tried.widened(), values));
    this.expected = outputs(values);
    Random random = new Random(tried.name().hashCode());
    Shape one = expected.shape().tail();
    this.weights = Values.of(one, place -> (float) (0.5 + random.nextDouble()));
  }

  static Truth of(OpCase tried) {
    return new Truth(tried, draw(tried, 1));
  }

  /** Values for all inputs, data with the examples in front. */
  static List<Values> draw(OpCase tried, long seed) {
    List<Values> drawn = new ArrayList<>();
    for (int i = 0; i < tried.args().size(); i++) {
      drawn.add(tried.args().get(i).draw(tried.batch(), i, seed + tried.name().hashCode()));
    }
    return drawn;
  }

  List<Values> values() {
    return values;
  }

  /** The outputs, examples in front. */
  Values expected() {
    return expected;
  }

  /** The factors {@code w} of the loss of an example, {@code sum of w y (1 + y / 2)}. */
  Values weights() {
    return weights;
  }

  /** The outputs for other values. */
  Values outputs(List<Values> others) {
    if (wide.isPresent()) {
      return wide.get().run(others);
    }
    List<Values> entering = new ArrayList<>();
    for (int i = 0; i < others.size(); i++) {
      Arg arg = tried.args().get(i);
      boolean moves = arg.role() == Arg.Role.DATA && arg.exampleAxis() != 0;
      entering.add(moves ? others.get(i).transposed(arg.fromFront()) : others.get(i));
    }
    Values result = tried.reference().orElseThrow().of(entering);
    return tried.exampleAxis() == 0
        ? result
        : result.transposed(Arg.toFront(tried.exampleAxis(), result.rank()));
  }

  /**
   * The gradient of each example's loss with respect to an input: to its own row of data, or to a
   * weight.
   *
   * <p><b>Error</b>: of the order of 1e-10 for values of the order of 1.
   */
  double[][] gradients(int input) {
    return gradients.computeIfAbsent(input, this::differences);
  }

  private double[][] differences(int input) {
    Values at = values.get(input);
    int batch = tried.batch();
    boolean isData = tried.args().get(input).role() == Arg.Role.DATA;
    int width = isData ? at.data().length / batch : at.data().length;
    double[][] differences = new double[batch][width];
    for (int e = 0; e < width; e++) {
      double[] above = losses(moved(input, e, isData ? width : 0, STEP));
      double[] below = losses(moved(input, e, isData ? width : 0, -STEP));
      for (int i = 0; i < batch; i++) {
        differences[i][e] = (above[i] - below[i]) / (2 * STEP);
      }
    }
    return differences;
  }

  /** All rows of data are moved at once, as no example is to see the row of another. */
  private List<Values> moved(int input, int element, int stride, double step) {
    double[] data = values.get(input).data().clone();
    for (int i = element; i < data.length; i += stride) {
      data[i] += step;
      if (stride == 0) {
        break;
      }
    }
    List<Values> moved = new ArrayList<>(values);
    moved.set(input, new Values(values.get(input).shape(), data));
    return moved;
  }

  private double[] losses(List<Values> at) {
    double[] outputs = outputs(at).data();
    double[] factors = weights.data();
    double[] losses = new double[tried.batch()];
    for (int i = 0; i < outputs.length; i++) {
      losses[i / factors.length] += factors[i % factors.length] * outputs[i] * (1 + outputs[i] / 2);
    }
    return losses;
  }

  @Override
  public void close() {
    wide.ifPresent(CaseGraph::close);
  }
}
