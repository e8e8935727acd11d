package io.dptrain.core.internal.sums;

import io.dptrain.core.internal.Checks;
import io.dptrain.core.internal.graph.axis.Size;
import io.dptrain.core.internal.seam.StepRuns;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.types.family.TFloating;

/**
 * The runs of a step that see data. They compute the clipped sum of each chunk and write nothing; a
 * unit that TensorFlow fails on contributes zero, see {@link Salvage}.
 */
public final class ClippedSumRuns<T extends TFloating> {
  private final ClippedSumGraph<T> graph;
  private final int rowsPerUnit;
  private final StepRuns runs;
  private final boolean fetchNorms;
  private final Optional<UnaryOperator<RuntimeException>> reveal;
  private final List<float[]> norms = new ArrayList<>();
  private final List<Integer> failed = new ArrayList<>();
  private int seen;

  /**
   * The runs of a step.
   *
   * @param reveal makes what is thrown if a run fails; empty if that must not be seen
   */
  public ClippedSumRuns(
      ClippedSumGraph<T> graph,
      int rowsPerUnit,
      StepRuns runs,
      boolean fetchNorms,
      Optional<UnaryOperator<RuntimeException>> reveal) {
    this.graph = graph;
    this.rowsPerUnit = rowsPerUnit;
    this.runs = runs;
    this.fetchNorms = fetchNorms;
    this.reveal = reveal;
  }

  /**
   * Adds the clipped sum of a chunk to the total.
   *
   * @param batch how many units the whole batch has, of which this process may see a part: by that,
   *     rounding is bounded
   * @throws IllegalStateException if the chunk holds more units than the bound on rounding or
   *     {@link Size#LARGEST_CHUNK} allows, or the total more than the batch
   * @throws RuntimeException if a run fails and errors are revealed
   */
  public void add(FedChunk chunk, ClippedTotal<T> total, long batch) {
    int largest = graph.rounding().largestChunk(batch);
    Checks.state(
        chunk.units() <= largest,
        "a chunk must hold at most "
            + largest
            + (largest == Size.LARGEST_CHUNK
                ? " units, for its sizes to fit into 32 bits in the graph"
                : " units, for the bound on rounding to hold")
            + "; cut the batch into smaller chunks");
    total.count(chunk.units(), batch);
    run(chunk, total);
  }

  /**
   * The units that a step would count as zero, of all chunks so far and of this one. Nothing is
   * added to any total.
   */
  public List<Integer> failing(FedChunk chunk) {
    try (ClippedTotal<T> total = new ClippedTotal<>(graph)) {
      run(chunk, total);
      return failed();
    }
  }

  private void run(FedChunk chunk, ClippedTotal<T> total) {
    float[] ofChunk = new float[fetchNorms ? chunk.units() : 0];
    Arrays.fill(ofChunk, Float.NaN);
    norms.add(ofChunk);
    List<Integer> all = IntStream.range(0, chunk.units()).boxed().toList();
    UnaryOperator<Session.Runner> feed = runner -> chunk.feedTo(runner, graph.mask());
    if (!added(feed, total, all, ofChunk)) {
      Salvage salvage = new Salvage(parts(chunk, total, ofChunk));
      salvage.add(chunk.counting(), chunk.size()).forEach(unit -> failed.add(seen + unit));
    }
    if (fetchNorms) {
      all.stream().filter(unit -> !chunk.counts(unit)).forEach(unit -> ofChunk[unit] = Float.NaN);
    }
    seen += chunk.units();
  }

  /** The units that contribute zero because TensorFlow fails on them, counted over all chunks. */
  public List<Integer> failed() {
    return List.copyOf(failed);
  }

  /** The norms of all units, in their order; NaN for those that failed or were left out. */
  public float[] norms() {
    float[] all = new float[norms.stream().mapToInt(part -> part.length).sum()];
    int filled = 0;
    for (float[] part : norms) {
      System.arraycopy(part, 0, all, filled, part.length);
      filled += part.length;
    }
    return all;
  }

  private Salvage.Runs parts(FedChunk chunk, ClippedTotal<T> total, float[] ofChunk) {
    return new Salvage.Runs() {
      @Override
      public boolean succeeds(List<Integer> units) {
        int places =
            Math.min(chunk.size(), Math.max(2, units.size())); // kernels for one row differ
        try (ChunkPart part = part(units, places)) {
          Optional<Result> result = tried(feed(part), total);
          result.ifPresent(Result::close);
          return result.isPresent();
        } catch (OutOfMemoryError e) { // native memory: a smaller part may fit
          return false;
        }
      }

      @Override
      public boolean add(List<Integer> units, int size) {
        try (ChunkPart part = part(units, size)) {
          return added(feed(part), total, units, ofChunk);
        } catch (OutOfMemoryError e) {
          return false;
        }
      }

      private ChunkPart part(List<Integer> units, int size) {
        return ChunkPart.of(chunk, graph.model().dataInputs(), rowsPerUnit, units, size);
      }

      private UnaryOperator<Session.Runner> feed(ChunkPart part) {
        return runner -> part.feedTo(runner, graph.mask());
      }
    };
  }

  private boolean added(
      UnaryOperator<Session.Runner> feed,
      ClippedTotal<T> total,
      List<Integer> units,
      float[] ofChunk) {
    Optional<Result> next = tried(feed, total);
    next.ifPresent(
        result -> {
          noteNorms(result, units, ofChunk); // nothing may fail once the units are in the total
          total.replace(result);
        });
    return next.isPresent();
  }

  private void noteNorms(Result result, List<Integer> units, float[] ofChunk) {
    if (fetchNorms) {
      float[] fetched = RawNorms.toFloats(result.get(graph.sums().size()), units.size());
      IntStream.range(0, fetched.length).forEach(i -> ofChunk[units.get(i)] = fetched[i]);
    }
  }

  /** Whatever a run fails of, it is not shown: the message may quote the batch. */
  private Optional<Result> tried(UnaryOperator<Session.Runner> feed, ClippedTotal<T> total) {
    try {
      Session.Runner runner = total.fetchNext(feed.apply(runs.runner()));
      if (fetchNorms) {
        runner.fetch(graph.norms());
      }
      return Optional.of(runs.run(runner, graph.clipNorms()));
    } catch (OutOfMemoryError e) {
      return Optional.empty();
    } catch (RuntimeException e) {
      if (reveal.isPresent()) {
        throw reveal.get().apply(e);
      }
      return Optional.empty();
    }
  }
}
