package io.dptrain.core.optimizer;

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
final class ClippedSumRuns<T extends TFloating> {
  private final PrivateUpdate<T> update;
  private final DpOptimizer.Settings settings;
  private final StepRuns runs;
  private final boolean fetchNorms;
  private final List<float[]> norms = new ArrayList<>();
  private final List<Integer> failed = new ArrayList<>();
  private int seen;

  ClippedSumRuns(
      PrivateUpdate<T> update, DpOptimizer.Settings settings, StepRuns runs, boolean fetchNorms) {
    this.update = update;
    this.settings = settings;
    this.runs = runs;
    this.fetchNorms = fetchNorms;
  }

  /**
   * Adds the clipped sum of a chunk to the total.
   *
   * @throws StepFailedException if a run fails and errors are revealed
   */
  void add(FedChunk chunk, ChunkTotal<T> total) {
    float[] ofChunk = new float[fetchNorms ? chunk.units() : 0];
    Arrays.fill(ofChunk, Float.NaN);
    norms.add(ofChunk);
    List<Integer> all = IntStream.range(0, chunk.units()).boxed().toList();
    UnaryOperator<Session.Runner> feed = runner -> chunk.feedTo(runner, update.mask());
    if (!added(feed, total, all, ofChunk)) {
      Salvage salvage = new Salvage(parts(chunk, total, ofChunk));
      salvage.add(chunk.units(), chunk.size()).forEach(unit -> failed.add(seen + unit));
    }
    seen += chunk.units();
  }

  /** The units that contribute zero because TensorFlow fails on them, counted over all chunks. */
  List<Integer> failed() {
    return List.copyOf(failed);
  }

  /** The norms of all units, in their order; NaN for those that failed. */
  float[] norms() {
    float[] all = new float[norms.stream().mapToInt(part -> part.length).sum()];
    int filled = 0;
    for (float[] part : norms) {
      System.arraycopy(part, 0, all, filled, part.length);
      filled += part.length;
    }
    return all;
  }

  private Salvage.Runs parts(FedChunk chunk, ChunkTotal<T> total, float[] ofChunk) {
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
        return ChunkPart.of(
            chunk, update.model().dataInputs(), settings.rowsPerUnit(), units, size);
      }

      private UnaryOperator<Session.Runner> feed(ChunkPart part) {
        return runner -> part.feedTo(runner, update.mask());
      }
    };
  }

  private boolean added(
      UnaryOperator<Session.Runner> feed,
      ChunkTotal<T> total,
      List<Integer> units,
      float[] ofChunk) {
    Optional<Result> next = tried(feed, total);
    next.ifPresent(
        result -> {
          total.replace(result);
          if (fetchNorms) {
            float[] fetched = RawNorms.toFloats(result.get(update.sums().size()), units.size());
            IntStream.range(0, fetched.length).forEach(i -> ofChunk[units.get(i)] = fetched[i]);
          }
        });
    return next.isPresent();
  }

  /** Whatever a run fails of, it is not shown: the message may quote the batch. */
  private Optional<Result> tried(UnaryOperator<Session.Runner> feed, ChunkTotal<T> total) {
    try {
      Session.Runner runner = total.fetchNext(feed.apply(runs.runner()));
      if (fetchNorms) {
        runner.fetch(update.norms());
      }
      return Optional.of(runs.run(runner));
    } catch (OutOfMemoryError e) {
      return Optional.empty();
    } catch (RuntimeException e) {
      if (settings.revealErrors()) {
        throw StepFailedException.ofBatch(e);
      }
      return Optional.empty();
    }
  }
}
