package io.dptrain.core.internal.sums;

import io.dptrain.core.internal.Checks;
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
  private static final String ONCE = "each unit of a batch must be added to its total once";
  private static final String ONE_BATCH =
      "a total must be of one batch, whose size each part knows";

  private final ClippedSumGraph<T> graph;
  private Result total;
  private long units;
  private long batch;
  private boolean isAdded;
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

  /**
   * Counts units towards a batch, before they are added.
   *
   * @throws IllegalStateException if that is more than the batch has, or if units of another batch
   *     were counted
   */
  void count(long more, long ofBatch) {
    Checks.state(!isAdded, "the sums of this part of a batch were added already");
    Checks.state(batch == 0 || batch == ofBatch, ONE_BATCH);
    Checks.state(units + more <= ofBatch, ONCE);
    units += more;
    batch = ofBatch;
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
   * computed in another graph of the same model; its values stay. Each unit of the batch must be in
   * one part, and each part must be cut for the size of the whole batch ({@link
   * ClippedSumRuns#add}), for the sensitivity to be that which was declared. Both totals, and the
   * new one in double precision, are in memory at once.
   *
   * @throws IllegalArgumentException if the part was not made by the same declaration; then nothing
   *     is added
   * @throws IllegalStateException if it was added before, is this total, is of another batch or has
   *     more units than are left of the batch; then nothing is added
   */
  public void add(ClippedTotal<T> part) {
    if (!part.graph.joint().declared().equals(graph.joint().declared())) {
      throw new IllegalArgumentException(
          "the parts of a batch must have sums of one declaration, but are of "
              + graph.joint().declared()
              + " and "
              + part.graph.joint().declared());
    }
    Checks.state(part != this && !part.isAdded && !isAdded, ONCE);
    Checks.state(units == 0 || part.units == 0 || part.batch == batch, ONE_BATCH);
    Checks.state(units + part.units <= Math.max(batch, part.batch), ONCE);
    fillUp();
    part.fillUp();
    List<Tensor> added = new ArrayList<>(); // all or nothing: what is added twice would count twice
    try {
      for (int i = 0; i < sums.size(); i++) {
        double[] values = Doubles.of(sum(i));
        double[] more = Doubles.of(part.sum(i));
        Arrays.setAll(values, j -> values[j] + more[j]);
        added.add(Doubles.tensor(TFloat64.class, sum(i).shape(), values));
      }
    } catch (RuntimeException | Error e) {
      added.forEach(Tensor::close);
      throw e;
    }
    sums.forEach(Tensor::close);
    sums = added;
    units += part.units;
    batch = Math.max(batch, part.batch);
    part.isAdded = true;
  }

  @Override
  public Tensor sum(int index) {
    return sums.get(index);
  }

  @Override
  public void release(int index) {
    sums.get(index).close();
  }

  @Override
  public void close() {
    sums.forEach(Tensor::close);
    if (total != null) {
      total.close();
    }
  }
}
