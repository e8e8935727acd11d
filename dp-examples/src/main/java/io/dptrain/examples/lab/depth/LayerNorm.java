package io.dptrain.examples.lab.depth;

import io.dptrain.examples.lab.model.Draw;
import io.dptrain.examples.lab.model.Jacobian;
import io.dptrain.examples.lab.model.LabGraph;
import io.dptrain.examples.lab.model.Spectrum;
import io.dptrain.examples.run.Expectation;
import io.dptrain.examples.run.Experiment;
import io.dptrain.examples.run.Finding;
import io.dptrain.examples.run.Panel;
import io.dptrain.examples.run.Trial;
import java.util.List;
import java.util.Random;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.math.Mean;
import org.tensorflow.types.TFloat32;

/**
 * Layer normalization amplifies by no more than {@code 1 / sqrt(epsilon)}, and gives outputs of the
 * same size, whatever the scale and the width of its input.
 *
 * <p>A layer is a random rotation, with a normalization behind it or without. <b>Formula</b>:
 * {@code y = (x - mean(x)) / sqrt(var(x) + epsilon)}, whose Jacobian has the largest singular value
 * {@code 1 / sqrt(var(x) + epsilon)}; the root mean square of y is at most one. The bound is
 * reached by small inputs: to them the normalization is an amplifier. <b>Source</b>: Ba, Kiros and
 * Hinton, Layer normalization, 2016.
 */
public final class LayerNorm implements Experiment {
  private static final List<Integer> WIDTHS = List.of(8, 32, 128, 32);
  private static final String NONE = "none, width 32";
  private static final List<String> VARIANTS = List.of("width 8", "width 32", "width 128", NONE);
  private static final double EPSILON = 1e-5;

  private static final String AMPLIFICATION = "amplification";
  private static final String OUTPUT = "output";

  @Override
  public String name() {
    return "layer-norm";
  }

  @Override
  public String claim() {
    return "Layer normalization amplifies by up to 1 / sqrt(epsilon) and no more, and bounds its"
        + " output, whatever the scale and width of its input; without it any scale is passed on.";
  }

  @Override
  public List<String> variants() {
    return VARIANTS;
  }

  @Override
  public Finding run(String variant, Trial trial) {
    int width = WIDTHS.get(VARIANTS.indexOf(variant));
    Random random = trial.random();
    float[] input = Draw.normal(random, 1, width);
    Finding finding = new Finding();
    double amplification = 0;
    double output = 0;
    try (LabGraph lab = new LabGraph()) {
      Operand<TFloat32> rotation = lab.constant(Draw.orthogonal(random, width), width, width);
      Placeholder<TFloat32> x = lab.input(1, width);
      Operand<TFloat32> y = layer(lab, x, rotation, variant);
      Operand<TFloat32> jacobian =
          Jacobian.of(lab, point -> layer(lab, point, rotation, variant), x, width);
      for (double power = -5; power <= 4; power += trial.isSmall() ? 4.5 : 0.5) {
        double scale = Math.pow(10, power);
        List<double[]> found =
            lab.run()
                .feed(x, Draw.scaled(input, scale), 1, width)
                .fetch(jacobian)
                .fetch(y)
                .arrays();
        double norm = Spectrum.of(found.get(0), width).norm();
        double rootMeanSquare = Spectrum.norm(found.get(1)) / Math.sqrt(width);
        finding.point(AMPLIFICATION, scale, norm).point(OUTPUT, scale, rootMeanSquare);
        amplification = Math.max(amplification, norm);
        output = Math.max(output, rootMeanSquare);
      }
    }
    return finding.number(AMPLIFICATION, amplification).number(OUTPUT, output);
  }

  private static Operand<TFloat32> layer(
      LabGraph lab, Operand<TFloat32> x, Operand<TFloat32> rotation, String variant) {
    Operand<TFloat32> rotated = lab.tf().linalg.matMul(x, rotation);
    return variant.equals(NONE) ? rotated : normalized(lab.tf(), rotated);
  }

  private static Operand<TFloat32> normalized(Ops tf, Operand<TFloat32> x) {
    Operand<TFloat32> centered = tf.math.sub(x, rowMean(tf, x));
    Operand<TFloat32> variance = rowMean(tf, tf.math.square(centered));
    Operand<TFloat32> shifted = tf.math.add(variance, tf.constant((float) EPSILON));
    return tf.math.mul(centered, tf.math.rsqrt(shifted));
  }

  private static Operand<TFloat32> rowMean(Ops tf, Operand<TFloat32> x) {
    return tf.math.mean(x, tf.constant(1), Mean.keepDims(true));
  }

  @Override
  public List<Expectation> expectations() {
    double bound = 1 / Math.sqrt(EPSILON);
    return List.of(
        Expectation.that(
                "largest amplification over 1 / sqrt(epsilon), width 8",
                seed -> seed.number("width 8", AMPLIFICATION) / bound)
            .isBetween(0.98, 1.0001),
        Expectation.that(
                "largest amplification over 1 / sqrt(epsilon), width 128",
                seed -> seed.number("width 128", AMPLIFICATION) / bound)
            .isBetween(0.98, 1.0001),
        Expectation.that("largest output, width 128", seed -> seed.number("width 128", OUTPUT))
            .isAtMost(1.0001),
        Expectation.that("largest output, none", seed -> seed.number(NONE, OUTPUT))
            .isAtLeast(1_000));
  }

  @Override
  public List<Panel> panels() {
    return List.of(
        Panel.lines(
                AMPLIFICATION,
                "amplification by one layer",
                "scale of the input",
                "largest singular value")
            .logarithmicX()
            .logarithmicY(),
        Panel.lines(OUTPUT, "size of the output", "scale of the input", "root mean square")
            .logarithmicX()
            .logarithmicY());
  }
}
