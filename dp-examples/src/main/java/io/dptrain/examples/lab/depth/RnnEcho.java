package io.dptrain.examples.lab.depth;

import io.dptrain.core.stability.backprop.BackpropClipping;
import io.dptrain.core.stability.backprop.SignalRule;
import io.dptrain.examples.lab.model.Draw;
import io.dptrain.examples.lab.model.LabGraph;
import io.dptrain.examples.lab.model.LabRun;
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
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Backpropagation through time grows or dies with the spectral radius of the recurrent matrix;
 * clipping the signal at each time step ends the growth.
 *
 * <p>A linear recurrent net has to say its first input again at the last step. <b>Formula</b>:
 * {@code h_t = h_(t-1) W + x_t U}; the signal that reaches the state {@code k} steps before the
 * last is {@code s W'^k}, whose norm grows as {@code radius^k} for large {@code k}. W is normal,
 * scaled to the radius, so that its singular values are no help: they are larger. <b>Source</b>:
 * Pascanu, Mikolov and Bengio, On the difficulty of training recurrent neural networks, 2013.
 */
public final class RnnEcho implements Experiment {
  private static final String CLIPPED = "radius 1.2, clipped";
  private static final List<String> VARIANTS =
      List.of("radius 0.8", "radius 0.95", "radius 1.05", "radius 1.2", CLIPPED);
  private static final List<Double> RADII = List.of(0.8, 0.95, 1.05, 1.2, 1.2);
  private static final int UNITS = 16;
  private static final double BOUND = 1;

  private static final String SIGNAL = "signal";
  private static final String GROWTH = "growth per step";

  @Override
  public String name() {
    return "rnn-echo";
  }

  @Override
  public String claim() {
    return "The signal of backpropagation through time grows or dies by the spectral radius of the"
        + " recurrent matrix at each step; clipping the signal at each step ends the growth.";
  }

  @Override
  public List<String> variants() {
    return VARIANTS;
  }

  @Override
  public Finding run(String variant, Trial trial) {
    double radius = RADII.get(VARIANTS.indexOf(variant));
    int steps = trial.size(60, 40);
    Finding finding = new Finding();
    try (LabGraph lab = new LabGraph()) {
      LabRun run = lab.run();
      signals(lab, trial.random(), radius, variant.equals(CLIPPED), steps).forEach(run::fetch);
      lab.initialize();
      double[] norms = run.arrays().stream().mapToDouble(Spectrum::norm).toArray();
      for (int back = 0; back < steps; back++) {
        finding.point(SIGNAL, back, norms[steps - 1 - back] / norms[steps - 1]);
      }
    }
    return finding.number(GROWTH, Math.exp(finding.curve(SIGNAL).rate(steps / 4.0)));
  }

  /** What flows back to the state of each step, from the first to the last. */
  private static List<? extends Operand<TFloat32>> signals(
      LabGraph lab, Random random, double radius, boolean isClipped, int steps) {
    Ops tf = lab.tf();
    Operand<TFloat32> kernel =
        lab.variable("recurrent", Spectrum.ofRadius(radius, random, UNITS), UNITS, UNITS);
    Operand<TFloat32> readOut = lab.constant(Draw.normal(random, 1, UNITS), UNITS, 1);
    List<Operand<TFloat32>> inputs = new ArrayList<>();
    List<Operand<TFloat32>> states = new ArrayList<>();
    Operand<TFloat32> hidden = lab.constant(new float[UNITS], 1, UNITS);
    for (int t = 0; t < steps; t++) {
      inputs.add(lab.constant(Draw.normal(random, 1, UNITS), 1, UNITS));
      hidden = tf.math.add(tf.linalg.matMul(hidden, kernel), inputs.get(t));
      states.add(hidden);
      if (isClipped) {
        hidden = BackpropClipping.clipSignal(tf, hidden, SignalRule.byRowNorm(BOUND));
      }
    }
    Operand<TFloat32> echo = tf.linalg.matMul(hidden, readOut);
    Operand<TFloat32> first = tf.linalg.matMul(inputs.get(0), readOut);
    return lab.gradients(lab.meanSquaredError(echo, first), states);
  }

  @Override
  public List<Expectation> expectations() {
    return VARIANTS.stream()
        .filter(variant -> !variant.contains("1.05") && !variant.contains("0.95"))
        .map(RnnEcho::expected)
        .toList();
  }

  private static Expectation expected(String variant) {
    double growth = variant.equals(CLIPPED) ? 1 : RADII.get(VARIANTS.indexOf(variant));
    return Expectation.that(
            "growth of the signal per step, " + variant, seed -> seed.number(variant, GROWTH))
        .isBetween(growth - 0.05, growth + 0.05);
  }

  @Override
  public List<Panel> panels() {
    return List.of(
        Panel.lines(
                SIGNAL,
                "signal of backpropagation",
                "steps before the last",
                "norm (l2), over that at the last step")
            .logarithmicY(),
        Panel.dots(GROWTH, "growth of the signal", "factor per step"));
  }
}
