package io.dptrain.examples.lab.depth;

import io.dptrain.core.stability.clip.ClippedOptimizer;
import io.dptrain.core.stability.clip.GradientClipping;
import io.dptrain.examples.lab.model.Dense;
import io.dptrain.examples.lab.model.Draw;
import io.dptrain.examples.lab.model.LabGraph;
import io.dptrain.examples.lab.model.LabRun;
import io.dptrain.examples.run.Expectation;
import io.dptrain.examples.run.Experiment;
import io.dptrain.examples.run.Finding;
import io.dptrain.examples.run.Panel;
import io.dptrain.examples.run.Trial;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.tensorflow.Operand;
import org.tensorflow.framework.optimizers.Adam;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;

/**
 * A few steps that are too large leave rectified units that no example reaches; with a leak few
 * units are lost, even if the leak is gone in the end.
 *
 * <p>A unit is dead if its input is negative for every example. Behind a rectifier it then has no
 * gradient and stays dead; a leak passes on a share of the gradient. <b>Formula</b>: {@code max(x,
 * a x)} with the leak a: zero, or 0.2, or 0.2 that falls to zero in the first half of training.
 * <b>Source</b>: Maas et al., Rectifier Nonlinearities Improve Neural Network Acoustic Models,
 * 2013.
 */
public final class DeadRelu implements Experiment {
  private static final int EXAMPLES = 128;
  private static final int FEATURES = 6;
  private static final int UNITS = 24;
  private static final float LEAK = 0.2f;
  private static final int LARGE_STEPS = 5;

  private static final String RELU = "ReLU";
  private static final String LEAKY = "leaky";
  private static final String FADING = "fading leak";
  private static final String DEAD = "dead at the end";
  private static final String LOSS = "loss";

  @Override
  public String name() {
    return "dead-relu";
  }

  @Override
  public String claim() {
    return "After a few too large steps many rectified units are dead for good; with a leak few die,"
        + " and few more if the leak fades to zero in training.";
  }

  @Override
  public List<String> variants() {
    return List.of(RELU, LEAKY, FADING);
  }

  private static float leak(String variant, double done) {
    return switch (variant) {
      case LEAKY -> LEAK;
      case FADING -> LEAK * (float) Math.max(0, 1 - 2 * done);
      default -> 0;
    };
  }

  @Override
  public Finding run(String variant, Trial trial) {
    int steps = trial.size(1_000, 150);
    Random random = trial.random();
    Finding finding = new Finding();
    try (LabGraph lab = new LabGraph()) {
      Ops tf = lab.tf();
      Placeholder<TFloat32> leak = lab.input();
      List<Operand<TFloat32>> highest = new ArrayList<>();
      List<Variable<TFloat32>> variables = new ArrayList<>();
      Operand<TFloat32> x =
          lab.constant(Draw.normal(random, 1, EXAMPLES * FEATURES), EXAMPLES, FEATURES);
      Operand<TFloat32> signal = x;
      for (int i = 1; i <= 2; i++) {
        int inputs = i == 1 ? FEATURES : UNITS;
        Dense layer = Dense.of(lab, "layer" + i, random, inputs, UNITS, Math.sqrt(2.0 / inputs));
        Operand<TFloat32> in = layer.apply(signal);
        variables.addAll(layer.variables());
        highest.add(tf.max(in, tf.constant(0)));
        signal = tf.math.maximum(in, tf.math.mul(in, leak));
      }
      Dense out = Dense.of(lab, "out", random, UNITS, 1, Math.sqrt(1.0 / UNITS));
      variables.addAll(out.variables());
      Operand<TFloat32> target =
          tf.math.sin(
              tf.linalg.matMul(x, lab.constant(Draw.normal(random, 1, FEATURES), FEATURES, 1)));
      Operand<TFloat32> loss = lab.meanSquaredError(out.apply(signal), target);
      Op large = trained(new Adam(lab.graph(), "large", 0.3f), variables).minimize(loss);
      Op usual = trained(new Adam(lab.graph(), "usual", 0.003f), variables).minimize(loss);
      lab.initialize();
      double dead = 0;
      double lost = 0;
      for (int step = 0; step <= steps; step++) {
        LabRun run = lab.run().feed(leak, new float[] {leak(variant, (double) step / steps)});
        highest.forEach(run::fetch);
        run.fetch(loss);
        List<double[]> now = run.target(step < LARGE_STEPS ? large : usual).arrays();
        dead = (share(now.get(0)) + share(now.get(1))) / 2;
        lost = now.get(2)[0];
        if (step % (steps / 50) == 0) {
          finding.point(DEAD, step, 100 * dead).point(LOSS, step, lost);
        }
      }
      return finding.number(DEAD, 100 * dead).number(LOSS, lost);
    }
  }

  /** For these variables alone: two optimizers must not train the slots of each other. */
  private static ClippedOptimizer trained(Adam adam, List<Variable<TFloat32>> variables) {
    return ClippedOptimizer.wrap(adam, GradientClipping.none(), variables);
  }

  /** The share of units whose highest input is not positive. */
  private static double share(double[] highest) {
    return (double) Arrays.stream(highest).filter(value -> !(value > 0)).count() / highest.length;
  }

  @Override
  public List<Expectation> expectations() {
    return List.of(
        Expectation.that("dead at the end, ReLU (%)", seed -> seed.number(RELU, DEAD))
            .isAtLeast(25),
        Expectation.that("dead at the end, leaky (%)", seed -> seed.number(LEAKY, DEAD))
            .isAtMost(10),
        Expectation.that(
                "dead at the end, ReLU minus fading leak (%)",
                seed -> seed.number(RELU, DEAD) - seed.number(FADING, DEAD))
            .isAtLeast(10));
  }

  @Override
  public List<Panel> panels() {
    return List.of(
        Panel.lines(DEAD, "units that no example reaches", "step", "share of units (%)"),
        Panel.lines(LOSS, "loss", "step", "mean squared error").logarithmicY());
  }
}
