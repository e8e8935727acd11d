package io.dptrain.examples.gan;

import io.dptrain.examples.gan.data.Ring;
import io.dptrain.examples.gan.model.RingData;
import io.dptrain.examples.gan.report.GanRun;
import io.dptrain.examples.gan.report.VariantResult;
import io.dptrain.examples.progress.RunsProgress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Trains all variants with all seeds, some runs side by side. */
final class GanComparison {
  private static final int DATA_SEED = 8;

  private final GanSettings settings;
  private final RingData data = RingData.of(Ring.OF_EIGHT, GanSettings.DATASET, DATA_SEED);

  GanComparison(GanSettings settings) {
    this.settings = settings;
  }

  /** The results, in the order of the variants. */
  List<VariantResult> run(RunsProgress progress) {
    ExecutorService threads = Executors.newFixedThreadPool(settings.threads());
    try {
      List<List<Future<GanRun>>> running = new ArrayList<>();
      for (Variant variant : settings.variants()) {
        running.add(start(variant, threads, progress));
      }
      List<VariantResult> results = new ArrayList<>();
      for (int i = 0; i < running.size(); i++) {
        results.add(result(settings.variants().get(i), running.get(i)));
      }
      return results;
    } finally {
      threads.shutdownNow();
    }
  }

  private List<Future<GanRun>> start(
      Variant variant, ExecutorService threads, RunsProgress progress) {
    List<Future<GanRun>> runs = new ArrayList<>();
    for (int seed = 1; seed <= settings.seeds(); seed++) {
      GanTraining training = new GanTraining(variant, settings, seed, data);
      runs.add(
          threads.submit(
              () -> {
                GanRun run = training.run(() -> progress.stepped(1));
                progress.ended(variant.id() + " seed " + run.seed());
                return run;
              }));
    }
    return runs;
  }

  private VariantResult result(Variant variant, List<Future<GanRun>> runs) {
    List<GanRun> ended = new ArrayList<>();
    for (Future<GanRun> run : runs) {
      ended.add(await(run));
    }
    return new VariantResult(variant.id(), variant.description(settings), ended);
  }

  private static GanRun await(Future<GanRun> run) {
    try {
      return run.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException("a run failed", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the comparison was interrupted", e);
    }
  }
}
