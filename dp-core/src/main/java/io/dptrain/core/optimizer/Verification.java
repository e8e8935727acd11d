package io.dptrain.core.optimizer;

import io.dptrain.core.internal.check.ClippedSums;
import io.dptrain.core.internal.check.NeighborReplay;
import io.dptrain.core.internal.check.UnitTensors;
import io.dptrain.core.internal.graph.axis.ExampleAxis;
import io.dptrain.core.internal.sums.ClippedSumGraph;
import io.dptrain.core.internal.sums.FedInputs;
import io.dptrain.core.internal.sums.FeedCheck;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.types.family.TFloating;

/**
 * Holds the norms and the clipped sum of an update against the slow and obvious reference: the
 * ordinary gradient of each example alone, clipped and added up in double precision; and against
 * what neighboring batches give.
 */
final class Verification<T extends TFloating> {
  private final ClippedSumGraph<T> graphOfSums;
  private final ClippedSums sums;
  private final int rowsPerUnit;
  private final FeedCheck check;

  Verification(
      Graph graph,
      ClippedSumGraph<T> graphOfSums,
      List<Operand<?>> publicInputs,
      int rowsPerUnit,
      double expectedBatchSize,
      double[] clipNorms) {
    this.graphOfSums = graphOfSums;
    this.rowsPerUnit = rowsPerUnit;
    this.sums =
        graphOfSums.clippedSums(graph, publicInputs, rowsPerUnit, expectedBatchSize, clipNorms);
    this.check = new FeedCheck(graphOfSums.model(), publicInputs);
  }

  /**
   * Compares on a few examples. The feeds stay open.
   *
   * @param failing which of so many units a step counts as zero because TensorFlow fails on them;
   *     they are left out, as are those that the feeds leave out, unless that is all
   */
  VerificationReport run(
      Session session, FedInputs feeds, IntFunction<? extends Collection<Integer>> failing) {
    int count = requireUnits(feeds);
    Set<Integer> zero = new TreeSet<>(failing.apply(count));
    feeds.leftOut().stream().forEach(zero::add);
    List<Integer> left = List.copyOf(zero);
    int[] kept = IntStream.range(0, count).filter(unit -> !left.contains(unit)).toArray();
    UnitTensors given = units(feeds, count);
    if (left.isEmpty() || kept.length == 0) {
      return new VerificationReport(new NeighborReplay(session, sums, given).run(), left);
    }
    try (UnitTensors units = given.pick(kept)) {
      return new VerificationReport(new NeighborReplay(session, sums, units).run(), left);
    }
  }

  /** The feeds as they are: they keep their tensors. */
  private UnitTensors units(FedInputs feeds, int count) {
    UnitTensors units = new UnitTensors(count);
    for (Map.Entry<Output<?>, Tensor> fed : feeds.tensors().entrySet()) {
      boolean isData = graphOfSums.model().dataInputs().contains(fed.getKey());
      Optional<ExampleAxis> axis =
          isData ? Optional.of(new ExampleAxis(0, 1, rowsPerUnit)) : Optional.empty();
      units.put(fed.getKey(), fed.getValue(), axis);
    }
    return units;
  }

  private int requireUnits(FedInputs feeds) {
    var input = graphOfSums.model().rowInputs().get(0);
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
    int units = Math.toIntExact(rows / rowsPerUnit);
    check.require(feeds, units, rowsPerUnit);
    feeds.fillAbsentRows(graphOfSums.model(), units);
    return units;
  }
}
