package io.dptrain.examples.lab.depth;

import io.dptrain.core.stability.weights.DecoupledWeightDecay;
import io.dptrain.examples.lab.model.Draw;
import io.dptrain.examples.lab.model.LabGraph;
import io.dptrain.examples.lab.model.Spectrum;
import io.dptrain.examples.run.Expectation;
import io.dptrain.examples.run.Experiment;
import io.dptrain.examples.run.Finding;
import io.dptrain.examples.run.Panel;
import io.dptrain.examples.run.Trial;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.tensorflow.Operand;
import org.tensorflow.framework.optimizers.GradientDescent;
import org.tensorflow.framework.optimizers.Optimizer;
import org.tensorflow.op.Op;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;

/**
 * Weight decay pulls the spectral radius of a linear recurrent net below one.
 *
 * <p>A net {@code h_t = h_(t-1) W} learns the states of a teacher, 1.1 times a rotation, near which
 * it starts. Data that leave it free start from two units alone and last one step, so that they
 * tell two rows of W; data that push it start from all units and last six steps, so that the radius
 * must be the teacher's. <b>Formula</b>: {@code W <- (1 - rate * decay) W - rate * gradient}: what
 * no data hold falls as {@code exp(-rate * decay * updates)}; against data it ends where {@code
 * decay * W} balances the gradient. Weak decay leaves the radius above one; past the strongest that
 * can be balanced the net forgets what it knew. <b>Source</b>: Loshchilov and Hutter, Decoupled
 * Weight Decay Regularization, 2019.
 */
public final class WeightDecay implements Experiment {
  private static final List<String> VARIANTS =
      List.of("free", "free, decay 0.3", "pushed", "pushed, decay 0.3", "pushed, decay 0.9");
  private static final List<Double> DECAYS = List.of(0.0, 0.3, 0.0, 0.3, 0.9);
  private static final int UNITS = 6;
  private static final int EXAMPLES = 64;
  private static final double TRUE_RADIUS = 1.1;
  private static final double NOISE = 0.05;
  private static final float RATE = 0.1f;

  private static final String RADIUS = "radius";
  private static final String LOSS = "loss";

  @Override
  public String name() {
    return "weight-decay";
  }

  @Override
  public String claim() {
    return "Weight decay pulls the spectral radius of a linear recurrent net below one, where data"
        + " leave it free and, if strong enough, where they push it above; it costs accuracy.";
  }

  @Override
  public List<String> variants() {
    return VARIANTS;
  }

  @Override
  public Finding run(String variant, Trial trial) {
    boolean isFree = variant.startsWith("free");
    Finding finding = new Finding();
    try (LabGraph lab = new LabGraph()) {
      Random random = trial.random();
      float[] values = Draw.scaled(Draw.orthogonal(random, UNITS), TRUE_RADIUS);
      float[] start = Draw.normal(random, NOISE, values.length);
      for (int i = 0; i < values.length; i++) {
        start[i] += values[i];
      }
      Operand<TFloat32> teacher = lab.constant(values, UNITS, UNITS);
      Variable<TFloat32> kernel = lab.variable("recurrent", start, UNITS, UNITS);
      Operand<TFloat32> first = lab.constant(first(random, isFree ? 2 : UNITS), EXAMPLES, UNITS);
      int steps = isFree ? 1 : 6;
      Operand<TFloat32> loss =
          lab.meanSquaredError(
              states(lab, first, kernel, steps), states(lab, first, teacher, steps));
      Optimizer optimizer = new GradientDescent(lab.graph(), RATE);
      double decay = DECAYS.get(VARIANTS.indexOf(variant));
      if (decay > 0) {
        optimizer = DecoupledWeightDecay.of(RATE, decay).around(optimizer);
      }
      Op train = optimizer.minimize(loss);
      lab.initialize();
      for (int step = 0; step <= 400; step++) {
        if (step % 20 == 0) {
          finding.point(RADIUS, step, radius(lab, kernel));
        }
        lab.run().target(train).go();
      }
      finding.number(LOSS, lab.run().fetch(loss).number());
      return finding.number(RADIUS, radius(lab, kernel));
    }
  }

  private static double radius(LabGraph lab, Variable<TFloat32> kernel) {
    return Spectrum.of(lab.run().fetch(kernel).array(), UNITS).radius();
  }

  /** Normal states in which some units are zero. */
  private static float[] first(Random random, int active) {
    float[] values = Draw.normal(random, 1, EXAMPLES * UNITS);
    for (int i = 0; i < values.length; i++) {
      values[i] = i % UNITS < active ? values[i] : 0;
    }
    return values;
  }

  private static Operand<TFloat32> states(
      LabGraph lab, Operand<TFloat32> first, Operand<TFloat32> kernel, int steps) {
    List<Operand<TFloat32>> states = new ArrayList<>();
    for (int t = 0; t < steps; t++) {
      states.add(lab.tf().linalg.matMul(t == 0 ? first : states.get(t - 1), kernel));
    }
    return lab.tf().stack(states);
  }

  @Override
  public List<Expectation> expectations() {
    return List.of(
        radius("free").isAtLeast(1.02),
        radius("free, decay 0.3").isAtMost(0.9),
        radius("pushed, decay 0.3").isBetween(1.02, TRUE_RADIUS),
        radius("pushed, decay 0.9").isAtMost(0.98));
  }

  private static Expectation.Open radius(String variant) {
    return Expectation.that("spectral radius, " + variant, seed -> seed.number(variant, RADIUS));
  }

  @Override
  public List<Panel> panels() {
    return List.of(
        Panel.lines(RADIUS, "spectral radius", "updates", "radius of the recurrent matrix"),
        Panel.dots(LOSS, "what the radius costs", "loss after training (mean squared error)"));
  }
}
