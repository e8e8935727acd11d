package io.dptrain.core.internal.check;

import io.dptrain.core.internal.Doubles;
import io.dptrain.core.internal.graph.axis.ExampleAxis;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.NodeExecStats;
import org.tensorflow.proto.RunOptions;
import org.tensorflow.types.TFloat32;

/** Runs the clipped sums of a graph in a session, with weights of its own. Changes nothing. */
final class SumRuns {
  private final Session session;
  private final ClippedSums sums;
  private final Weights weights;

  SumRuns(Session session, ClippedSums sums, Weights weights) {
    this.session = session;
    this.sums = sums;
    this.weights = weights;
  }

  /**
   * What a run gave.
   *
   * <p><b>Native memory</b>: owns the clipped sums, which are read where they lie.
   */
  static final class Seen implements AutoCloseable {
    private final double[] losses;
    private final double[] norms;
    private final Result result;

    private Seen(double[] losses, double[] norms, Result result) {
      this.losses = losses;
      this.norms = norms;
      this.result = result;
    }

    /** The loss of each unit. */
    double[] losses() {
      return losses;
    }

    /** The norm of each unit. */
    double[] norms() {
      return norms;
    }

    /** The clipped sum, for each variable, readable as long as this is open. */
    List<Elements> sums() {
      return Elements.of(result, 2);
    }

    /** Copies of the clipped sums. */
    double[][] copySums() {
      double[][] copies = new double[result.size() - 2][];
      Arrays.setAll(copies, v -> Doubles.of(result.get(v + 2)));
      return copies;
    }

    @Override
    public void close() {
      result.close();
    }
  }

  /** Runs all of some units. The caller closes what it gave. */
  Seen run(UnitTensors units) {
    return run(units, unit -> true);
  }

  /** Runs some units, of which some count. The caller closes what it gave. */
  Seen run(UnitTensors units, IntPredicate counts) {
    float[] ones = new float[units.units()];
    for (int unit = 0; unit < ones.length; unit++) {
      ones[unit] = counts.test(unit) ? 1 : 0;
    }
    try (TFloat32 mask = TFloat32.vectorOf(ones);
        Tensor clipNorms = clipNorms()) {
      Session.Runner runner = fed(units, mask, clipNorms);
      runner.fetch(ClippedSums.nameOf(sums.loss())).fetch(ClippedSums.nameOf(sums.norms()));
      sums.sums().forEach(sum -> runner.fetch(ClippedSums.nameOf(sum)));
      Result result = runner.run();
      return new Seen(
          losses(Doubles.of(result.get(0)), units.units()), Doubles.of(result.get(1)), result);
    }
  }

  /** The operations that run for some units, by name. */
  Set<String> operationsThatRun(UnitTensors units) {
    RunOptions trace =
        RunOptions.newBuilder().setTraceLevel(RunOptions.TraceLevel.FULL_TRACE).build();
    float[] ones = new float[units.units()];
    Arrays.fill(ones, 1);
    try (TFloat32 mask = TFloat32.vectorOf(ones);
        Tensor clipNorms = clipNorms()) {
      Session.Runner runner = fed(units, mask, clipNorms).setOptions(trace);
      sums.sums().forEach(sum -> runner.fetch(ClippedSums.nameOf(sum)));
      try (Result result = runner.runAndFetchMetadata()) {
        return result.getMetadata().orElseThrow().getStepStats().getDevStatsList().stream()
            .flatMap(device -> device.getNodeStatsList().stream())
            .filter(
                node -> node.getOutputCount() > 0) // what a branch not taken leaves out has none
            .map(NodeExecStats::getNodeName)
            .collect(Collectors.toSet());
      }
    }
  }

  /** A run with everything fed, and nothing fetched. */
  Session.Runner fed(UnitTensors units, Tensor mask, Tensor clipNorms) {
    Session.Runner runner = session.runner();
    units.feedTo(runner);
    weights.feedTo(runner);
    runner.feed(ClippedSums.nameOf(sums.mask()), mask);
    sums.clipNorms().ifPresent(norms -> runner.feed(ClippedSums.nameOf(norms), clipNorms));
    return runner;
  }

  Tensor clipNorms() {
    double[] norms = sums.clipNormValues();
    return Doubles.tensor(sums.type(), Shape.of(norms.length), norms);
  }

  private double[] losses(double[] entries, int units) {
    ExampleAxis axis = sums.lossAxis();
    long behind = 1;
    for (int i = axis.axis() + 1; i < sums.loss().shape().numDimensions(); i++) {
      behind *= sums.loss().shape().get(i);
    }
    double[] losses = new double[units];
    for (int i = 0; i < entries.length; i++) {
      losses[(int) (i / behind / axis.inner() % units)] += sums.lossScale() * entries[i];
    }
    return losses;
  }
}
