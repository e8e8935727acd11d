package io.dptrain.examples.lab.clip;

import io.dptrain.examples.run.Expectation;
import io.dptrain.examples.run.Experiment;
import io.dptrain.examples.run.Finding;
import io.dptrain.examples.run.Panel;
import io.dptrain.examples.run.Trial;
import java.util.List;
import java.util.Random;

/**
 * A gradient that looks ahead sees a cliff before plain momentum does.
 *
 * <p>A weight rolls down a {@link Cliff}. Momentum takes the gradient where the weight is, and so
 * first sees the wall from inside of it; Nesterov's gradient is taken at {@code x + mu v}. On the
 * slope both move alike, by nearly {@code v} in a step, so that the look-ahead point is almost
 * where the weight of momentum will be one step later: at most walls the clip comes one step
 * earlier, at some in the same step. <b>Source</b>: Sutskever, Martens, Dahl and Hinton, On the
 * importance of initialization and momentum in deep learning, 2013.
 */
public final class NesterovCliff implements Experiment {
  private static final String PLAIN = "momentum";
  private static final String AHEAD = "look-ahead";

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
    Finding finding = new Finding();
    Random random = trial.random();
    double first = 0;
    double before = 0;
    double depth = 0;
    int walls = trial.size(20, 6);
    try (Cliff cliff = new Cliff(variant.equals(AHEAD))) {
      for (int i = 0; i < walls; i++) {
        List<Cliff.Moment> moments = cliff.roll(2 + 2 * random.nextFloat());
        for (int step = 0; i == 0 && step < moments.size(); step++) {
          finding.point(PATH, step, moments.get(step).x());
        }
        int clip = firstClip(moments);
        first += clip;
        before += moments.get(clip).x();
        depth += moments.stream().mapToDouble(Cliff.Moment::x).max().orElseThrow();
      }
    }
    finding.number(FIRST, first / walls).number(BEFORE, before / walls);
    return finding.number(DEPTH, depth / walls);
  }

  private static int firstClip(List<Cliff.Moment> moments) {
    int step = 0;
    while (!moments.get(step).clips()) {
      step++;
    }
    return step;
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
