package io.dptrain.examples.lab.clip;

import io.dptrain.core.stability.clip.GradientClipping;
import io.dptrain.core.stability.monitor.Observation;
import io.dptrain.core.stability.monitor.Privacy;
import io.dptrain.core.stability.monitor.TrainingMonitor;
import io.dptrain.examples.lab.model.Draw;
import io.dptrain.examples.run.Expectation;
import io.dptrain.examples.run.Experiment;
import io.dptrain.examples.run.Finding;
import io.dptrain.examples.run.Panel;
import io.dptrain.examples.run.Seed;
import io.dptrain.examples.run.Trial;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/**
 * A clip norm that is too small slows, one that is too large does not protect; the norms that a
 * monitor saw suggest one between.
 *
 * <p>A linear model learns by squared error; one batch in thirty has its inputs in a wrong unit, a
 * hundred times too large, and a gradient that is ten thousand times too large. <b>Formula</b>: a
 * step is at most {@code rate * C} long, so that the way of length {@code |w|} takes {@code |w| /
 * (rate * C)} steps or more, and a bad batch does harm of {@code (rate * C)^2} or less.
 * <b>Source</b>: Pascanu, Mikolov and Bengio, On the difficulty of training recurrent neural
 * networks, 2013, section 3.2, which takes the clip norm from the average norm of a run's
 * gradients; here it is the median of those of 100 steps that hardly move.
 */
public final class ClipThreshold implements Experiment {
  private static final String SUGGESTED = "suggested";
  private static final List<String> FIXED =
      List.of("C = 0.01", "C = 0.1", "C = 1", "C = 100", "C = 10000");
  private static final String SMALL = FIXED.get(0);
  private static final String LARGE = FIXED.get(4);

  private static final int INPUTS = 5;
  private static final int BATCH = 16;
  private static final int EVERY = 30;
  private static final float WRONG_UNIT = 100;
  private static final int WARM_UP = 100;
  private static final double LEARNING_RATE = 0.05;

  private static final String ERROR = "error so far";
  private static final String MEAN = "mean error";

  /** An error beyond it counts as this much: the run is lost. */
  private static final double LARGEST = 1e12;

  private static final String CLIP = "clip norm";

  @Override
  public String name() {
    return "threshold";
  }

  @Override
  public String claim() {
    return "A clip norm that is too small slows training, one that is too large does not protect"
        + " it; the median of observed gradient norms lies in the good range between.";
  }

  @Override
  public List<String> variants() {
    return Stream.concat(FIXED.stream(), Stream.of(SUGGESTED)).toList();
  }

  @Override
  public Finding run(String variant, Trial trial) {
    double clipNorm =
        variant.equals(SUGGESTED) ? suggested(trial) : Double.parseDouble(variant.substring(4));
    Random random = trial.random();
    float[] truth = Draw.normal(random, 1, INPUTS);
    float[] examples = Draw.normal(random, 1, 10 * BATCH * INPUTS);
    float[] targets = LinearModel.targets(examples, truth);
    Finding finding = new Finding();
    double sum = 0;
    int steps = trial.size(400, 80);
    try (LinearModel model = model(clipNorm)) {
      for (int step = 0; step < steps; step++) {
        sum += Math.min(LARGEST, model.loss(examples, targets));
        finding.point(ERROR, step, sum / (step + 1));
        step(model, random, truth, step);
      }
    }
    finding.point(MEAN, clipNorm, sum / steps).number(MEAN, sum / steps);
    return finding.number(CLIP, clipNorm);
  }

  private static LinearModel model(double clipNorm) {
    GradientClipping clipping = GradientClipping.byGlobalNorm(clipNorm);
    return new LinearModel(new float[INPUTS], LinearModel.Loss.SQUARED, LEARNING_RATE, clipping);
  }

  /** A step with a new batch, whose inputs are now and then in a wrong unit. */
  private static LinearModel.Step step(LinearModel model, Random random, float[] truth, int step) {
    float[] batch = Draw.normal(random, 1, BATCH * INPUTS);
    float[] targets = LinearModel.targets(batch, truth);
    float unit = step % EVERY == EVERY / 2 ? WRONG_UNIT : 1;
    for (int i = 0; i < batch.length; i++) {
      batch[i] *= unit;
    }
    return model.step(batch, targets);
  }

  /** The median of the norms that a monitor saw in steps that hardly move. */
  private static double suggested(Trial trial) {
    TrainingMonitor monitor = TrainingMonitor.create();
    Random random = trial.random();
    float[] truth = Draw.normal(random, 1, INPUTS);
    try (LinearModel model = model(1e-6)) {
      for (int step = 0; step < WARM_UP; step++) {
        LinearModel.Step did = step(model, random, truth, step);
        Map<String, Double> norms = Map.of("weights", did.normBefore());
        monitor.observe(Observation.of(step, did.loss(), norms, Map.of(), Privacy.NOT_PRIVATE));
      }
    }
    return monitor.suggestedClipNorm(50).l2ClipNorm();
  }

  private static double best(Seed seed) {
    return FIXED.stream().mapToDouble(clipNorm -> seed.number(clipNorm, MEAN)).min().orElseThrow();
  }

  @Override
  public List<Expectation> expectations() {
    return List.of(
        Expectation.that("mean error, suggested / best", s -> s.number(SUGGESTED, MEAN) / best(s))
            .isAtMost(3),
        Expectation.that("mean error, too small / suggested", s -> s.ratio(SMALL, SUGGESTED, MEAN))
            .isAtLeast(5),
        Expectation.that("mean error, too large / suggested", s -> s.ratio(LARGE, SUGGESTED, MEAN))
            .isAtLeast(100));
  }

  @Override
  public List<Panel> panels() {
    return List.of(
        Panel.lines(ERROR, "error on clean data so far", "step", "mean error of the steps")
            .logarithmicY(),
        Panel.points(
                MEAN, "too small, right, too large", "clip norm C (l2)", "mean error of the run")
            .logarithmicX()
            .logarithmicY());
  }
}
