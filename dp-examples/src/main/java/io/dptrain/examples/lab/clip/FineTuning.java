package io.dptrain.examples.lab.clip;

import io.dptrain.core.clip.Clipping;
import io.dptrain.core.stability.clip.ClippedOptimizer;
import io.dptrain.core.stability.clip.GradientClipping;
import io.dptrain.examples.lab.model.Activation;
import io.dptrain.examples.lab.model.Dense;
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
import org.apache.commons.math3.util.MathArrays;
import org.tensorflow.Operand;
import org.tensorflow.framework.optimizers.GradientDescent;
import org.tensorflow.op.Op;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/**
 * What a new head does to a pretrained net depends on how gradients are clipped.
 *
 * <p>A net learns one task; then a new head of large random weights is trained for another, and the
 * layers below with it, whose gradients grow with those weights: unclipped steps wreck them. A
 * global clip is used up by the early layers, which are kept while the head hardly moves. Clipped
 * by layer, it moves as far as they do. Adaptive thresholds divide gradients by the median of their
 * layer, so that steps do not shrink as they do. <b>Source</b>: of the harm, Kumar et al., 2022.
 */
public final class FineTuning implements Experiment {
  private static final String NONE = "no clipping";
  private static final String GLOBAL = "global norm";
  private static final String LAYER = "by layer";
  private static final String ADAPTIVE = "by layer, adaptive";

  private static final int INPUTS = 4;
  private static final int HIDDEN = 16;
  private static final int BATCH = 32;
  private static final int TEST = 256;
  private static final float LEARNING_RATE = 0.05f;
  private static final double CLIP_NORM = 1;
  private static final String DRIFT = "drift of the first layer";
  private static final String HEAD = "drift of the head";
  private static final String OLD = "error on the old task";
  private static final String NEW = "error on the new task";

  @Override
  public String name() {
    return "fine-tuning";
  }

  @Override
  public String claim() {
    return "A large new head wrecks the pretrained layers; a global clip keeps them but stalls the"
        + " head, a clip by layer lets it move, and adaptive thresholds move all further and"
        + " forget more.";
  }

  @Override
  public List<String> variants() {
    return List.of(NONE, GLOBAL, LAYER, ADAPTIVE);
  }

  private static GradientClipping clipping(String variant) {
    return switch (variant) {
      case GLOBAL -> GradientClipping.byGlobalNorm(CLIP_NORM);
      case LAYER -> GradientClipping.as(Clipping.perLayer(CLIP_NORM, FineTuning::layerOf));
      case ADAPTIVE ->
          GradientClipping.as(
              Clipping.adaptiveQuantilePerLayer(0.5, CLIP_NORM, FineTuning::layerOf));
      default -> GradientClipping.none();
    };
  }

  private static String layerOf(String variable) {
    return variable.substring(0, variable.lastIndexOf('_'));
  }

  @Override
  public Finding run(String variant, Trial trial) {
    Random random = trial.random();
    try (LabGraph lab = new LabGraph()) {
      Placeholder<TFloat32> x = lab.input(-1, INPUTS);
      Net body = Net.of(lab, "body", random, Activation.TANH, 1, INPUTS, HIDDEN, HIDDEN);
      Operand<TFloat32> features = Activation.TANH.apply(lab.tf(), body.apply(x));
      Dense oldHead = Dense.of(lab, "old", random, HIDDEN, 1, 0.25);
      Dense newHead = Dense.of(lab, "new", random, HIDDEN, 1, 3);
      Operand<TFloat32> oldLoss =
          lab.meanSquaredError(oldHead.apply(features), Sine.of(lab, x, INPUTS, random));
      Operand<TFloat32> newLoss =
          lab.meanSquaredError(newHead.apply(features), Sine.of(lab, x, INPUTS, random));
      Op pretrain =
          ClippedOptimizer.wrap(new GradientDescent(lab.graph(), 0.1f), GradientClipping.none())
              .minimize(oldLoss);
      ClippedOptimizer optimizer =
          ClippedOptimizer.wrap(new GradientDescent(lab.graph(), LEARNING_RATE), clipping(variant));
      Op train = optimizer.minimize(newLoss);
      lab.initialize();
      for (int step = 0; step < trial.size(1000, 120); step++) {
        fed(lab, x, random).target(pretrain).go();
      }
      float[] test = Draw.normal(random, 1, TEST * INPUTS);
      List<Operand<TFloat32>> watched =
          List.of(body.layers().get(0).kernel(), newHead.kernel(), oldLoss, newLoss);
      List<double[]> start = look(lab.run().feed(x, test, TEST, INPUTS), watched);
      List<double[]> now = start;
      Finding finding = new Finding();
      for (int step = 0; step < trial.size(300, 60); step++) {
        fed(lab, x, random).target(train).go();
        now = look(lab.run().feed(x, test, TEST, INPUTS), watched);
        finding.point(DRIFT, step, MathArrays.distance(now.get(0), start.get(0)));
      }
      finding.number(HEAD, MathArrays.distance(now.get(1), start.get(1)));
      return finding.number(OLD, now.get(2)[0]).number(NEW, now.get(3)[0]);
    }
  }

  private static List<double[]> look(LabRun run, List<Operand<TFloat32>> watched) {
    watched.forEach(run::fetch);
    return run.arrays();
  }

  private static LabRun fed(LabGraph lab, Placeholder<TFloat32> x, Random random) {
    return lab.run().feedNormal(x, random, BATCH, INPUTS);
  }

  @Override
  public List<Expectation> expectations() {
    return List.of(
        Expectation.that("old, none / global", s -> s.ratio(NONE, GLOBAL, OLD)).isAtLeast(5),
        Expectation.that("head, by layer / global", s -> s.ratio(LAYER, GLOBAL, HEAD)).isAtLeast(3),
        Expectation.that("head, adaptive / layer", s -> s.ratio(ADAPTIVE, LAYER, HEAD))
            .isAtLeast(2),
        Expectation.that("old, adaptive / layer", s -> s.ratio(ADAPTIVE, LAYER, OLD)).isAtLeast(2));
  }

  @Override
  public List<Panel> panels() {
    return List.of(
        Panel.lines(DRIFT, "drift of the first layer", "step", "distance from its start (l2)")
            .logarithmicY(),
        Panel.dots(NEW, "what is learned", "error on the new task").logarithmicX(),
        Panel.dots(OLD, "what is forgotten", "error on the old task").logarithmicX());
  }
}
