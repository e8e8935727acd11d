package io.dptrain.core.optimizer;

import io.dptrain.core.mechanism.NoiseMechanism.StepNoise;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.RunMetadata;
import org.tensorflow.proto.RunOptions;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TFloating;
import org.tensorflow.types.family.TType;

/**
 * Runs one step that was charged: feeds the batch, in chunks if it is larger than a physical batch,
 * adds the noise once, and updates the variables once.
 *
 * <p><b>Native memory</b>: everything that is made for a step is closed before {@link #run}
 * returns. One object runs one step.
 */
final class StepExecution<T extends TFloating> {
  private final PrivateUpdate<T> update;
  private final DpOptimizer.Settings settings;
  private final boolean fetchNorms;
  private final boolean trace;

  private final List<float[]> norms = new ArrayList<>();
  private final List<RunMetadata> traces = new ArrayList<>();
  private long noiseNanos;

  StepExecution(
      PrivateUpdate<T> update, DpOptimizer.Settings settings, boolean fetchNorms, boolean trace) {
    this.update = update;
    this.settings = settings;
    this.fetchNorms = fetchNorms;
    this.trace = trace;
  }

  /** Runs the step on the sampled units. */
  void run(Session session, BatchFeeder feeder, int[] units) {
    int size = settings.physicalBatches().size(update.model().bytesPerUnit());
    List<int[]> chunks = PhysicalBatches.chunks(units, size);
    if (chunks.size() == 1) {
      int padded = settings.physicalBatches().padded(units.length, size, true);
      feed(session, feeder, units, padded, (runner, feeds) -> update(runner, units.length));
    } else {
      runChunks(session, feeder, chunks, size);
    }
  }

  /** The norms of all units that were run, in their order. */
  float[] norms() {
    int length = norms.stream().mapToInt(part -> part.length).sum();
    float[] all = new float[length];
    int filled = 0;
    for (float[] part : norms) {
      System.arraycopy(part, 0, all, filled, part.length);
      filled += part.length;
    }
    return all;
  }

  StepTrace stepTrace() {
    return new StepTrace(List.copyOf(traces), noiseNanos);
  }

  private void runChunks(Session session, BatchFeeder feeder, List<int[]> chunks, int size) {
    try (Carried<T> carried = new Carried<>()) {
      for (int[] chunk : chunks) {
        boolean last = chunk == chunks.get(chunks.size() - 1);
        feed(
            session,
            feeder,
            chunk,
            size,
            (runner, feeds) -> {
              addChunk(runner, chunk.length, carried);
              if (last) {
                updateFromTotal(session.runner(), feeds, carried);
              }
            });
      }
    }
  }

  /** Feeds one chunk, filled up with padding, and hands it on. */
  private void feed(
      Session session,
      BatchFeeder feeder,
      int[] units,
      int padded,
      BiConsumer<Session.Runner, BatchFeeds> then) {
    try (BatchFeeds feeds =
            Objects.requireNonNull(feeder.feeds(units), "the feeder must return the batch");
        TFloat32 mask = RowMask.of(units.length, padded)) {
      PrivateModel<T> model = update.model();
      int rowsPerUnit = settings.rowsPerUnit();
      FeedCheck.require(
          feeds,
          model.dataInputs(),
          model.publicInputs(),
          Math.multiplyExact(units.length, rowsPerUnit));
      model
          .dataInputs()
          .forEach(input -> feeds.pad(input, Math.multiplyExact((long) padded, rowsPerUnit)));
      Session.Runner runner = session.runner();
      runner.feed(update.mask().weights(), mask);
      feeds.feedTo(runner);
      then.accept(runner, feeds);
    }
  }

  /** The total takes the place of the sum of a chunk, so nothing before it runs again. */
  private void updateFromTotal(Session.Runner runner, BatchFeeds feeds, Carried<T> carried) {
    for (int i = 0; i < update.sums().size(); i++) {
      runner.feed(update.sums().get(i), carried.sum(i));
    }
    for (Output<?> input : update.model().publicInputs()) {
      runner.feed(input, feeds.tensors().get(input));
    }
    applyWithNoise(runner).close();
  }

  private void update(Session.Runner runner, int units) {
    if (fetchNorms) {
      runner.fetch(update.norms());
    }
    try (Result result = applyWithNoise(runner)) {
      if (fetchNorms) {
        norms.add(RawNorms.toFloats(result.get(0), units));
      }
    }
  }

  private Result applyWithNoise(Session.Runner runner) {
    long start = System.nanoTime();
    try (StepNoise drawn = settings.noise().draw()) {
      noiseNanos += System.nanoTime() - start;
      drawn.feed(runner);
      return execute(runner.addTarget(update.apply()));
    }
  }

  private void addChunk(Session.Runner runner, int units, Carried<T> carried) {
    boolean first = carried.isEmpty();
    for (int i = 0; i < update.sums().size(); i++) {
      if (first) {
        runner.fetch(update.sums().get(i));
      } else {
        Placeholder<T> placeholder = update.carried().get(i);
        runner.feed(placeholder, carried.sum(i)).fetch(update.totals().get(i));
      }
    }
    if (fetchNorms) {
      runner.fetch(update.norms());
    }
    Result result = execute(runner);
    carried.replace(result);
    if (fetchNorms) {
      norms.add(RawNorms.toFloats(result.get(update.sums().size()), units));
    }
  }

  private Result execute(Session.Runner runner) {
    try {
      return trace ? traced(runner) : runner.run();
    } catch (RuntimeException e) {
      throw new StepFailedException(settings.revealErrors() ? e : null);
    }
  }

  private Result traced(Session.Runner runner) {
    RunOptions full =
        RunOptions.newBuilder().setTraceLevel(RunOptions.TraceLevel.FULL_TRACE).build();
    Result result = runner.setOptions(full).runAndFetchMetadata();
    traces.add(result.getMetadata().orElseThrow());
    return result;
  }

  /** The clipped sum of the chunks so far, in native memory; not private before noise is added. */
  private static final class Carried<T extends TFloating> implements AutoCloseable {
    private Result sums;

    boolean isEmpty() {
      return sums == null;
    }

    TType sum(int variable) {
      return (TType) sums.get(variable);
    }

    void replace(Result result) {
      close();
      sums = result;
    }

    @Override
    public void close() {
      if (sums != null) {
        sums.close();
      }
    }
  }
}
