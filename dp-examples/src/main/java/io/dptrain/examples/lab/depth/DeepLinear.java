package io.dptrain.examples.lab.depth;

import io.dptrain.examples.lab.model.Draw;
import io.dptrain.examples.lab.model.LabGraph;
import io.dptrain.examples.lab.model.LabRun;
import io.dptrain.examples.run.Expectation;
import io.dptrain.examples.run.Experiment;
import io.dptrain.examples.run.Finding;
import io.dptrain.examples.run.Panel;
import io.dptrain.examples.run.Trial;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.tensorflow.Operand;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;

/**
 * The gradient of a deep linear net grows or vanishes as a power of its depth.
 *
 * <p>Each layer is alpha times a random rotation, so that it changes the length of whatever passes
 * by alpha, forward and backward. <b>Formula</b>: the norm of the gradient by the first of L layers
 * is a constant times {@code |alpha|^(L - 1)}; the slope of its logarithm over L is {@code log
 * |alpha|}.
 */
public final class DeepLinear implements Experiment {
  private static final List<Double> SCALES = List.of(0.8, 0.95, 1.05, 1.25);
  private static final int WIDTH = 8;

  /** Each gradient adds all layers to the graph once more. */
  private static final int EVERY = 4;

  private static final String NORM = "gradient norm";
  private static final String SLOPE = "slope";

  @Override
  public String name() {
    return "deep-linear";
  }

  @Override
  public String claim() {
    return "The gradient of a linear net of depth L grows or vanishes as |alpha|^L, alpha being the"
        + " scale of each layer.";
  }

  @Override
  public List<String> variants() {
    return SCALES.stream().map(DeepLinear::variant).toList();
  }

  private static String variant(double scale) {
    return "alpha " + scale;
  }

  @Override
  public Finding run(String variant, Trial trial) {
    double scale = SCALES.get(variants().indexOf(variant));
    Map<Integer, Operand<TFloat32>> norms = new TreeMap<>();
    Finding finding = new Finding();
    try (LabGraph lab = new LabGraph()) {
      Random random = trial.random();
      Operand<TFloat32> signal = lab.constant(Draw.normal(random, 1, WIDTH), 1, WIDTH);
      Operand<TFloat32> direction = lab.constant(Draw.normal(random, 1, WIDTH), 1, WIDTH);
      List<Variable<TFloat32>> layers = new ArrayList<>();
      for (int depth = 1; depth <= trial.size(40, 16); depth++) {
        layers.add(
            lab.variable(
                "layer" + depth, Draw.scaled(Draw.orthogonal(random, WIDTH), scale), WIDTH, WIDTH));
        signal = lab.tf().linalg.matMul(signal, layers.get(depth - 1));
        if (depth % EVERY == 0) {
          Operand<TFloat32> output = lab.mean(lab.tf().math.mul(signal, direction));
          norms.put(depth, lab.norm(lab.gradients(output, layers.subList(0, 1))));
        }
      }
      lab.initialize();
      LabRun run = lab.run();
      norms.values().forEach(run::fetch);
      double[] measured = run.numbers();
      for (int depth : norms.keySet()) {
        finding.point(NORM, depth, measured[depth / EVERY - 1]);
      }
    }
    return finding.number(SLOPE, finding.curve(NORM).rate(0));
  }

  @Override
  public List<Expectation> expectations() {
    return SCALES.stream()
        .map(
            scale ->
                Expectation.that(
                        "slope over log alpha, " + variant(scale),
                        seed -> seed.number(variant(scale), SLOPE) / Math.log(scale))
                    .isBetween(0.99, 1.01))
        .toList();
  }

  @Override
  public List<Panel> panels() {
    return List.of(
        Panel.lines(NORM, "gradient by the first layer", "depth L (layers)", "gradient norm (l2)")
            .logarithmicY(),
        Panel.dots(SLOPE, "slope of the logarithm", "change of log gradient norm, per layer"));
  }
}
