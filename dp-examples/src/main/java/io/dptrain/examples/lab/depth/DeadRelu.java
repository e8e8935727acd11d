package io.dptrain.examples.lab.depth;

import io.dptrain.examples.lab.model.LabGraph;
import io.dptrain.examples.run.Expectation;
import io.dptrain.examples.run.Experiment;
import io.dptrain.examples.run.Finding;
import io.dptrain.examples.run.Panel;
import io.dptrain.examples.run.Trial;
import java.util.Arrays;
import java.util.List;

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
    int steps = trial.size(1_000, 300);
    Finding finding = new Finding();
    double dead = 0;
    double lost = 0;
    try (LabGraph lab = new LabGraph()) {
      LeakyNet net = LeakyNet.of(lab, trial.random());
      for (int step = 0; step <= steps; step++) {
        List<double[]> now = net.step(leak(variant, (double) step / steps), step < LARGE_STEPS);
        dead = (share(now.get(0)) + share(now.get(1))) / 2;
        lost = now.get(2)[0];
        if (step % (steps / 50) == 0) {
          finding.point(DEAD, step, 100 * dead).point(LOSS, step, lost);
        }
      }
    }
    return finding.number(DEAD, 100 * dead).number(LOSS, lost);
  }

  /** The share of units whose highest input is not positive. */
  private static double share(double[] highest) {
    return (double) Arrays.stream(highest).filter(value -> !(value > 0)).count() / highest.length;
  }

  @Override
  public List<Expectation> expectations() {
    return List.of(
        Expectation.that("dead at the end, ReLU (%)", seed -> seed.number(RELU, DEAD))
            .isAtLeast(15),
        Expectation.that("dead at the end, leaky (%)", seed -> seed.number(LEAKY, DEAD))
            .isAtMost(15),
        Expectation.that(
                "dead at the end, ReLU minus leaky (%)",
                seed -> seed.number(RELU, DEAD) - seed.number(LEAKY, DEAD))
            .isAtLeast(10),
        Expectation.that(
                "dead at the end, ReLU minus fading leak (%)",
                seed -> seed.number(RELU, DEAD) - seed.number(FADING, DEAD))
            .isAtLeast(5));
  }

  @Override
  public List<Panel> panels() {
    return List.of(
        Panel.lines(DEAD, "units that no example reaches", "step", "share of units (%)"),
        Panel.lines(LOSS, "loss", "step", "mean squared error").logarithmicY());
  }
}
