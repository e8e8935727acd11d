package io.dptrain.examples.lab.clip;

import io.dptrain.core.stability.clip.ClippedOptimizer;
import io.dptrain.core.stability.clip.ClippingReport;
import io.dptrain.core.stability.clip.GradientClipping;
import io.dptrain.examples.lab.model.Draw;
import io.dptrain.examples.lab.model.LabGraph;
import io.dptrain.examples.run.Expectation;
import io.dptrain.examples.run.Experiment;
import io.dptrain.examples.run.Finding;
import io.dptrain.examples.run.Panel;
import io.dptrain.examples.run.Trial;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.framework.optimizers.GradientDescent;
import org.tensorflow.op.Op;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;

/**
 * Clipping by value turns the gradient, clipping by norm does not.
 *
 * <p>The model is a narrow valley that is turned against the axes. <b>Formula</b>: {@code loss = 25
 * across^2 / 2 + along^2 / 2}, where across and along are the coordinates of the weights in the
 * valley. The start is up on one wall. By value, both entries of the gradient end at the same size:
 * the step goes along a diagonal of the axes, whatever the valley is like, and runs away along the
 * valley before the slow way back. By norm, the step goes where the gradient points, down the wall.
 * From a start on the other side of the minimum the diagonal would lead towards it: the turn is no
 * error that always hurts, but one that has nothing to do with the loss. <b>Source</b>: Pascanu,
 * Mikolov and Bengio, On the difficulty of training recurrent neural networks, 2013.
 */
public final class ValueVersusNorm implements Experiment {
  private static final String NONE = "no clipping";
  private static final String VALUE = "by value";
  private static final String NORM = "by norm";

  private static final double STEEPNESS = 25;
  private static final double LEARNING_RATE = 0.03;
  private static final double ACROSS = 3;
  private static final double ALONG = 0.5;

  /** The first steps, in which something is clipped. */
  private static final int SHOWN = 60;

  private static final String PATH = "path";
  private static final String TURN = "cosine";
  private static final String COSINE = "least cosine";
  private static final String FARTHEST = "farthest along the valley";
  private static final String LONGEST = "longest step";

  @Override
  public String name() {
    return "value-vs-norm";
  }

  @Override
  public String claim() {
    return "Clipping by value turns the gradient, so that on the wall of a turned valley the path"
        + " runs off along it; clipping by norm bounds the step as well and keeps the direction.";
  }

  @Override
  public List<String> variants() {
    return List.of(NONE, VALUE, NORM);
  }

  private static GradientClipping clipping(String variant) {
    return switch (variant) {
      case VALUE -> GradientClipping.byValue(3);
      case NORM -> GradientClipping.byGlobalNorm(3);
      default -> GradientClipping.none();
    };
  }

  @Override
  public Finding run(String variant, Trial trial) {
    // Not the first draw, which is nearly the same for neighboring seeds.
    double angle = Math.toRadians(Draw.uniform(trial.random(), 15, 25, 2)[1]);
    double cos = Math.cos(angle);
    double sin = Math.sin(angle);
    float[] start = {(float) (ACROSS * cos + ALONG * sin), (float) (ACROSS * sin - ALONG * cos)};
    Finding finding = new Finding();
    try (LabGraph lab = new LabGraph()) {
      Variable<TFloat32> weights = lab.variable("weights", start, 1, 2);
      float[] axes = {(float) cos, (float) -sin, (float) sin, (float) cos};
      Operand<TFloat32> inValley = lab.tf().linalg.matMul(weights, lab.constant(axes, 2, 2));
      Operand<TFloat32> scales = lab.constant(new float[] {(float) STEEPNESS, 1}, 1, 2);
      Operand<TFloat32> loss = // the mean over both coordinates is half of their sum
          lab.mean(lab.tf().math.mul(scales, lab.tf().math.square(inValley)));
      ClippedOptimizer optimizer =
          ClippedOptimizer.wrap(
              new GradientDescent(lab.graph(), (float) LEARNING_RATE), clipping(variant));
      Op train = optimizer.minimize(loss);
      lab.initialize();
      walk(lab, weights, inValley, optimizer.report(), train, trial.size(150, 120), finding);
    }
    return finding;
  }

  private static void walk(
      LabGraph lab,
      Variable<TFloat32> weights,
      Operand<TFloat32> inValley,
      ClippingReport report,
      Op train,
      int steps,
      Finding finding) {
    double leastCosine = 1;
    double farthest = 0;
    double longest = 0;
    for (int step = 0; step < steps; step++) {
      List<double[]> at = lab.run().fetch(weights).fetch(inValley).arrays();
      finding.point(PATH, at.get(0)[0], at.get(0)[1]);
      farthest = Math.max(farthest, Math.abs(at.get(1)[1]));
      double[] did =
          lab.run().target(train).fetch(report.cosine()).fetch(report.normAfter()).numbers();
      if (step < SHOWN) {
        finding.point(TURN, step, did[0]);
      }
      leastCosine = Math.min(leastCosine, did[0]);
      longest = Math.max(longest, LEARNING_RATE * did[1]);
    }
    finding.number(COSINE, leastCosine).number(FARTHEST, farthest).number(LONGEST, longest);
  }

  @Override
  public List<Expectation> expectations() {
    return List.of(
        Expectation.that("least cosine, by value", seed -> seed.number(VALUE, COSINE))
            .isAtMost(0.95),
        Expectation.that("least cosine, by norm", seed -> seed.number(NORM, COSINE))
            .isAtLeast(0.9999),
        Expectation.that(
                "farthest along the valley, by value / by norm",
                seed -> seed.ratio(VALUE, NORM, FARTHEST))
            .isAtLeast(2),
        Expectation.that(
                "longest step, by norm / no clipping", seed -> seed.ratio(NORM, NONE, LONGEST))
            .isAtMost(0.2));
  }

  @Override
  public List<Panel> panels() {
    return List.of(
        Panel.lines(PATH, "path in the plane of the weights", "first weight", "second weight"),
        Panel.lines(
            TURN, "how far clipping turns the gradient", "step", "cosine, clipped to unclipped"));
  }
}
