package io.dptrain.examples.lab.depth;

import io.dptrain.examples.lab.model.Activation;
import io.dptrain.examples.lab.model.Draw;
import io.dptrain.examples.lab.model.LabGraph;
import io.dptrain.examples.lab.model.LabRun;
import io.dptrain.examples.lab.model.Net;
import io.dptrain.examples.lab.model.Spectrum;
import io.dptrain.examples.run.Expectation;
import io.dptrain.examples.run.Experiment;
import io.dptrain.examples.run.Finding;
import io.dptrain.examples.run.Panel;
import io.dptrain.examples.run.Trial;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.tensorflow.Operand;
import org.tensorflow.framework.optimizers.GradientDescent;
import org.tensorflow.op.Op;
import org.tensorflow.types.TFloat32;

/**
 * Two causes of explosion, one knob at a time: the scale of initial weights, and the learning rate.
 *
 * <p>A net of rectified units, 20 layers deep. <b>Formula</b>: weights of standard deviation {@code
 * gain / sqrt(inputs)} change the size of activations, and of gradients on their way back, by
 * {@code gain / sqrt(2)} for each layer, so by one for the gain of He. Too large a gain explodes
 * before the first update; too large a learning rate explodes by updates. <b>Source</b>: He, Zhang,
 * Ren and Sun, Delving deep into rectifiers, 2015, section 2.2.
 */
public final class ReluScale implements Experiment {
  private static final String RIGHT = "both right";
  private static final String SMALL_GAIN = "gain halved";
  private static final String LARGE_GAIN = "gain doubled";
  private static final String LARGE_RATE = "rate times 30";
  private static final int DEPTH = 20;
  private static final int WIDTH = 32;
  private static final int INPUTS = 4;
  private static final int EXAMPLES = 64;
  private static final float RATE = 0.01f;

  private static final String ACTIVATION = "activations";
  private static final String GRADIENT = "gradients";
  private static final String GROWTH = ", growth per layer";
  private static final String LOSS = "loss";

  @Override
  public String name() {
    return "relu-scale";
  }

  @Override
  public String claim() {
    return "Too large a gain of initial weights makes activations and gradients of a deep ReLU net"
        + " grow with depth; with the right gain, too large a rate makes the loss diverge.";
  }

  @Override
  public List<String> variants() {
    return List.of(RIGHT, SMALL_GAIN, LARGE_GAIN, LARGE_RATE);
  }

  @Override
  public Finding run(String variant, Trial trial) {
    double knob = variant.equals(LARGE_GAIN) ? 2 : variant.equals(SMALL_GAIN) ? 0.5 : 1;
    Random random = trial.random();
    Finding finding = new Finding();
    try (LabGraph lab = new LabGraph()) {
      float[] x = Draw.normal(random, 1, EXAMPLES * INPUTS);
      int[] widths = IntStream.rangeClosed(0, DEPTH).map(i -> i == 0 ? INPUTS : WIDTH).toArray();
      Net body = Net.of(lab, "layer", random, Activation.RELU, knob * Math.sqrt(2), widths);
      Net head = Net.of(lab, "head", random, Activation.NONE, 1, WIDTH, 1);
      List<Operand<TFloat32>> hidden = new ArrayList<>();
      Operand<TFloat32> signal = lab.constant(x, EXAMPLES, INPUTS);
      for (int i = 0; i < DEPTH; i++) {
        signal = Activation.RELU.apply(lab.tf(), body.layers().get(i).apply(signal));
        hidden.add(signal);
      }
      Operand<TFloat32> targets = lab.constant(targets(x), EXAMPLES, 1);
      Operand<TFloat32> loss = lab.meanSquaredError(head.apply(signal), targets);
      float rate = variant.equals(LARGE_RATE) ? 30 * RATE : RATE;
      Op train = new GradientDescent(lab.graph(), rate).minimize(loss);
      List<Operand<TFloat32>> atStart = new ArrayList<>(hidden);
      atStart.addAll(lab.gradients(loss, hidden));
      lab.initialize();
      start(lab, atStart, finding);
      double last = Double.NaN;
      for (int step = 0; step < trial.size(400, 60); step++) {
        last = lab.run().target(train).fetch(loss).number();
        if (last < 1e12) {
          finding.point(LOSS, step + 1, last);
        }
      }
      return finding.number(LOSS, Double.isFinite(last) ? last : Double.POSITIVE_INFINITY);
    }
  }

  /** Activations of all layers, then gradients by them, before the first update. */
  private static void start(LabGraph lab, List<Operand<TFloat32>> all, Finding finding) {
    LabRun run = lab.run();
    all.forEach(run::fetch);
    List<double[]> found = run.arrays();
    for (int i = 0; i < DEPTH; i++) {
      finding.point(ACTIVATION, i + 1, Spectrum.norm(found.get(i)) / Math.sqrt(EXAMPLES * WIDTH));
      finding.point(GRADIENT, DEPTH - i, Spectrum.norm(found.get(DEPTH + i)));
    }
    for (String curve : List.of(ACTIVATION, GRADIENT)) {
      finding.number(curve + GROWTH, Math.exp(finding.curve(curve).rate(1)));
    }
  }

  /** A smooth function of the inputs. */
  private static float[] targets(float[] x) {
    float[] targets = new float[EXAMPLES];
    for (int i = 0; i < EXAMPLES; i++) {
      targets[i] = (float) (Math.sin(x[INPUTS * i]) + 0.5 * x[INPUTS * i + 1]);
    }
    return targets;
  }

  @Override
  public List<Expectation> expectations() {
    return List.of(
        Expectation.that(
                "growth of activations per layer, both right",
                seed -> seed.number(RIGHT, ACTIVATION + GROWTH))
            .isBetween(0.85, 1.15),
        Expectation.that(
                "growth of gradients per layer, gain doubled",
                seed -> seed.number(LARGE_GAIN, GRADIENT + GROWTH))
            .isBetween(1.7, 2.3),
        Expectation.that("loss, both right", seed -> seed.number(RIGHT, LOSS)).isAtMost(0.4),
        Expectation.that("loss, rate times 30", seed -> seed.number(LARGE_RATE, LOSS))
            .isAtLeast(0.8));
  }

  @Override
  public List<Panel> panels() {
    return List.of(
        Panel.lines(ACTIVATION, "before training: activations", "layer", "root mean square")
            .logarithmicY(),
        Panel.lines(GRADIENT, "before training: gradients", "layers before the last", "norm (l2)")
            .logarithmicY(),
        Panel.lines(LOSS, "training", "updates", "loss (mean squared error)")
            .logarithmicX()
            .logarithmicY());
  }
}
