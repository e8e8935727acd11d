package io.dptrain.examples.lab.clip;

import io.dptrain.core.stability.clip.GradientClipping;
import io.dptrain.examples.lab.model.Draw;
import io.dptrain.examples.run.Expectation;
import io.dptrain.examples.run.Experiment;
import io.dptrain.examples.run.Finding;
import io.dptrain.examples.run.Panel;
import io.dptrain.examples.run.Trial;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * A point that is wrong with confidence ruins a classifier with the exponential loss; clipping
 * keeps it.
 *
 * <p>A linear classifier is right on all points, by a wide margin; then one far point with the
 * wrong label joins them. <b>Formula</b>: the loss {@code exp(-y w.x)} and its gradient grow
 * exponentially with the margin by which the point is wrong, here 20: {@code e^20 = 4.9e8}. The
 * step that mends this one point is so long that all others are wrong by millions, where the loss
 * is infinite in single precision. Clipped, the weights shrink by {@code rate * C} in a step until
 * the point weighs no more than the others. <b>Source</b>: of the loss, Freund and Schapire, A
 * decision-theoretic generalization of on-line learning, 1997.
 */
public final class ExponentialLoss implements Experiment {
  private static final String WITHOUT = "no wrong point";
  private static final String NONE = "wrong point";
  private static final String CLIPPED = "wrong point, clipped";

  private static final int INPUTS = 2;
  private static final int POINTS = 40;
  private static final double WRONG_BY = 20;
  private static final double LEARNING_RATE = 0.1;
  private static final double CLIP_NORM = 1;

  private static final String LOSS = "loss";
  private static final String NORM = "gradient norm";
  private static final String ACCURACY = "accuracy";
  private static final String LARGEST = "largest gradient";

  @Override
  public String name() {
    return "exponential-loss";
  }

  @Override
  public String claim() {
    return "Under the exponential loss one point that is wrong with confidence ruins a good"
        + " classifier in a single step; with clipping the classifier stays good.";
  }

  @Override
  public List<String> variants() {
    return List.of(WITHOUT, NONE, CLIPPED);
  }

  @Override
  public Finding run(String variant, Trial trial) {
    Random random = trial.random();
    float[] truth = Draw.normal(random, 1, INPUTS);
    float[] start = scaled(truth, 4 / length(truth));
    float[] points = Draw.normal(random, 1, POINTS * INPUTS);
    float[] labels = signs(LinearModel.targets(points, truth));
    // Every point lies apart from the line between the classes.
    for (int i = 0; i < points.length; i++) {
      points[i] += labels[i / INPUTS] * start[i % INPUTS] / 4;
    }
    GradientClipping clipping =
        variant.equals(CLIPPED)
            ? GradientClipping.byGlobalNorm(CLIP_NORM)
            : GradientClipping.none();
    float[] trained = points;
    float[] trainedLabels = labels;
    if (!variant.equals(WITHOUT)) {
      float[] wrong = scaled(start, WRONG_BY / 16);
      trained = Arrays.copyOf(points, points.length + INPUTS);
      System.arraycopy(wrong, 0, trained, points.length, INPUTS);
      trainedLabels = Arrays.copyOf(labels, POINTS + 1);
      trainedLabels[POINTS] = -1;
    }
    Finding finding = new Finding();
    double largest = 0;
    try (LinearModel model =
        new LinearModel(start, LinearModel.Loss.EXPONENTIAL, LEARNING_RATE, clipping)) {
      for (int step = 0; step < trial.size(150, 80); step++) {
        finding.point(LOSS, step, model.loss(points, labels));
        double norm = model.step(trained, trainedLabels).normBefore();
        finding.point(NORM, step, norm);
        largest = norm > largest ? norm : largest; // leaves out NaN
      }
      finding.number(ACCURACY, model.accuracy(points, labels));
    }
    return finding.number(LARGEST, largest);
  }

  private static double length(float[] vector) {
    return Math.hypot(vector[0], vector[1]);
  }

  private static float[] scaled(float[] vector, double by) {
    return new float[] {(float) (by * vector[0]), (float) (by * vector[1])};
  }

  private static float[] signs(float[] values) {
    float[] signs = new float[values.length];
    for (int i = 0; i < signs.length; i++) {
      signs[i] = Math.signum(values[i]);
    }
    return signs;
  }

  @Override
  public List<Expectation> expectations() {
    return List.of(
        Expectation.that("accuracy, clipped", seed -> seed.number(CLIPPED, ACCURACY))
            .isAtLeast(0.95),
        Expectation.that("accuracy, not clipped", seed -> seed.number(NONE, ACCURACY))
            .isAtMost(0.5),
        Expectation.that(
                "largest gradient, with / without the point",
                seed -> seed.ratio(CLIPPED, WITHOUT, LARGEST))
            .isAtLeast(1e6));
  }

  @Override
  public List<Panel> panels() {
    return List.of(
        Panel.lines(NORM, "gradient before clipping", "step", "gradient norm (l2)").logarithmicY(),
        Panel.dots(ACCURACY, "right points at the end", "share of the other points"));
  }
}
