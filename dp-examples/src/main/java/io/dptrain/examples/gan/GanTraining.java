package io.dptrain.examples.gan;

import io.dptrain.examples.Guarantees;
import io.dptrain.examples.gan.data.Ring;
import io.dptrain.examples.gan.data.SampleQuality;
import io.dptrain.examples.gan.model.Gan;
import io.dptrain.examples.gan.model.RingData;
import io.dptrain.examples.gan.report.GanRun;
import io.dptrain.examples.gan.report.GanRun.Check;
import io.dptrain.examples.gan.report.GanRun.Snapshot;
import java.util.ArrayList;
import java.util.List;

/**
 * Trains one variant with one seed. One step of the discriminator and one of the generator take
 * turns.
 */
final class GanTraining {
  private static final int CHECKS = 40;
  private static final int SNAPSHOTS = 5;
  private static final int FIRST_SEED = 1;
  private static final String GUARANTEE =
      "discriminator and generator of one run are together (epsilon, delta) differentially private"
          + " with respect to one training point; the steps of the generator read no data and are"
          + " not charged; every further run on the same points adds its own epsilon";

  private final Variant variant;
  private final GanSettings settings;
  private final int seed;
  private final RingData data;
  private final List<Check> checks = new ArrayList<>();
  private final List<Snapshot> snapshots = new ArrayList<>();
  private long step;

  GanTraining(Variant variant, GanSettings settings, int seed, RingData data) {
    this.variant = variant;
    this.settings = settings;
    this.seed = seed;
    this.data = data;
  }

  /** Runs all steps; {@code stepped} is called after each pair of them. */
  GanRun run(Runnable stepped) {
    long start = System.nanoTime();
    try (Gan gan = new Gan(variant.recipe(settings), data, settings.batchSize(), seed)) {
      gan.loop().steps(settings.steps()).then(session -> stepped(gan, stepped)).build().run();
      return new GanRun(
          seed,
          checks,
          snapshots,
          settings.steps(),
          gan.optimizer().map(dp -> Guarantees.ofRun(dp, settings.delta(), GUARANTEE)),
          (System.nanoTime() - start) / 1e9);
    }
  }

  private void stepped(Gan gan, Runnable stepped) {
    gan.trainGenerator();
    step++;
    if (isMoment(CHECKS)) {
      float[][] samples = gan.samples();
      checks.add(new Check(step, SampleQuality.of(Ring.OF_EIGHT, samples)));
      if (seed == FIRST_SEED && isMoment(SNAPSHOTS)) {
        snapshots.add(new Snapshot(step, List.of(samples)));
      }
    }
    stepped.run();
  }

  /** Whether the last step ends one of equal parts of the run. */
  private boolean isMoment(int parts) {
    return step * parts / settings.steps() > (step - 1) * parts / settings.steps();
  }
}
