package io.dptrain.examples.lab.depth;

import io.dptrain.examples.lab.model.Activation;
import io.dptrain.examples.lab.model.Draw;
import io.dptrain.examples.lab.model.Fit;
import io.dptrain.examples.lab.model.LabGraph;
import io.dptrain.examples.lab.model.LabRun;
import io.dptrain.examples.lab.model.Net;
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
import org.tensorflow.Output;
import org.tensorflow.framework.optimizers.Adam;
import org.tensorflow.op.Op;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/**
 * A recurrent net that has learned a chaotic map has a positive Lyapunov exponent, and its
 * backpropagated gradients grow at that rate: exploding gradients are here what is right.
 *
 * <p>A net learns to tell the next value of the logistic map {@code x' = r x (1 - x)} from the last
 * and then runs on its own outputs. <b>Formula</b>: the exponent is the mean of {@code log
 * |dx_(t+1) / dx_t|} along such an orbit; for the map itself, {@code log |r (1 - 2 x)|}. The
 * gradient by the value k steps before grows as {@code exp(exponent * k)}. <b>Source</b>: Mikhaeil,
 * Monfared and Durstewitz, On the difficulty of learning chaotic dynamics with RNNs, 2022.
 */
public final class Lyapunov implements Experiment {
  private static final String CHAOTIC = "chaotic, r = 3.9";
  private static final String RESTING = "at rest, r = 2.5";
  private static final int ORBITS = 256;
  private static final int STEPS = 24;

  private static final String MAP = "exponent of the map";
  private static final String EXPONENT = "exponent of the net";
  private static final String RATE = "rate of gradients";
  private static final String GRADIENT = "gradient";

  @Override
  public String name() {
    return "lyapunov";
  }

  @Override
  public String claim() {
    return "A recurrent net that has learned a chaotic map has the positive Lyapunov exponent of the"
        + " map, and its gradients through time grow at that rate; if the map comes to rest they"
        + " die.";
  }

  @Override
  public List<String> variants() {
    return List.of(CHAOTIC, RESTING);
  }

  @Override
  public Finding run(String variant, Trial trial) {
    double r = variant.equals(CHAOTIC) ? 3.9 : 2.5;
    try (LabGraph lab = new LabGraph()) {
      Net net = Net.of(lab, "net", trial.random(), Activation.TANH, 1, 1, 16, 16, 1);
      Operand<TFloat32> loss = Fit.loss(net, u -> map(r, u), -3, 3, 64);
      Op train = new Adam(lab.graph(), 0.005f).minimize(loss);
      Placeholder<TFloat32> x = lab.input(-1, 1);
      List<Operand<TFloat32>> orbit = new ArrayList<>(List.of(x));
      for (int t = 0; t < STEPS; t++) {
        orbit.add(net.apply(orbit.get(t)));
      }
      lab.initialize();
      for (int update = 0; update < trial.size(8_000, 2_000); update++) {
        lab.run().target(train).go();
      }
      return measured(net, x, orbit, trial.random("orbits")).number(MAP, ofMap(r));
    }
  }

  private static Finding measured(
      Net net, Placeholder<TFloat32> x, List<Operand<TFloat32>> orbit, Random random) {
    LabGraph lab = net.lab();
    List<Operand<TFloat32>> visited = orbit.subList(0, STEPS);
    // Copies, so that the derivative is that of one step alone.
    Operand<TFloat32> points =
        lab.tf().stopGradient(lab.tf().concat(visited, lab.tf().constant(0)));
    Operand<TFloat32> slopes = lab.gradients(net.apply(points), List.of(points)).get(0);
    List<Output<TFloat32>> gradients = lab.gradients(orbit.get(STEPS), visited);
    float[] state = Draw.uniform(random, -2, 2, ORBITS);
    for (int i = 0; i < 8; i++) {
      LabRun run = lab.run().feed(x, state, ORBITS, 1).fetch(orbit.get(STEPS));
      state = Draw.floats(run.array());
    }
    LabRun run = lab.run().feed(x, state, ORBITS, 1).fetch(slopes);
    gradients.forEach(run::fetch);
    List<double[]> found = run.arrays();
    Finding finding = new Finding();
    for (int back = 1; back <= STEPS; back++) {
      finding.point(GRADIENT, back, Math.exp(meanLog(found.get(STEPS + 1 - back))));
    }
    return finding
        .number(EXPONENT, meanLog(found.get(0)))
        .number(RATE, finding.curve(GRADIENT).rate(1));
  }

  /** The logistic map for {@code u = 6 x - 3}, a scale that nets learn well. */
  private static double map(double r, double u) {
    return 1.5 * r * (1 - u * u / 9) - 3;
  }

  private static double ofMap(double r) {
    double u = 1;
    double sum = 0;
    for (int i = 0; i < 101_000; i++) {
      sum += i < 1_000 ? 0 : Math.log(Math.abs(r * u / 3));
      u = map(r, u);
    }
    return sum / 100_000;
  }

  private static double meanLog(double[] values) {
    return Arrays.stream(values).map(Math::abs).map(Math::log).average().orElseThrow();
  }

  @Override
  public List<Expectation> expectations() {
    return List.of(
        Expectation.that(
                "exponent of the net over that of the map, chaotic",
                seed -> seed.number(CHAOTIC, EXPONENT) / seed.number(CHAOTIC, MAP))
            .isBetween(0.9, 1.1),
        Expectation.that(
                "rate of gradients over the exponent, chaotic",
                seed -> seed.number(CHAOTIC, RATE) / seed.number(CHAOTIC, EXPONENT))
            .isBetween(0.85, 1.15),
        Expectation.that("rate of gradients, at rest", seed -> seed.number(RESTING, RATE))
            .isAtMost(-0.5));
  }

  @Override
  public List<Panel> panels() {
    return List.of(
        Panel.lines(GRADIENT, "gradient through time", "steps back", "geometric mean of |gradient|")
            .logarithmicY(),
        Panel.dots(EXPONENT, "Lyapunov exponent of the net", "exponent, per step"));
  }
}
