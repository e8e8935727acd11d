package io.dptrain.examples.lab.clip;

import io.dptrain.core.stability.clip.ClippedOptimizer;
import io.dptrain.core.stability.clip.GradientClipping;
import io.dptrain.core.stability.clip.NesterovLookAhead;
import io.dptrain.examples.lab.model.LabGraph;
import io.dptrain.examples.lab.model.LabRun;
import io.dptrain.examples.run.Expectation;
import io.dptrain.examples.run.Experiment;
import io.dptrain.examples.run.Finding;
import io.dptrain.examples.run.Panel;
import io.dptrain.examples.run.Trial;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Random;
import org.tensorflow.Operand;
import org.tensorflow.framework.optimizers.Momentum;
import org.tensorflow.framework.optimizers.Optimizer;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;

/**
 * A gradient that looks ahead sees a cliff before plain momentum does.
 *
 * <p>A weight rolls down a gentle slope towards a wall. <b>Formula</b>: {@code loss = -x + 500
 * max(0, x - wall)^2}. Momentum takes the gradient where the weight is, and so first sees the wall
 * from inside of it; Nesterov's gradient is taken at {@code x + mu v}. On the slope both move
 * alike, by nearly {@code v} in a step, so that the look-ahead point is almost where the weight of
 * momentum will be one step later: at most walls the clip comes one step earlier, at some in the
 * same step. <b>Source</b>: Sutskever, Martens, Dahl and Hinton, On the importance of
 * initialization and momentum in deep learning, 2013.
 */
public final class NesterovCliff implements Experiment {
  private static final String PLAIN = "momentum";
  private static final String AHEAD = "look-ahead";
  private static final double MOMENTUM = 0.9;
  private static final double LEARNING_RATE = 0.02;
  private static final double CLIP_NORM = 10;
  private static final int STEPS = 40;

  private static final String PATH = "path";
  private static final String FIRST = "first clipped step";
  private static final String DEPTH = "depth in the wall";
  private static final String BEFORE = "place at the first clip";

  @Override
  public String name() {
    return "nesterov-cliff";
  }

  @Override
  public String claim() {
    return "The look-ahead gradient meets a cliff, and its clip, while the weight is still before"
        + " it, up to one step earlier than the gradient of momentum, which meets it from within.";
  }

  @Override
  public List<String> variants() {
    return List.of(PLAIN, AHEAD);
  }

  @Override
  public Finding run(String variant, Trial trial) {
    try (LabGraph lab = new LabGraph()) {
      Ops tf = lab.tf();
      Placeholder<TFloat32> wall = lab.input();
      Variable<TFloat32> weight = lab.variable("weight", new float[1]);
      Operand<TFloat32> within = tf.math.square(tf.nn.relu(tf.math.sub(weight, wall)));
      Operand<TFloat32> loss = tf.math.sub(tf.math.mul(lab.constant(500), within), weight);
      NesterovLookAhead ahead = new NesterovLookAhead(lab.graph(), LEARNING_RATE, MOMENTUM);
      Optimizer plain = new Momentum(lab.graph(), (float) LEARNING_RATE, (float) MOMENTUM);
      boolean isAhead = variant.equals(AHEAD);
      ClippedOptimizer optimizer =
          ClippedOptimizer.wrap(isAhead ? ahead : plain, GradientClipping.byGlobalNorm(CLIP_NORM));
      Op train = optimizer.minimize(loss);
      Operand<TFloat32> place = isAhead ? ahead.plainPoint(weight) : weight;
      String slot = isAhead ? NesterovLookAhead.VELOCITY : Momentum.MOMENTUM;
      Variable<TFloat32> velocity = optimizer.getSlot(weight.asOutput(), slot).orElseThrow();
      Op atRest = tf.assign(velocity, lab.constant(0));
      Op atStart = tf.assign(weight, lab.constant(0));
      lab.initialize();
      Finding finding = new Finding();
      Random random = trial.random();
      double first = 0;
      double before = 0;
      double depth = 0;
      int walls = trial.size(20, 6);
      for (int i = 0; i < walls; i++) {
        lab.run().target(atRest).target(atStart).go();
        float[] at = {2 + 2 * random.nextFloat()};
        DoubleSummaryStatistics places = new DoubleSummaryStatistics();
        boolean isMet = false;
        for (int step = 0; step < STEPS; step++) {
          double x = lab.run().fetch(place).number() - at[0];
          LabRun run = lab.run().feed(wall, at).target(train);
          boolean clips = run.fetch(optimizer.report().clippedFraction()).number() > 0;
          if (i == 0) {
            finding.point(PATH, step, x);
          }
          if (clips && !isMet) {
            first += step;
            before += x;
          }
          isMet |= clips;
          places.accept(x);
        }
        depth += places.getMax();
      }
      finding.number(FIRST, first / walls).number(BEFORE, before / walls);
      return finding.number(DEPTH, depth / walls);
    }
  }

  @Override
  public List<Expectation> expectations() {
    return List.of(
        Expectation.that(
                "clip of the look-ahead is earlier by (steps)",
                seed -> seed.number(PLAIN, FIRST) - seed.number(AHEAD, FIRST))
            .isBetween(0.4, 1.2),
        Expectation.that("place at the first clip, look-ahead", seed -> seed.number(AHEAD, BEFORE))
            .isAtMost(0),
        Expectation.that("place at the first clip, momentum", seed -> seed.number(PLAIN, BEFORE))
            .isAtLeast(0),
        Expectation.that(
                "deepest in the wall, look-ahead / momentum",
                seed -> seed.ratio(AHEAD, PLAIN, DEPTH))
            .isAtMost(0.5));
  }

  @Override
  public List<Panel> panels() {
    return List.of(
        Panel.lines(
            PATH, "the way to the wall and back", "step", "place of the weight, from the wall"),
        Panel.dots(BEFORE, "where the first clip comes", "place of the weight, from the wall"));
  }
}
