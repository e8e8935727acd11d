package io.dptrain.examples.lab.depth;

import io.dptrain.examples.lab.model.Draw;
import io.dptrain.examples.lab.model.LabGraph;
import io.dptrain.examples.lab.model.Spectrum;
import io.dptrain.examples.report.Median;
import io.dptrain.examples.run.Expectation;
import io.dptrain.examples.run.Experiment;
import io.dptrain.examples.run.Finding;
import io.dptrain.examples.run.Panel;
import io.dptrain.examples.run.Trial;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.StatUtils;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.TFloat32;

/**
 * The factor {@code 1 / sqrt(d)} of dot-product attention keeps logits and gradients of one size
 * over all dimensions d.
 *
 * <p>Queries and keys are standard normal. <b>Formula</b>: {@code softmax(c Q K') V}; an entry of
 * {@code c Q K'} has the variance {@code c^2 d}, so one for {@code c = 1 / sqrt(d)} and d for
 * {@code c = 1}. Then most rows of the softmax saturate: the gradient by their logits dies. The few
 * rows that do not are multiplied by keys whose norm is {@code sqrt(d)}, so that the gradient by
 * queries does not die but grows. <b>Source</b>: Vaswani et al., Attention is all you need, 2017,
 * section 3.2.1, which names the first alone.
 */
public final class AttentionScale implements Experiment {
  private static final String SCALED = "scaled by 1 / sqrt(d)";
  private static final String RAW = "raw";
  private static final int TOKENS = 64;
  private static final int VALUES = 16;

  private static final String VARIANCE = "variance";
  private static final String SIGNAL = "gradient by logits";
  private static final String GRADIENT = "gradient by queries";
  private static final String EXPONENT = ", power of d";

  @Override
  public String name() {
    return "attention-scale";
  }

  @Override
  public String claim() {
    return "Without the factor 1 / sqrt(d), the variance of attention logits grows as d: the gradient by"
        + " logits dies for most tokens, that by queries grows. With it, none depends on d.";
  }

  @Override
  public List<String> variants() {
    return List.of(SCALED, RAW);
  }

  @Override
  public Finding run(String variant, Trial trial) {
    Finding finding = new Finding();
    for (int d = 4; d <= trial.size(1024, 256); d *= 4) {
      try (LabGraph lab = new LabGraph()) {
        Random random = trial.random("d" + d);
        Operand<TFloat32> queries = lab.constant(Draw.normal(random, 1, TOKENS * d), TOKENS, d);
        Operand<TFloat32> keys = lab.constant(Draw.normal(random, 1, TOKENS * d), TOKENS, d);
        Operand<TFloat32> products = lab.tf().linalg.matMul(queries, keys, MatMul.transposeB(true));
        double scale = variant.equals(SCALED) ? 1 / Math.sqrt(d) : 1;
        Operand<TFloat32> logits = lab.tf().math.mul(products, lab.constant(scale));
        List<Output<TFloat32>> gradients =
            lab.gradients(loss(lab, random, logits), List.of(logits, queries));
        List<double[]> found =
            lab.run().fetch(logits).fetch(gradients.get(0)).fetch(gradients.get(1)).arrays();
        finding.point(VARIANCE, d, StatUtils.variance(found.get(0)));
        finding.point(SIGNAL, d, medianNorm(found.get(1)));
        finding.point(GRADIENT, d, Spectrum.norm(found.get(2)));
      }
    }
    for (String curve : List.of(VARIANCE, SIGNAL, GRADIENT)) {
      finding.number(curve + EXPONENT, finding.curve(curve).exponent());
    }
    return finding;
  }

  /** Of the rows, one for each token. */
  private static double medianNorm(double[] rows) {
    int columns = rows.length / TOKENS;
    return Median.of(
        IntStream.range(0, TOKENS)
            .mapToObj(i -> Arrays.copyOfRange(rows, i * columns, (i + 1) * columns))
            .mapToDouble(Spectrum::norm)
            .toArray());
  }

  private static Operand<TFloat32> loss(LabGraph lab, Random random, Operand<TFloat32> logits) {
    Ops tf = lab.tf();
    Operand<TFloat32> values =
        lab.constant(Draw.normal(random, 1, TOKENS * VALUES), TOKENS, VALUES);
    Operand<TFloat32> targets =
        lab.constant(Draw.normal(random, 1, TOKENS * VALUES), TOKENS, VALUES);
    Operand<TFloat32> outputs = tf.linalg.matMul(tf.nn.softmax(logits), values);
    return lab.mean(tf.math.mul(outputs, targets));
  }

  @Override
  public List<Expectation> expectations() {
    return List.of(
        Expectation.that("power of d, variance, raw", seed -> seed.number(RAW, VARIANCE + EXPONENT))
            .isBetween(0.9, 1.1),
        Expectation.that(
                "power of d, variance, scaled", seed -> seed.number(SCALED, VARIANCE + EXPONENT))
            .isBetween(-0.1, 0.1),
        Expectation.that(
                "power of d, gradient by logits, raw", seed -> seed.number(RAW, SIGNAL + EXPONENT))
            .isAtMost(-0.3),
        Expectation.that(
                "power of d, gradient by queries, raw",
                seed -> seed.number(RAW, GRADIENT + EXPONENT))
            .isAtLeast(0.2));
  }

  @Override
  public List<Panel> panels() {
    return List.of(
        panel(VARIANCE, "size of logits", "variance"),
        panel(SIGNAL, "gradient by logits, median of tokens", "norm (l2)"),
        panel(GRADIENT, "gradient by queries, all tokens", "norm (l2)"));
  }

  private static Panel panel(String curve, String title, String yTitle) {
    return Panel.lines(curve, title, "dimension d", yTitle).logarithmicX().logarithmicY();
  }
}
