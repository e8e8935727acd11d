package io.dptrain.examples.lab.clip;

import io.dptrain.core.stability.clip.GradientClipping;
import io.dptrain.examples.lab.model.Draw;
import io.dptrain.examples.run.Expectation;
import io.dptrain.examples.run.Experiment;
import io.dptrain.examples.run.Finding;
import io.dptrain.examples.run.Panel;
import io.dptrain.examples.run.Trial;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * One absurd target poisons a regression with squared error; clipping bounds what it can do.
 *
 * <p>A linear model learns prices of 200 houses, in batches of 20, from five features; prices and
 * features are of the size of one, and one price is ten thousand. <b>Formula</b>: the gradient of
 * the squared error is {@code 2 (output - price) x}, so that the absurd price throws the weights by
 * ten thousand times as much as others, once in each epoch. Clipped, its batch moves them by {@code
 * rate * C} at most. It still pulls, in each epoch: clipping bounds the harm of a bad example, but
 * does not find it.
 */
public final class PoisonedWell implements Experiment {
  private static final String CLEAN = "right price";
  private static final String NONE = "absurd price";
  private static final String CLIPPED = "absurd price, clipped";

  private static final int FEATURES = 5;
  private static final int HOUSES = 200;
  private static final int BATCH = 20;
  private static final float ABSURD = 1e4f;
  private static final double NOISE = 0.1;
  private static final double LEARNING_RATE = 0.05;
  private static final double CLIP_NORM = 1;

  private static final String ERROR = "error";
  private static final String LAST = "error in the last epoch";
  private static final String THROW = "longest step";

  @Override
  public String name() {
    return "poisoned-well";
  }

  @Override
  public String claim() {
    return "One absurd house price under squared error throws the weights off in each epoch, and"
        + " all other prices with them; with clipping they are learned nearly as if it were"
        + " right.";
  }

  @Override
  public List<String> variants() {
    return List.of(CLEAN, NONE, CLIPPED);
  }

  @Override
  public Finding run(String variant, Trial trial) {
    Random random = trial.random();
    float[] truth = Draw.normal(random, 1, FEATURES);
    float[] houses = Draw.normal(random, 1, HOUSES * FEATURES);
    float[] right = LinearModel.targets(houses, truth);
    float[] prices = plus(right, Draw.normal(random, NOISE, HOUSES));
    int absurd = random.nextInt(HOUSES);
    prices[absurd] = variant.equals(CLEAN) ? prices[absurd] : ABSURD;
    GradientClipping clipping =
        variant.equals(CLIPPED)
            ? GradientClipping.byGlobalNorm(CLIP_NORM)
            : GradientClipping.none();
    Finding finding = new Finding();
    double longest = 0;
    double worst = 0;
    int steps = trial.size(300, 100);
    try (LinearModel model =
        new LinearModel(new float[FEATURES], LinearModel.Loss.SQUARED, LEARNING_RATE, clipping)) {
      for (int step = 0; step < steps; step++) {
        int from = step * BATCH % HOUSES;
        LinearModel.Step did =
            model.step(
                Arrays.copyOfRange(houses, from * FEATURES, (from + BATCH) * FEATURES),
                Arrays.copyOfRange(prices, from, from + BATCH));
        double error = model.loss(houses, right);
        finding.point(ERROR, step, error);
        longest = Math.max(longest, LEARNING_RATE * did.normAfter());
        worst = step < steps - HOUSES / BATCH ? 0 : Math.max(worst, error);
      }
    }
    return finding.number(LAST, worst).number(THROW, longest);
  }

  private static float[] plus(float[] one, float[] other) {
    float[] sum = one.clone();
    for (int i = 0; i < sum.length; i++) {
      sum[i] += other[i];
    }
    return sum;
  }

  @Override
  public List<Expectation> expectations() {
    return List.of(
        Expectation.that("error, absurd / right price", seed -> seed.ratio(NONE, CLEAN, LAST))
            .isAtLeast(1e4),
        Expectation.that("error, clipped", seed -> seed.number(CLIPPED, LAST))
            .isAtMost(3 * NOISE * NOISE),
        Expectation.that("longest step, clipped", seed -> seed.number(CLIPPED, THROW))
            .isAtMost(1.001 * LEARNING_RATE * CLIP_NORM));
  }

  @Override
  public List<Panel> panels() {
    return List.of(
        Panel.lines(ERROR, "error over all right prices", "step", "mean squared error")
            .logarithmicY(),
        Panel.dots(THROW, "how far one step throws the weights", "longest step (l2)")
            .logarithmicX());
  }
}
