package io.dptrain.examples.lab.depth;

import io.dptrain.examples.lab.model.Activation;
import io.dptrain.examples.lab.model.Fit;
import io.dptrain.examples.lab.model.LabGraph;
import io.dptrain.examples.lab.model.LabRun;
import io.dptrain.examples.lab.model.Net;
import io.dptrain.examples.run.Expectation;
import io.dptrain.examples.run.Experiment;
import io.dptrain.examples.run.Finding;
import io.dptrain.examples.run.Panel;
import io.dptrain.examples.run.Trial;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.apache.commons.math3.ode.FirstOrderDifferentialEquations;
import org.apache.commons.math3.ode.nonstiff.DormandPrince853Integrator;
import org.tensorflow.Operand;
import org.tensorflow.framework.optimizers.Adam;
import org.tensorflow.op.Op;
import org.tensorflow.types.TFloat32;

/**
 * A net of rectified units as a force makes an adaptive solver work far more than a smooth net that
 * fits as well.
 *
 * <p>Nets with two hidden layers learn the force of a pendulum, {@code -sin(q)}, each until the
 * mean squared error is 1e-4; then {@code q'' = net(q)} is solved. <b>Formula</b>: a method of
 * order 8 needs steps of {@code tolerance^(1/8)} where the force is smooth; at a kink its error
 * falls as the square of the step alone, so that steps are refused and cut there. The force is
 * computed on the host in double precision, as rounding would hide the difference. <b>Source</b>:
 * Hairer, Norsett and Wanner, Solving ordinary differential equations I, 1993, section II.6.
 */
public final class FieldSolver implements Experiment {
  private static final String RELU = "ReLU";
  private static final String TANH = "tanh";
  private static final String TRUE = "true force";
  private static final int WIDTH = 16;
  private static final double ENOUGH = 1e-4;

  private static final String LOSS = "loss";
  private static final String EVALUATIONS = "evaluations";
  private static final String STEP = "step";

  @Override
  public String name() {
    return "field-solver";
  }

  @Override
  public String claim() {
    return "An adaptive solver needs far more evaluations of a force that is a ReLU net than of one"
        + " that is a tanh net of the same accuracy: each kink makes it cut its steps.";
  }

  @Override
  public List<String> variants() {
    return List.of(RELU, TANH, TRUE);
  }

  @Override
  public Finding run(String variant, Trial trial) {
    Finding finding = new Finding();
    if (variant.equals(TRUE)) {
      return solved(q -> -Math.sin(q), trial, finding);
    }
    boolean isRelu = variant.equals(RELU);
    try (LabGraph lab = new LabGraph()) {
      Activation activation = isRelu ? Activation.RELU : Activation.TANH;
      double gain = isRelu ? Math.sqrt(2) : 1;
      Net net = Net.of(lab, "force", trial.random(), activation, gain, 1, WIDTH, WIDTH, 1);
      finding.number(LOSS, train(lab, net));
      LabRun run = lab.run();
      net.variables().forEach(run::fetch);
      List<double[]> weights = run.arrays();
      return solved(q -> force(weights, isRelu, q), trial, finding);
    }
  }

  private static double train(LabGraph lab, Net net) {
    Operand<TFloat32> loss = Fit.loss(net, q -> -Math.sin(q), -3, 3, 128);
    Op train = new Adam(lab.graph(), 3e-3f).minimize(loss);
    lab.initialize();
    double last = Double.POSITIVE_INFINITY;
    for (int step = 0; step < 10_000 && last > ENOUGH; step++) {
      last = lab.run().target(train).fetch(loss).number();
    }
    return last;
  }

  /** The net, in double precision. */
  private static double force(List<double[]> weights, boolean isRelu, double q) {
    double[] signal = {q};
    for (int layer = 0; layer < weights.size(); layer += 2) {
      double[] kernel = weights.get(layer);
      double[] next = weights.get(layer + 1).clone();
      for (int i = 0; i < kernel.length; i++) {
        next[i % next.length] += signal[i / next.length] * kernel[i];
      }
      for (int i = 0; i < next.length && layer + 2 < weights.size(); i++) {
        next[i] = isRelu ? Math.max(0, next[i]) : Math.tanh(next[i]);
      }
      signal = next;
    }
    return signal[0];
  }

  private static Finding solved(DoubleUnaryOperator force, Trial trial, Finding finding) {
    var solver = new DormandPrince853Integrator(1e-9, 1, 1e-10, 1e-10);
    double end = trial.size(30, 10);
    solver.addStepHandler(new StepSizes(finding, STEP, 6));
    solver.integrate(new Motion(force), 0, new double[] {2, 0}, end, new double[2]);
    return finding.number(EVALUATIONS, solver.getEvaluations() / end);
  }

  /** The motion of a unit mass. */
  private record Motion(DoubleUnaryOperator force) implements FirstOrderDifferentialEquations {
    @Override
    public int getDimension() {
      return 2;
    }

    @Override
    public void computeDerivatives(double time, double[] state, double[] change) {
      change[0] = state[1];
      change[1] = force.applyAsDouble(state[0]);
    }
  }

  @Override
  public List<Expectation> expectations() {
    return List.of(
        Expectation.that("evaluations, ReLU over tanh", seed -> seed.ratio(RELU, TANH, EVALUATIONS))
            .isAtLeast(3),
        Expectation.that("loss, ReLU over tanh", seed -> seed.ratio(RELU, TANH, LOSS))
            .isBetween(0.8, 1.25));
  }

  @Override
  public List<Panel> panels() {
    return List.of(
        Panel.points(STEP, "steps that were taken", "time", "size of the step").logarithmicY(),
        Panel.dots(EVALUATIONS, "work of the solver", "evaluations of the force per unit of time")
            .logarithmicX());
  }
}
