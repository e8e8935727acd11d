package io.dptrain.examples.lab.depth;

import io.dptrain.examples.lab.model.Draw;
import io.dptrain.examples.lab.model.LabGraph;
import io.dptrain.examples.lab.model.LabRun;
import io.dptrain.examples.lab.model.Spectrum;
import io.dptrain.examples.run.Expectation;
import io.dptrain.examples.run.Experiment;
import io.dptrain.examples.run.Finding;
import io.dptrain.examples.run.Panel;
import io.dptrain.examples.run.Trial;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.commons.math3.linear.LUDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;
import org.tensorflow.Operand;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;

/**
 * Layers that preserve volume, so with determinant one, still explode through depth: what they
 * squeeze in one direction they stretch in another.
 *
 * <p>A linear layer is a rotation; a shear, which adds a normal matrix times one half of the units
 * to the other half, as in additive coupling; or a normal matrix that is scaled to determinant one.
 * <b>Formula</b>: the determinant of the product is one for all, yet its largest singular value is
 * one only for rotations and grows as {@code exp(exponent * depth)} for others; the gradient
 * follows. <b>Source</b>: Dinh, Krueger and Bengio, NICE: Non-linear independent components
 * estimation, 2015, for the coupling; Behrmann et al., Understanding and mitigating exploding
 * inverses in invertible neural networks, 2021.
 */
public final class VolumePreserving implements Experiment {
  private static final String ROTATIONS = "rotations";
  private static final String SHEARS = "shears";
  private static final String NORMAL = "normal, determinant one";
  private static final int WIDTH = 8;

  private static final String VOLUME = "error of log determinant";
  private static final String STRETCH = "largest singular value";
  private static final String GRADIENT = "gradient norm";
  private static final String RATE = ", rate";

  @Override
  public String name() {
    return "volume-preserving";
  }

  @Override
  public String claim() {
    return "Layers of determinant one that are no rotations explode: the largest singular value of"
        + " their product, and the gradient with it, grow exponentially with depth.";
  }

  @Override
  public List<String> variants() {
    return List.of(ROTATIONS, SHEARS, NORMAL);
  }

  @Override
  public Finding run(String variant, Trial trial) {
    Random random = trial.random();
    Finding finding = new Finding();
    List<float[]> kernels = new ArrayList<>();
    RealMatrix product = MatrixUtils.createRealIdentityMatrix(WIDTH);
    double error = 0;
    for (int depth = 1; depth <= trial.size(40, 24); depth++) {
      kernels.add(layer(variant, random, depth));
      RealMatrix layer = Spectrum.of(kernels.get(depth - 1), WIDTH).matrix();
      error = Math.max(error, Math.abs(Math.log(Math.abs(determinant(layer)))));
      product = product.multiply(layer);
      finding.point(STRETCH, depth, new Spectrum(product).norm());
    }
    gradients(kernels, random, finding);
    return finding
        .number(VOLUME, error)
        .number(STRETCH + RATE, finding.curve(STRETCH).rate(1))
        .number(GRADIENT + RATE, finding.curve(GRADIENT).rate(1));
  }

  private static float[] layer(String variant, Random random, int depth) {
    if (variant.equals(ROTATIONS)) {
      return Draw.orthogonal(random, WIDTH);
    }
    float[] values = Draw.normal(random, 1 / Math.sqrt(WIDTH / 2.0), WIDTH * WIDTH);
    if (variant.equals(NORMAL)) {
      double determinant = Math.abs(determinant(Spectrum.of(values, WIDTH).matrix()));
      return Draw.scaled(values, Math.pow(determinant, -1.0 / WIDTH));
    }
    for (int i = 0; i < values.length; i++) {
      int row = i / WIDTH;
      int column = i % WIDTH;
      boolean isAdded = row % 2 == depth % 2 && column % 2 != depth % 2;
      values[i] = row == column ? 1 : isAdded ? values[i] : 0;
    }
    return values;
  }

  private static double determinant(RealMatrix matrix) {
    return new LUDecomposition(matrix).getDeterminant();
  }

  /** By the first of so many layers. */
  private static void gradients(List<float[]> kernels, Random random, Finding finding) {
    try (LabGraph lab = new LabGraph()) {
      Operand<TFloat32> input = lab.constant(Draw.normal(random, 1, WIDTH), 1, WIDTH);
      Operand<TFloat32> direction = lab.constant(Draw.normal(random, 1, WIDTH), 1, WIDTH);
      Variable<TFloat32> first = lab.variable("first", kernels.get(0), WIDTH, WIDTH);
      Operand<TFloat32> signal = lab.tf().linalg.matMul(input, first);
      LabRun run = lab.run();
      for (int depth = 2; depth <= kernels.size(); depth++) {
        Operand<TFloat32> layer = lab.constant(kernels.get(depth - 1), WIDTH, WIDTH);
        signal = lab.tf().linalg.matMul(signal, layer);
        if (depth % 4 == 0) {
          Operand<TFloat32> output = lab.mean(lab.tf().math.mul(signal, direction));
          run.fetch(lab.gradients(output, List.of(first)).get(0));
        }
      }
      lab.initialize();
      List<double[]> found = run.arrays();
      for (int i = 0; i < found.size(); i++) {
        finding.point(GRADIENT, 4 * (i + 1), Spectrum.norm(found.get(i)));
      }
    }
  }

  @Override
  public List<Expectation> expectations() {
    return List.of(
        Expectation.that("error of log determinant, shears", seed -> seed.number(SHEARS, VOLUME))
            .isAtMost(1e-5),
        Expectation.that(
                "rate of stretch, rotations", seed -> seed.number(ROTATIONS, STRETCH + RATE))
            .isBetween(-1e-4, 1e-4),
        Expectation.that("rate of stretch, shears", seed -> seed.number(SHEARS, STRETCH + RATE))
            .isAtLeast(0.1),
        Expectation.that("rate of gradient, shears", seed -> seed.number(SHEARS, GRADIENT + RATE))
            .isAtLeast(0.08));
  }

  @Override
  public List<Panel> panels() {
    return List.of(
        Panel.lines(STRETCH, "product of all layers", "depth (layers)", "largest singular value")
            .logarithmicY(),
        Panel.lines(GRADIENT, "gradient by the first layer", "depth (layers)", "gradient norm (l2)")
            .logarithmicY());
  }
}
