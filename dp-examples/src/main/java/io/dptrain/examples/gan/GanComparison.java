package io.dptrain.examples.gan;

import io.dptrain.examples.SideBySide;
import io.dptrain.examples.gan.data.Ring;
import io.dptrain.examples.gan.model.RingData;
import io.dptrain.examples.gan.report.GanRun;
import io.dptrain.examples.gan.report.VariantResult;
import io.dptrain.examples.progress.RunsProgress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

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
    List<Callable<GanRun>> runs = new ArrayList<>();
    for (Variant variant : settings.variants()) {
      for (int seed = 1; seed <= settings.seeds(); seed++) {
        runs.add(run(variant, seed, progress));
      }
    }
    return byVariant(SideBySide.run(runs, settings.threads()));
  }

  private Callable<GanRun> run(Variant variant, int seed, RunsProgress progress) {
    return () -> {
      GanRun run = new GanTraining(variant, settings, seed, data).run(() -> progress.stepped(1));
      progress.ended(variant.id() + " seed " + seed);
      return run;
    };
  }

  private List<VariantResult> byVariant(List<GanRun> runs) {
    List<VariantResult> results = new ArrayList<>();
    for (Variant variant : settings.variants()) {
      int first = results.size() * settings.seeds();
      results.add(
          new VariantResult(
              variant.id(),
              variant.description(settings),
              runs.subList(first, first + settings.seeds())));
    }
    return results;
  }
}
