package io.dptrain.core.internal.sums;

import io.dptrain.core.internal.Doubles;
import io.dptrain.core.noise.StepSums;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TFloating;

/**
 * The clipped sums of a batch, or of the part of it that was seen so far, in native memory and
 * nowhere else. They are not private before noise is added.
 */
public final class ClippedTotal<T extends TFloating> implements StepSums, AutoCloseable {
  private final ClippedSumGraph<T> graph;
  private Result total;
  private List<Tensor> sums = List.of();

  public ClippedTotal(ClippedSumGraph<T> graph) {
    this.graph = graph;
  }

  /** The total of nothing, of an empty batch or of one that failed as a whole: zeros. */
  public void fillUp() {
    if (sums.isEmpty()) {
      List<Tensor> zeros = new ArrayList<>();
      graph.sums().forEach(sum -> zeros.add(TensorRows.zeros(sum.type(), sum.shape())));
      sums = zeros;
    }
  }

  /** Lets a run compute the total with one chunk more: a result for each variable. */
  Session.Runner fetchNext(Session.Runner runner) {
    for (int i = 0; i < graph.sums().size(); i++) {
      if (sums.isEmpty()) {
        runner.fetch(graph.sums().get(i));
      } else {
        runner.feed(graph.carried().get(i), wide(i)).fetch(graph.totals().get(i));
      }
    }
    return runner;
  }

  /** The total so far in double precision, in which further chunks are added to it. */
  private Tensor wide(int i) {
    if (sum(i) instanceof TFloat32 single) {
      sums.set(i, Doubles.wide(single));
      single.close();
    }
    return sum(i);
  }

  /** Takes over the result of such a run. */
  void replace(Result next) {
    close();
    total = next;
    sums = new ArrayList<>();
    IntStream.range(0, graph.sums().size()).mapToObj(next::get).forEach(sums::add);
  }

  /**
   * Adds the sums of another part of the batch, in double precision. That part may have been
   * computed in another graph of the same model; it stays as it is.
   *
   * @throws IllegalArgumentException if its shapes differ
   */
  public void add(StepSums part) {
    fillUp();
    for (int i = 0; i < sums.size(); i++) {
      Tensor sum = sum(i);
      Tensor more = part.sum(i);
      if (!sum.shape().equals(more.shape())) {
        throw new IllegalArgumentException(
            "the parts of a batch must have sums of the same shapes, but sum "
                + i
                + " has "
                + sum.shape()
                + " and "
                + more.shape());
      }
      double[] added = Doubles.of(sum);
      double[] values = Doubles.of(more);
      Arrays.setAll(added, j -> added[j] + values[j]);
      sums.set(i, Doubles.tensor(TFloat64.class, sum.shape(), added));
      sum.close();
    }
  }

  @Override
  public Tensor sum(int variable) {
    return sums.get(variable);
  }

  @Override
  public void release(int variable) {
    sums.get(variable).close();
  }

  @Override
  public void close() {
    sums.forEach(Tensor::close);
    if (total != null) {
      total.close();
    }
  }
}
