package io.dptrain.examples.lab.clip;

import io.dptrain.core.stability.clip.ClippedOptimizer;
import io.dptrain.core.stability.clip.GradientClipping;
import io.dptrain.examples.lab.model.Activation;
import io.dptrain.examples.lab.model.Dense;
import io.dptrain.examples.lab.model.LabGraph;
import io.dptrain.examples.lab.model.Net;
import io.dptrain.examples.run.Expectation;
import io.dptrain.examples.run.Experiment;
import io.dptrain.examples.run.Finding;
import io.dptrain.examples.run.Panel;
import io.dptrain.examples.run.Trial;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.tensorflow.Operand;
import org.tensorflow.framework.optimizers.GradientDescent;
import org.tensorflow.op.Op;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/**
 * A global clip starves a quiet task beside a loud one; a clip for each task does not.
 *
 * <p>Two regressions share a hidden layer and have a head each. The loss of the loud one is 1000
 * times as large, and its targets are noisy, so that its gradient never ends. <b>Formula</b>: the
 * global clip scales all gradients by {@code C / norm}, which the loud task alone decides; the
 * quiet one learns about {@code norm / C} times more slowly. Clipped before they are added, both
 * tasks move by {@code rate * C} at most. A clip for each group of variables feeds the head of the
 * quiet task, but not its part of the shared layer.
 */
public final class StarvingTasks implements Experiment {
  private static final String ALONE = "quiet task alone";
  private static final String GLOBAL = "global norm";
  private static final String GROUPS = "by group";
  private static final String TASKS = "by task";

  private static final int INPUTS = 4;
  private static final int HIDDEN = 16;
  private static final int BATCH = 32;
  private static final double LOUDNESS = 1000;
  private static final double LEARNING_RATE = 0.05;
  private static final double CLIP_NORM = 1;

  private static final String LOSS = "loss of the quiet task";
  private static final String LAST = "last loss over first";

  @Override
  public String name() {
    return "starving-tasks";
  }

  @Override
  public String claim() {
    return "One clip norm for the sum of two tasks starves the one whose gradients are small;"
        + " clipped task by task, it learns nearly as well as alone.";
  }

  @Override
  public List<String> variants() {
    return List.of(ALONE, GLOBAL, GROUPS, TASKS);
  }

  private static GradientClipping clipping(String variant) {
    return variant.equals(GROUPS)
        ? GradientClipping.byGroupNorm(
            Map.of("quiet_kernel", CLIP_NORM, "quiet_bias", CLIP_NORM, "", CLIP_NORM))
        : GradientClipping.byGlobalNorm(CLIP_NORM);
  }

  @Override
  public Finding run(String variant, Trial trial) {
    Random random = trial.random();
    try (LabGraph lab = new LabGraph()) {
      Placeholder<TFloat32> x = lab.input(-1, INPUTS);
      Placeholder<TFloat32> noise = lab.input(-1, 1);
      Operand<TFloat32> hidden =
          Activation.TANH.apply(
              lab.tf(), Net.of(lab, "shared", random, Activation.TANH, 1, INPUTS, HIDDEN).apply(x));
      Operand<TFloat32> quietTruth = Sine.of(lab, x, INPUTS, random);
      Operand<TFloat32> loudTruth = lab.tf().math.add(Sine.of(lab, x, INPUTS, random), noise);
      Operand<TFloat32> quiet = task(lab, "quiet", random, hidden, quietTruth);
      Operand<TFloat32> loud =
          lab.tf().math.mul(lab.constant(LOUDNESS), task(lab, "loud", random, hidden, loudTruth));
      Op train = train(lab, variant, quiet, loud);
      lab.initialize();
      Finding finding = new Finding();
      double sum = 0;
      double first = 0;
      int steps = trial.size(1_000, 150);
      for (int step = 0; step < steps; step++) {
        double loss =
            lab.run()
                .feedNormal(x, random, BATCH, INPUTS)
                .feedNormal(noise, random, BATCH, 1)
                .target(train)
                .fetch(quiet)
                .number();
        first += step < 10 ? loss / 10 : 0;
        sum += step >= steps - 50 ? loss / 50 : 0;
        if (step % 10 == 0) {
          finding.point(LOSS, step, loss);
        }
      }
      return finding.number(LAST, sum / first);
    }
  }

  private static Operand<TFloat32> task(
      LabGraph lab, String name, Random random, Operand<TFloat32> hidden, Operand<TFloat32> truth) {
    return lab.meanSquaredError(Dense.of(lab, name, random, HIDDEN, 1, 0.25).apply(hidden), truth);
  }

  private static Op train(
      LabGraph lab, String variant, Operand<TFloat32> quiet, Operand<TFloat32> loud) {
    ClippedOptimizer optimizer =
        ClippedOptimizer.wrap(
            new GradientDescent(lab.graph(), (float) LEARNING_RATE), clipping(variant));
    return switch (variant) {
      case ALONE -> optimizer.minimize(quiet);
      case TASKS -> optimizer.minimizeTasks(List.of(quiet, loud));
      default -> optimizer.minimize(lab.tf().math.add(quiet, loud));
    };
  }

  @Override
  public List<Expectation> expectations() {
    return List.of(
        Expectation.that("last loss, global norm / alone", seed -> seed.ratio(GLOBAL, ALONE, LAST))
            .isAtLeast(5),
        Expectation.that("last loss, by task / alone", seed -> seed.ratio(TASKS, ALONE, LAST))
            .isAtMost(3),
        Expectation.that("last loss, by task / by group", seed -> seed.ratio(TASKS, GROUPS, LAST))
            .isAtMost(1));
  }

  @Override
  public List<Panel> panels() {
    return List.of(
        Panel.lines(LOSS, "loss of the quiet task", "step", "mean squared error").logarithmicY(),
        Panel.dots(LAST, "what is left of its loss", "last loss / first loss").logarithmicX());
  }
}
