package io.dptrain.examples.lab.depth;

import io.dptrain.examples.lab.model.Dense;
import io.dptrain.examples.lab.model.Draw;
import io.dptrain.examples.lab.model.Jacobian;
import io.dptrain.examples.lab.model.LabGraph;
import io.dptrain.examples.lab.model.Spectrum;
import io.dptrain.examples.run.Curve;
import io.dptrain.examples.run.Expectation;
import io.dptrain.examples.run.Experiment;
import io.dptrain.examples.run.Finding;
import io.dptrain.examples.run.Panel;
import io.dptrain.examples.run.Seed;
import io.dptrain.examples.run.Trial;
import java.util.List;
import java.util.Random;
import org.apache.commons.math3.complex.Complex;
import org.tensorflow.Operand;
import org.tensorflow.framework.optimizers.Adam;
import org.tensorflow.op.Op;
import org.tensorflow.types.TFloat32;

/**
 * A skip connection adds one to each eigenvalue of a layer's Jacobian; 100 layers then train.
 *
 * <p>A layer is {@code f(x) = tanh(x W)}, or {@code x + f(x)}, from the same initial weights,
 * normal with standard deviation {@code 1 / sqrt(inputs)}. <b>Formula</b>: the Jacobian is {@code
 * J} or {@code I + J}, and {@code I + J} has the eigenvalues {@code 1 + lambda}: what was near zero
 * is near one. The task is to tell points within a circle from those outside. <b>Source</b>: He,
 * Zhang, Ren and Sun, Deep residual learning for image recognition, 2016; for plain nets that train
 * through orthogonal weights see Pennington, Schoenholz and Ganguli, 2017.
 */
public final class Residual implements Experiment {
  private static final String PLAIN = "plain";
  private static final String SKIP = "skip";
  private static final int WIDTH = 16;
  private static final int EXAMPLES = 64;

  private static final String EIGENVALUES = "eigenvalues";
  private static final String LOSS = "loss";

  @Override
  public String name() {
    return "residual";
  }

  @Override
  public String claim() {
    return "A skip connection adds one to each eigenvalue of the Jacobian of a layer; a net of 100"
        + " layers trains with skip connections, and not without, from the same normal weights.";
  }

  @Override
  public List<String> variants() {
    return List.of(PLAIN, SKIP);
  }

  @Override
  public Finding run(String variant, Trial trial) {
    Finding finding = new Finding();
    Random random = trial.random("layer");
    try (LabGraph lab = new LabGraph()) {
      Operand<TFloat32> kernel = lab.constant(kernels(random, 1), WIDTH, WIDTH);
      Operand<TFloat32> point = lab.constant(Draw.normal(random, 1, WIDTH), 1, WIDTH);
      Operand<TFloat32> jacobian =
          Jacobian.of(lab, x -> applied(lab, kernel, x, variant), point, WIDTH);
      for (Complex value : Spectrum.of(lab.run().fetch(jacobian).array(), WIDTH).eigenvalues()) {
        finding.point(EIGENVALUES, value.getReal(), value.getImaginary());
      }
    }
    return trained(variant, trial, finding);
  }

  private static Finding trained(String variant, Trial trial, Finding finding) {
    int depth = trial.size(100, 50);
    try (LabGraph lab = new LabGraph()) {
      Random random = trial.random();
      float[] points = Draw.uniform(random, -1, 1, 2 * EXAMPLES);
      Operand<TFloat32> hidden =
          Dense.of(lab, "first", random, 2, WIDTH, 1).apply(lab.constant(points, EXAMPLES, 2));
      // One variable for all layers: an optimizer adds many operations for each variable.
      Operand<TFloat32> all = lab.variable("layers", kernels(random, depth), depth, WIDTH, WIDTH);
      for (Operand<TFloat32> kernel : lab.tf().unstack(all, (long) depth)) {
        hidden = applied(lab, kernel, hidden, variant);
      }
      Operand<TFloat32> outputs = Dense.of(lab, "last", random, WIDTH, 1, 0.1).apply(hidden);
      Operand<TFloat32> loss =
          lab.meanSquaredError(outputs, lab.constant(classes(points), EXAMPLES, 1));
      Op train = new Adam(lab.graph(), 1e-3f).minimize(loss);
      lab.initialize();
      for (int step = 0; step < trial.size(150, 50); step++) {
        finding.point(LOSS, step, lab.run().target(train).fetch(loss).number());
      }
      return finding.number(LOSS, finding.curve(LOSS).last());
    }
  }

  private static float[] kernels(Random random, int layers) {
    return Draw.normal(random, 1 / Math.sqrt(WIDTH), layers * WIDTH * WIDTH);
  }

  private static Operand<TFloat32> applied(
      LabGraph lab, Operand<TFloat32> kernel, Operand<TFloat32> x, String variant) {
    Operand<TFloat32> change = lab.tf().math.tanh(lab.tf().linalg.matMul(x, kernel));
    return variant.equals(SKIP) ? lab.tf().math.add(x, change) : change;
  }

  /** One within a circle of radius 0.8, half of the area, minus one outside. */
  private static float[] classes(float[] points) {
    float[] classes = new float[points.length / 2];
    for (int i = 0; i < classes.length; i++) {
      classes[i] = Math.hypot(points[2 * i], points[2 * i + 1]) < 0.8 ? 1 : -1;
    }
    return classes;
  }

  /** The largest distance of an eigenvalue with a skip to the next one without, moved by one. */
  private static double distance(Seed seed) {
    Curve plain = seed.of(PLAIN).curve(EIGENVALUES);
    Curve skip = seed.of(SKIP).curve(EIGENVALUES);
    double largest = 0;
    for (int i = 0; i < WIDTH; i++) {
      double nearest = Double.POSITIVE_INFINITY;
      for (int j = 0; j < WIDTH; j++) {
        double real = skip.x().get(i) - plain.x().get(j) - 1;
        nearest = Math.min(nearest, Math.hypot(real, skip.y().get(i) - plain.y().get(j)));
      }
      largest = Math.max(largest, nearest);
    }
    return largest;
  }

  @Override
  public List<Expectation> expectations() {
    return List.of(
        Expectation.that("distance of eigenvalues to 1 + those without", Residual::distance)
            .isAtMost(1e-4),
        Expectation.that("loss with skip connections", seed -> seed.number(SKIP, LOSS))
            .isAtMost(0.3),
        Expectation.that("loss without", seed -> seed.number(PLAIN, LOSS)).isAtLeast(0.8));
  }

  @Override
  public List<Panel> panels() {
    return List.of(
        Panel.points(EIGENVALUES, "Jacobian of one layer", "real part", "imaginary part"),
        Panel.lines(LOSS, "training of 100 layers", "updates", "loss (mean squared error)")
            .logarithmicY());
  }
}
