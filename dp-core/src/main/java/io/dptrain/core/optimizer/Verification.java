package io.dptrain.core.optimizer;

import io.dptrain.core.Checks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TFloating;

/**
 * Holds the norms and the clipped sum of an update against the slow and obvious reference: the
 * ordinary gradient of each example alone, clipped and added up in double precision.
 */
final class Verification<T extends TFloating> {
  private final PrivateUpdate<T> update;
  private final Output<T> factors;
  private final int rowsPerUnit;
  private final Session session;
  private final Output<?>[] ordinary;

  Verification(Graph graph, PrivateUpdate<T> update, int rowsPerUnit, Session session) {
    this.update = update;
    this.factors = update.factors();
    this.rowsPerUnit = rowsPerUnit;
    this.session = session;
    PrivateModel<T> model = update.model();
    Ops tf = Ops.create(graph).withSubScope("dptrain").withSubScope("verify");
    Operand<T> scale = tf.dtypes.cast(tf.constant(model.scale()), model.loss().type());
    Operand<T> seed = tf.math.mul(tf.onesLike(model.loss()), scale);
    this.ordinary =
        graph.addGradients(
            null,
            new Output<?>[] {model.loss()},
            model.gradients().variables().toArray(new Output<?>[0]),
            new Output<?>[] {seed.asOutput()});
  }

  /** Compares on a few examples. The feeds stay open. */
  VerificationReport run(BatchFeeds feeds) {
    long rows = feeds.tensors().get(update.model().dataInputs().get(0)).shape().get(0);
    if (rows == 0 || rows % rowsPerUnit != 0) {
      throw new IllegalArgumentException(
          "verify needs examples of " + rowsPerUnit + " rows each, but is fed " + rows + " rows");
    }
    int units = Math.toIntExact(rows / rowsPerUnit);
    FeedCheck.require(
        feeds, update.model().dataInputs(), update.model().publicInputs(), Math.toIntExact(rows));
    double[][] actual = privately(feeds, units);
    double[] actualNorms = actual[0];
    double[] actualFactors = actual[1];
    double normError = 0;
    double[][] expected = new double[actual.length - 2][];
    for (int unit = 0; unit < units; unit++) {
      double[][] gradient = alone(feeds, unit);
      double norm = norm(gradient);
      normError = Math.max(normError, relative(Math.abs(actualNorms[unit] - norm), norm));
      for (int v = 0; v < expected.length; v++) {
        expected[v] = plus(expected[v], gradient[v], actualFactors[unit]);
      }
    }
    double[][] sums = Arrays.copyOfRange(actual, 2, actual.length);
    return new VerificationReport(
        units, normError, relative(distance(sums, expected), norm(expected)));
  }

  /** Norms, factors and the clipped sum of each variable, as a step computes them. */
  private double[][] privately(BatchFeeds feeds, int units) {
    try (TFloat32 mask = RowMask.of(units, units)) {
      Session.Runner runner = session.runner().feed(update.mask().weights(), mask);
      feeds.feedTo(runner).fetch(update.norms()).fetch(factors);
      update.sums().forEach(runner::fetch);
      return run(runner);
    }
  }

  /** The ordinary gradient of one unit. */
  private double[][] alone(BatchFeeds feeds, int unit) {
    List<Tensor> slices = new ArrayList<>();
    try {
      Session.Runner runner = session.runner();
      feeds
          .tensors()
          .forEach(
              (input, tensor) -> {
                if (update.model().dataInputs().contains(input)) {
                  Tensor slice =
                      TensorRows.copy(input.type(), tensor, (long) unit * rowsPerUnit, rowsPerUnit);
                  slices.add(slice);
                  runner.feed(input, slice);
                } else {
                  runner.feed(input, tensor);
                }
              });
      for (Output<?> gradient : ordinary) {
        runner.fetch(gradient);
      }
      return run(runner);
    } finally {
      slices.forEach(Tensor::close);
    }
  }

  private static double[][] run(Session.Runner runner) {
    try (Result result = runner.run()) {
      double[][] values = new double[result.size()][];
      for (int i = 0; i < values.length; i++) {
        values[i] = doubles(result.get(i));
      }
      return values;
    }
  }

  private static double[] doubles(Tensor tensor) {
    Checks.state(
        tensor instanceof TFloat32 || tensor instanceof TFloat64, "gradients are floating point");
    double[] values = new double[Math.toIntExact(tensor.shape().size())];
    var data = tensor.asRawTensor().data();
    for (int i = 0; i < values.length; i++) {
      values[i] =
          tensor instanceof TFloat32 ? data.asFloats().getFloat(i) : data.asDoubles().getDouble(i);
    }
    return values;
  }

  private static double[] plus(double[] sum, double[] gradient, double factor) {
    double[] next = sum == null ? new double[gradient.length] : sum;
    for (int i = 0; i < next.length; i++) {
      next[i] += factor * gradient[i];
    }
    return next;
  }

  private static double norm(double[][] gradient) {
    return Math.sqrt(Arrays.stream(gradient).flatMapToDouble(Arrays::stream).map(x -> x * x).sum());
  }

  private static double distance(double[][] a, double[][] b) {
    double sum = 0;
    for (int v = 0; v < a.length; v++) {
      for (int i = 0; i < a[v].length; i++) {
        sum += (a[v][i] - b[v][i]) * (a[v][i] - b[v][i]);
      }
    }
    return Math.sqrt(sum);
  }

  private static double relative(double error, double size) {
    return error == 0 ? 0 : error / size;
  }
}
