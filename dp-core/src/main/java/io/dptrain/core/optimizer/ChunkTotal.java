package io.dptrain.core.optimizer;

import io.dptrain.core.Doubles;
import io.dptrain.core.mechanism.StepSums;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TFloating;

/**
 * The clipped sum of the chunks so far, in native memory and nowhere else. It is not private before
 * noise is added.
 */
final class ChunkTotal<T extends TFloating> implements StepSums, AutoCloseable {
  private final PrivateUpdate<T> update;
  private Result total;
  private List<Tensor> sums = List.of();

  ChunkTotal(PrivateUpdate<T> update) {
    this.update = update;
  }

  /** The total of nothing, of an empty batch or of one that failed as a whole: zeros. */
  void fillUp() {
    if (sums.isEmpty()) {
      List<Tensor> zeros = new ArrayList<>();
      update.sums().forEach(sum -> zeros.add(TensorRows.zeros(sum.type(), sum.shape())));
      sums = zeros;
    }
  }

  /** Lets a run compute the total with one chunk more: a result for each variable. */
  Session.Runner fetchNext(Session.Runner runner) {
    for (int i = 0; i < update.sums().size(); i++) {
      if (sums.isEmpty()) {
        runner.fetch(update.sums().get(i));
      } else {
        runner.feed(update.carried().get(i), wide(i)).fetch(update.totals().get(i));
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
    IntStream.range(0, update.sums().size()).mapToObj(next::get).forEach(sums::add);
  }

  /**
   * Puts the total, rounded to the type of the sum, in the place of the sum of a chunk, so nothing
   * before it runs again.
   */
  Session.Runner feedTo(Session.Runner runner) {
    for (int i = 0; i < update.sums().size(); i++) {
      boolean isSingle = update.sums().get(i).type().equals(TFloat32.class);
      if (isSingle && sum(i) instanceof TFloat64 wide) {
        sums.set(i, Doubles.rounded(wide));
        wide.close();
      }
      runner.feed(update.sums().get(i), sum(i));
    }
    return runner;
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
