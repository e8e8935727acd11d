package io.dptrain.core.optimizer;

import io.dptrain.core.mechanism.NoiseMechanism.StepNoise;
import io.dptrain.core.mechanism.StepSums;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.proto.RunMetadata;
import org.tensorflow.proto.RunOptions;
import org.tensorflow.types.family.TFloating;

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
  private final Session session;
  private final double[] clipNorms;
  private final boolean fetchNorms;
  private final boolean trace;

  private final List<float[]> norms = new ArrayList<>();
  private final List<RunMetadata> traces = new ArrayList<>();
  private double[][] statistics = {};
  private long noiseNanos;

  StepExecution(
      PrivateUpdate<T> update,
      DpOptimizer.Settings settings,
      Session session,
      double[] clipNorms,
      boolean fetchNorms,
      boolean trace) {
    this.update = update;
    this.settings = settings;
    this.session = session;
    this.clipNorms = clipNorms;
    this.fetchNorms = fetchNorms;
    this.trace = trace;
  }

  /** Runs the step on the sampled units. */
  void run(BatchFeeder feeder, int[] units) {
    PhysicalBatches.Cut cut =
        settings
            .physicalBatches()
            .cut(units, update.bytesPerUnit(), update.rounding().largestChunk(units.length));
    if (units.length == 0) {
      updateFromNothing(feeder, units);
    } else if (cut.chunks().size() == 1 && !settings.noise().takesSums()) {
      try (FedChunk chunk = fed(feeder, units, cut.size())) {
        updateAtOnce(chunk);
      }
    } else {
      updateFromChunks(feeder, cut);
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

  /** The noised statistics, in the order of {@link PrivateUpdate#statistics}. */
  double[][] statistics() {
    return statistics;
  }

  StepTrace stepTrace() {
    return new StepTrace(List.copyOf(traces), noiseNanos);
  }

  private void updateAtOnce(FedChunk chunk) {
    Session.Runner runner = chunk.feedTo(session.runner(), update.mask());
    if (fetchNorms) {
      runner.fetch(update.norms());
    }
    try (Result result = applyWithNoise(runner, null)) {
      keepNorms(result, 0, chunk);
      keepStatistics(result, fetchNorms ? 1 : 0);
    }
  }

  private void updateFromChunks(BatchFeeder feeder, PhysicalBatches.Cut cut) {
    try (ChunkTotal<T> total = new ChunkTotal<>(update)) {
      int last = cut.chunks().size() - 1;
      for (int[] units : cut.chunks().subList(0, last)) {
        try (FedChunk chunk = fed(feeder, units, cut.size())) {
          add(chunk, total);
        }
      }
      try (FedChunk chunk = fed(feeder, cut.chunks().get(last), cut.size())) {
        add(chunk, total);
        updateFromTotal(chunk, total);
      }
    }
  }

  /** The feeder is asked for an empty batch, too: for the public inputs that the update reads. */
  private void updateFromNothing(BatchFeeder feeder, int[] units) {
    try (ChunkTotal<T> total = ChunkTotal.ofNothing(update);
        FedChunk chunk = fed(feeder, units, 0)) {
      updateFromTotal(chunk, total);
    }
  }

  private void updateFromTotal(FedChunk chunk, ChunkTotal<T> total) {
    Session.Runner runner = chunk.feedPublicInputsTo(session.runner(), update.model().dataInputs());
    if (!settings.noise().takesSums()) {
      total.feedTo(runner);
    }
    try (Result result = applyWithNoise(runner, total)) {
      keepStatistics(result, 0);
    }
  }

  private void add(FedChunk chunk, ChunkTotal<T> total) {
    Session.Runner runner = total.fetchNext(chunk.feedTo(session.runner(), update.mask()));
    if (fetchNorms) {
      runner.fetch(update.norms());
    }
    Result result = execute(runner);
    total.replace(result);
    keepNorms(result, update.sums().size(), chunk);
  }

  private FedChunk fed(BatchFeeder feeder, int[] units, int size) {
    return FedChunk.of(update.model(), settings, feeder, units, size);
  }

  private void keepNorms(Result result, int index, FedChunk chunk) {
    if (fetchNorms) {
      norms.add(RawNorms.toFloats(result.get(index), chunk.units()));
    }
  }

  private Result applyWithNoise(Session.Runner runner, StepSums sums) {
    long start = System.nanoTime();
    try (StepNoise drawn = settings.noise().draw(sums)) {
      noiseNanos += System.nanoTime() - start;
      drawn.feed(runner);
      return execute(update.statistics().fetchIn(runner).addTarget(update.apply()));
    }
  }

  private void keepStatistics(Result result, int from) {
    statistics = new double[update.statistics().values().size()][];
    for (int i = 0; i < statistics.length; i++) {
      statistics[i] = Doubles.of(result.get(from + i));
    }
  }

  private Result execute(Session.Runner runner) {
    try (Tensor norms = Doubles.vector(update.model().loss().type(), clipNorms)) {
      update.clipNorms().ifPresent(placeholder -> runner.feed(placeholder, norms));
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
}
