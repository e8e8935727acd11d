package io.dptrain.examples.lab.clip;

import io.dptrain.core.stability.monitor.MonitorProbe;
import io.dptrain.core.stability.monitor.Observation;
import io.dptrain.core.stability.monitor.TrainingMonitor;
import io.dptrain.examples.lab.model.Activation;
import io.dptrain.examples.lab.model.Draw;
import io.dptrain.examples.lab.model.LabGraph;
import io.dptrain.examples.lab.model.LabRun;
import io.dptrain.examples.lab.model.Net;
import io.dptrain.examples.run.Expectation;
import io.dptrain.examples.run.Experiment;
import io.dptrain.examples.run.Finding;
import io.dptrain.examples.run.Panel;
import io.dptrain.examples.run.Trial;
import java.util.List;
import java.util.Random;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.framework.optimizers.GradientDescent;
import org.tensorflow.op.Op;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/**
 * The monitor finds the step in which a run leaves its way.
 *
 * <p>A small net learns a regression with noisy targets. In one step, which the monitor is not
 * told, either the targets of the batch are a thousand times too large, or the learning rate is.
 * <b>Formula</b>: the monitor raises an alarm for a loss that is above the median of the last 50 by
 * 20 robust standard deviations, for gradients or parameters that outgrow their start, and for what
 * is not finite. A bad batch shows in the loss of its own step; a bad rate spoils the weights,
 * which is seen one step later.
 */
public final class Diagnosis implements Experiment {
  private static final String HEALTHY = "healthy";
  private static final String BATCH = "bad batch";
  private static final String RATE = "bad rate";

  private static final int INPUTS = 4;
  private static final int HIDDEN = 16;
  private static final int EXAMPLES = 64;
  private static final int SHOWN = 40;
  private static final double NOISE = 0.3;
  private static final float LEARNING_RATE = 0.05f;
  private static final float FAULT = 1000;

  private static final String LOSS = "loss";
  private static final String DELAY = "delay";
  private static final String ALARMS = "alarms";

  @Override
  public String name() {
    return "diagnosis";
  }

  @Override
  public String claim() {
    return "From the curves of loss and norms the monitor finds the step that derails a run: a bad"
        + " batch in its own step, a bad learning rate in the next, and nothing in a healthy run.";
  }

  @Override
  public List<String> variants() {
    return List.of(HEALTHY, BATCH, RATE);
  }

  @Override
  public Finding run(String variant, Trial trial) {
    Random random = trial.random();
    try (LabGraph lab = new LabGraph()) {
      Placeholder<TFloat32> x = lab.input(-1, INPUTS);
      Placeholder<TFloat32> noise = lab.input(-1, 1);
      Placeholder<TFloat32> factor = lab.input();
      Operand<TFloat32> truth = Sine.of(lab, x, INPUTS, random);
      Operand<TFloat32> targets = lab.tf().math.mul(factor, lab.tf().math.add(truth, noise));
      Net net = Net.of(lab, "net", random, Activation.TANH, 1, INPUTS, HIDDEN, 1);
      Operand<TFloat32> loss = lab.meanSquaredError(net.apply(x), targets);
      GradientDescent optimizer = new GradientDescent(lab.graph(), LEARNING_RATE);
      MonitorProbe probe = MonitorProbe.of(lab.tf(), loss, optimizer.computeGradients(loss));
      Op train = optimizer.applyGradients(probe.guardedGradients(), "train");
      Op leap =
          new GradientDescent(lab.graph(), FAULT * LEARNING_RATE)
              .applyGradients(probe.guardedGradients(), "leap");
      lab.initialize();
      TrainingMonitor monitor = TrainingMonitor.create();
      int steps = trial.size(300, 120);
      int fault = steps / 2 + random.nextInt(steps / 4);
      Finding finding = new Finding();
      double delay = Double.POSITIVE_INFINITY;
      int alarms = 0;
      for (int step = 0; step < steps; step++) {
        boolean isFault = step == fault;
        try (TFloat32 fedX = normal(random, 1, INPUTS);
            TFloat32 fedNoise = normal(random, NOISE, 1);
            TFloat32 fedFactor = TFloat32.scalarOf(isFault && variant.equals(BATCH) ? FAULT : 1)) {
          Session.Runner runner = lab.session().runner();
          runner.feed(x, fedX).feed(noise, fedNoise).feed(factor, fedFactor);
          runner.addTarget(isFault && variant.equals(RATE) ? leap : train);
          Observation seen = probe.run(step, runner, monitor.limits());
          if (Math.abs(step - fault) <= SHOWN) {
            finding.point(LOSS, step - fault, seen.loss().orElseThrow().value());
          }
          if (!monitor.observe(seen).good()) {
            alarms++;
            delay = Math.min(delay, step - fault);
          }
        }
      }
      return finding.number(DELAY, delay).number(ALARMS, alarms);
    }
  }

  private static TFloat32 normal(Random random, double stdDev, int columns) {
    return LabRun.tensor(Draw.normal(random, stdDev, EXAMPLES * columns), EXAMPLES, columns);
  }

  @Override
  public List<Expectation> expectations() {
    return List.of(
        Expectation.that("alarms of the healthy run", seed -> seed.number(HEALTHY, ALARMS))
            .isAtMost(0),
        Expectation.that("steps to the alarm, bad batch", seed -> seed.number(BATCH, DELAY))
            .isBetween(0, 0),
        Expectation.that("steps to the alarm, bad rate", seed -> seed.number(RATE, DELAY))
            .isBetween(1, 1));
  }

  @Override
  public List<Panel> panels() {
    return List.of(
        Panel.lines(LOSS, "what the monitor sees", "step, from the fault on", "loss")
            .logarithmicY(),
        Panel.dots(DELAY, "when it gives the alarm", "first alarm (steps after the fault)"));
  }
}
