package io.dptrain.examples.lab.learning;

import io.dptrain.examples.lab.model.Draw;
import io.dptrain.examples.lab.model.LabGraph;
import io.dptrain.examples.run.Expectation;
import io.dptrain.examples.run.Experiment;
import io.dptrain.examples.run.Finding;
import io.dptrain.examples.run.Panel;
import io.dptrain.examples.run.Trial;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * A recurrent net that meets short sequences first learns to remember over long ones.
 *
 * <p>The task is to latch: the first number of a sequence is 1 or -1, all others are noise, and the
 * sign of the first is asked for at the end. The gradient by what the net does at the first step
 * vanishes with the length of the sequence, until the net has learned to keep a state; that can be
 * learned from short sequences, where the gradient is large. Both variants make the same number of
 * updates and are tested on sequences of the full length.
 *
 * <p><b>Formula</b>: {@code h' = tanh(h W + x u)}. There is no bias, so that zeros in front of a
 * short sequence change nothing. <b>Source</b>: Bengio, Simard and Frasconi, Learning long-term
 * dependencies with gradient descent is difficult, 1994 (the task); Bengio et al., Curriculum
 * learning, 2009.
 */
public final class Curriculum implements Experiment {
  private static final String SHORT_FIRST = "short first";
  private static final String LONG = "long from the start";

  /** Shares of the full length, each for the same number of updates. */
  private static final List<Double> STAGES = List.of(0.125, 0.25, 0.5, 1.0);

  private static final int BATCH = 32;
  private static final int TESTS = 200;
  private static final double NOISE = 0.2;
  private static final String ACCURACY = "accuracy";

  @Override
  public String name() {
    return "curriculum";
  }

  @Override
  public String claim() {
    return "A recurrent net that trains on short sequences first remembers over 40 steps; with as"
        + " many updates on long sequences from the start it does not learn it.";
  }

  @Override
  public List<String> variants() {
    return List.of(SHORT_FIRST, LONG);
  }

  @Override
  public Finding run(String variant, Trial trial) {
    int longest = trial.size(40, 16);
    int updates = trial.size(1200, 80);
    int every = updates / trial.size(20, 4);
    Finding finding = new Finding();
    try (LabGraph lab = new LabGraph()) {
      Latch latch = Latch.of(lab, trial.random("net"), longest);
      lab.initialize();
      Random random = trial.random("batches");
      float[] test = sequences(trial.random("test"), longest, longest, TESTS);
      double accuracy = 0;
      for (int update = 1; update <= updates; update++) {
        int length = variant.equals(SHORT_FIRST) ? length(update, updates, longest) : longest;
        float[] batch = sequences(random, length, longest, BATCH);
        latch.run(batch, length, BATCH).target(latch.train()).go();
        if (update % every == 0) {
          accuracy = latch.run(test, longest, TESTS).fetch(latch.accuracy()).number();
          finding.point(ACCURACY, update, accuracy);
        }
      }
      return finding.number(ACCURACY, accuracy);
    }
  }

  private static int length(int update, int updates, int longest) {
    return (int) (longest * STAGES.get((update - 1) * STAGES.size() / updates));
  }

  /** <b>Shape</b> {@code [longest, size, 1]}, with zeros in front of short sequences */
  private static float[] sequences(Random random, int length, int longest, int size) {
    float[] x = Draw.normal(random, NOISE, longest * size);
    int first = (longest - length) * size;
    Arrays.fill(x, 0, first, 0);
    for (int i = first; i < first + size; i++) {
      x[i] = random.nextBoolean() ? 1 : -1;
    }
    return x;
  }

  @Override
  public List<Expectation> expectations() {
    return List.of(
        Expectation.that("accuracy, short first", seed -> seed.number(SHORT_FIRST, ACCURACY))
            .isAtLeast(0.95),
        Expectation.that("accuracy, long from the start", seed -> seed.number(LONG, ACCURACY))
            .isAtMost(0.7));
  }

  @Override
  public List<Panel> panels() {
    return List.of(
        Panel.lines(ACCURACY, "at the full length", "update", "accuracy (share of sequences)"));
  }
}
