package io.dptrain.examples.gan;

import io.dptrain.examples.Guarantees;
import io.dptrain.examples.gan.data.Ring;
import io.dptrain.examples.gan.data.SampleQuality;
import io.dptrain.examples.gan.model.Gan;
import io.dptrain.examples.gan.model.RingData;
import io.dptrain.examples.gan.report.Snapshots;
import io.dptrain.examples.gan.report.VariantResult;
import io.dptrain.examples.run.Expectation;
import io.dptrain.examples.run.Experiment;
import io.dptrain.examples.run.Finding;
import io.dptrain.examples.run.Panel;
import io.dptrain.examples.run.Trial;
import java.util.List;

/**
 * Ways to keep a discriminator in check, on the ring of eight Gaussians. One step of the
 * discriminator and one of the generator take turns. What a run finds is what {@link VariantResult}
 * reads.
 */
record GanExperiment(GanSettings settings, RingData data) implements Experiment {
  private static final int DATA_SEED = 8;
  private static final int CHECKS = 40;
  private static final int SNAPSHOTS = 5;

  /** The one whose samples are drawn. */
  private static final long FIRST_SEED = 1;

  private static final String GUARANTEE =
      "discriminator and generator of one run are together (epsilon, delta) differentially private"
          + " with respect to one training point; the steps of the generator read no data and are"
          + " not charged; every further run on the same points adds its own epsilon";

  GanExperiment(GanSettings settings) {
    this(settings, RingData.of(Ring.OF_EIGHT, GanSettings.DATASET, DATA_SEED));
  }

  @Override
  public String name() {
    return "gan";
  }

  @Override
  public String claim() {
    return "Ways to keep the discriminator of a GAN in check, on a ring of eight Gaussians.";
  }

  @Override
  public List<String> variants() {
    return settings.variants().stream().map(Variant::id).toList();
  }

  @Override
  public int steps() {
    return settings.steps();
  }

  @Override
  public List<Expectation> expectations() {
    return List.of();
  }

  @Override
  public List<Panel> panels() {
    return List.of(
        Panel.lines(VariantResult.MODES, "", "training steps", "modes found")
            .within(0, Ring.OF_EIGHT.modes()));
  }

  @Override
  public Finding run(String id, Trial trial) {
    Variant variant = settings.variants().get(variants().indexOf(id));
    long start = System.nanoTime();
    try (Gan gan = new Gan(variant.recipe(settings), data, settings.batchSize(), trial.seed())) {
      Course course = new Course(gan, settings.steps(), trial);
      gan.loop().steps(settings.steps()).then(session -> course.stepped()).build().run();
      gan.optimizer()
          .map(dp -> Guarantees.ofRun(dp, Guarantees.POISSON, settings.delta(), GUARANTEE))
          .ifPresent(course.finding::fact);
      return course.ended().number(VariantResult.SECONDS, (System.nanoTime() - start) / 1e9);
    }
  }

  /** One run in its course. */
  private static final class Course {
    private final Gan gan;
    private final int steps;
    private final Trial trial;
    private final Finding finding = new Finding();
    private final Snapshots snapshots = new Snapshots();
    private SampleQuality quality;
    private long step;

    private Course(Gan gan, int steps, Trial trial) {
      this.gan = gan;
      this.steps = steps;
      this.trial = trial;
    }

    /** After a step of the discriminator. */
    private void stepped() {
      gan.trainGenerator();
      step++;
      if (isMoment(CHECKS)) {
        float[][] samples = gan.samples();
        quality = SampleQuality.of(Ring.OF_EIGHT, samples);
        finding.point(VariantResult.MODES, (double) step, quality.modes());
        if (trial.seed() == FIRST_SEED && isMoment(SNAPSHOTS)) {
          snapshots.add(step, samples);
        }
      }
      trial.progress().accept(1);
    }

    /** Whether the last step ends one of equal parts of the run. */
    private boolean isMoment(int parts) {
      return step * parts / steps > (step - 1) * parts / steps;
    }

    private Finding ended() {
      return finding
          .fact(snapshots)
          .number(VariantResult.MODES, quality.modes())
          .number(VariantResult.HIGH_QUALITY, quality.highQuality());
    }
  }
}
