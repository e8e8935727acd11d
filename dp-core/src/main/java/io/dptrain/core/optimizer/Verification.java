package io.dptrain.core.optimizer;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TFloating;

/**
 * Holds the norms and the clipped sum of an update against the slow and obvious reference: the
 * ordinary gradient of each example alone, clipped and added up in double precision.
 */
final class Verification<T extends TFloating> {
  /** Smaller norms count as zero: squares that underflow are made up for. */
  private static final double SMALLEST = 1e-12;

  private final Graph graph;
  private final PrivateUpdate<T> update;
  private final int rowsPerUnit;
  private final double expectedBatchSize;
  private final double[] clipNorms;
  private final FeedCheck check;

  Verification(
      Graph graph,
      PrivateUpdate<T> update,
      List<Operand<?>> publicInputs,
      int rowsPerUnit,
      double expectedBatchSize,
      double[] clipNorms) {
    this.graph = graph;
    this.update = update;
    this.rowsPerUnit = rowsPerUnit;
    this.expectedBatchSize = expectedBatchSize;
    this.clipNorms = clipNorms;
    this.check = new FeedCheck(update.model(), publicInputs);
  }

  /** What a step computes of a few examples before the noise. */
  private static final class BeforeNoise {
    private final double[] norms;
    private final double[][] sums;

    BeforeNoise(double[][] fetched) {
      this.norms = fetched[0];
      this.sums = Arrays.copyOfRange(fetched, 1, fetched.length);
    }
  }

  /** Compares on a few examples. The feeds stay open. */
  VerificationReport run(Session session, BatchFeeds feeds) {
    int units = requireUnits(feeds);
    BeforeNoise actual = privately(session, feeds, ones(units, unit -> true));
    double normError = 0;
    double largest = 0;
    double[][] difference = actual.sums;
    double[][] expected = new double[difference.length][];
    Arrays.setAll(expected, v -> new double[difference[v].length]);
    try (SingleGradients<T> single = new SingleGradients<>(graph, update.model(), session)) {
      for (int unit = 0; unit < units; unit++) {
        double[][] gradient = single.of(feeds, unit, rowsPerUnit);
        double norm = Doubles.norm(gradient);
        normError = Math.max(normError, relative(actual.norms[unit] - norm, norm));
        double[][] clipped = update.clipper().clip(gradient, clipNorms);
        Doubles.add(expected, clipped, 1 / expectedBatchSize);
        int alone = unit;
        float[] mask = ones(units, other -> other == alone);
        largest = Math.max(largest, Doubles.norm(privately(session, feeds, mask).sums));
      }
    }
    Doubles.add(difference, expected, -1);
    double sumError = relative(Doubles.norm(difference), Doubles.norm(expected));
    double share = largest * expectedBatchSize / update.clipper().l2Bound();
    return new VerificationReport(units, normError, sumError, share);
  }

  private int requireUnits(BatchFeeds feeds) {
    var input = update.model().dataInputs().get(0);
    var tensor = feeds.tensors().get(input);
    long rows = tensor == null || tensor.shape().numDimensions() == 0 ? 0 : tensor.shape().get(0);
    if (rows == 0 || rows % rowsPerUnit != 0) {
      throw new IllegalArgumentException(
          "verify needs one example or more, of "
              + rowsPerUnit
              + " row(s) each, but '"
              + input.op().name()
              + "' is fed "
              + rows
              + " rows");
    }
    check.require(feeds, Math.toIntExact(rows));
    return Math.toIntExact(rows / rowsPerUnit);
  }

  private static float[] ones(int units, IntPredicate counts) {
    float[] mask = new float[units];
    for (int unit = 0; unit < units; unit++) {
      mask[unit] = counts.test(unit) ? 1 : 0;
    }
    return mask;
  }

  /** The clipped sum of the units that count. */
  private BeforeNoise privately(Session session, BatchFeeds feeds, float[] counts) {
    try (TFloat32 mask = TFloat32.vectorOf(counts);
        Tensor norms = Doubles.vector(update.model().loss().type(), clipNorms)) {
      Session.Runner runner = session.runner().feed(update.mask().weights(), mask);
      update.clipNorms().ifPresent(placeholder -> runner.feed(placeholder, norms));
      feeds.feedTo(runner).fetch(update.norms());
      update
          .sums()
          .subList(0, update.model().gradients().variables().size())
          .forEach(runner::fetch);
      return new BeforeNoise(Doubles.fetch(runner));
    }
  }

  private static double relative(double error, double size) {
    return Math.abs(error) / Math.max(size, SMALLEST);
  }
}
