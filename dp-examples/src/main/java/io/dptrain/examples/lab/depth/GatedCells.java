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
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;
import org.tensorflow.Operand;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/**
 * Gated cells vanish less than a plain recurrent net, and with large weights explode as it does.
 *
 * <p>A cell meets normal inputs; recurrent weights are normal with standard deviation {@code gain /
 * sqrt(units)}. <b>Formula</b>: {@code d h_T / d s_0} is the product of the Jacobians of all steps,
 * measured along the run, s being the whole state: output and memory for an LSTM. Drawn is its
 * largest singular value. A gate that keeps the share k of the state puts k on the diagonal of each
 * Jacobian, which is {@code s(1) = 0.73} for a bias of one. <b>Source</b>: Hochreiter and
 * Schmidhuber, Long short-term memory, 1997; Cho et al., 2014; Pascanu, Mikolov and Bengio, 2013.
 */
public final class GatedCells implements Experiment {
  private static final String LARGE = ", gain 8";
  private static final List<RecurrentCell.Kind> KINDS = List.of(RecurrentCell.Kind.values());
  private static final List<String> VARIANTS =
      List.of("plain", "LSTM", "GRU", "plain" + LARGE, "LSTM" + LARGE, "GRU" + LARGE);
  private static final int UNITS = 24;

  private static final String NORM = "norm";
  private static final String RATE = "rate";

  @Override
  public String name() {
    return "gated-cells";
  }

  @Override
  public String claim() {
    return "Gradients through time of an LSTM and a GRU vanish more slowly than those of a plain"
        + " recurrent net, and with large recurrent weights they explode all the same.";
  }

  @Override
  public List<String> variants() {
    return VARIANTS;
  }

  @Override
  public Finding run(String variant, Trial trial) {
    RecurrentCell.Kind kind = KINDS.get(VARIANTS.indexOf(variant) % KINDS.size());
    int size = kind.states * UNITS;
    int width = kind.gates * UNITS;
    Random inputs = trial.random("inputs");
    Finding finding = new Finding();
    try (LabGraph lab = new LabGraph()) {
      Placeholder<TFloat32> input = lab.input(1, width);
      Placeholder<TFloat32> state = lab.input(1, size);
      double gain = variant.endsWith(LARGE) ? 8 : 1;
      RecurrentCell cell = RecurrentCell.of(kind, lab, trial.random(), gain, UNITS, input);
      Operand<TFloat32> next = cell.next(state);
      Operand<TFloat32> jacobian = Jacobian.of(lab, cell::next, state, size);
      RealMatrix product = MatrixUtils.createRealIdentityMatrix(size);
      float[] values = new float[size];
      for (int t = 1; t <= trial.size(60, 30); t++) {
        float[] coming = Draw.normal(inputs, 1, width);
        List<double[]> found =
            lab.run()
                .feed(input, coming, 1, width)
                .feed(state, values, 1, size)
                .fetch(next)
                .fetch(jacobian)
                .arrays();
        values = Draw.floats(found.get(0));
        product = Spectrum.of(found.get(1), size).matrix().multiply(product);
        RealMatrix ofOutput = product.getSubMatrix(0, UNITS - 1, 0, size - 1);
        finding.point(NORM, t, new Spectrum(ofOutput).norm());
      }
    }
    return finding.number(RATE, finding.curve(NORM).rate(10));
  }

  @Override
  public List<Expectation> expectations() {
    return List.of(
        Expectation.that(
                "rate of the LSTM less that of the plain net",
                seed -> seed.number("LSTM", RATE) - seed.number("plain", RATE))
            .isAtLeast(0.1),
        Expectation.that(
                "rate of the GRU less that of the plain net",
                seed -> seed.number("GRU", RATE) - seed.number("plain", RATE))
            .isAtLeast(0.1),
        Expectation.that("rate of the LSTM, gain 8", seed -> seed.number("LSTM" + LARGE, RATE))
            .isAtLeast(0.02),
        Expectation.that("rate of the GRU, gain 8", seed -> seed.number("GRU" + LARGE, RATE))
            .isAtLeast(0.02));
  }

  @Override
  public List<Panel> panels() {
    return List.of(
        Panel.lines(
                NORM,
                "gradient of the output by the first state",
                "T (steps)",
                "largest singular value of dh(T) / ds(0)")
            .logarithmicY(),
        Panel.dots(RATE, "growth of the gradient", "change of its logarithm, per step"));
  }
}
