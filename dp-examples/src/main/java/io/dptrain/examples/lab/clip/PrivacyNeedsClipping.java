package io.dptrain.examples.lab.clip;

import io.dptrain.accountant.attack.TradeOff;
import io.dptrain.accountant.event.NeighboringRelation;
import io.dptrain.accountant.pld.PldAccountant;
import io.dptrain.core.clip.Clipping;
import io.dptrain.core.noise.HostNoise;
import io.dptrain.core.optimizer.BatchFeeds;
import io.dptrain.core.optimizer.DpOptimizer;
import io.dptrain.core.optimizer.DpOptimizerBuilder;
import io.dptrain.core.random.SeededBits;
import io.dptrain.core.random.SeededNoise;
import io.dptrain.core.sampling.PoissonSampling;
import io.dptrain.examples.lab.model.Draw;
import io.dptrain.examples.lab.model.LabGraph;
import io.dptrain.examples.lab.model.LabRun;
import io.dptrain.examples.run.Expectation;
import io.dptrain.examples.run.Experiment;
import io.dptrain.examples.run.Finding;
import io.dptrain.examples.run.Panel;
import io.dptrain.examples.run.Trial;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.tensorflow.framework.optimizers.GradientDescent;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;

/**
 * Noise without a clip protects no record: an audit reads it out of the weights.
 *
 * <p>A noised step of a linear regression, many times from the same weights: half of the runs with
 * one record of an unusual target, half without. The {@link Audit} looks at the weight that the
 * record moves. <b>Formula</b>: the noise has the standard deviation {@code 4 C}; clipped, the
 * record moves the sum by {@code C} at most, and unclipped by its whole gradient. The unclipped
 * runs have a clip norm that nothing reaches and noise of the same size, which their own ledger
 * would say. The limit is what the ledger of the clipped runs allows any test. <b>Source</b>: Abadi
 * et al., Deep Learning with Differential Privacy, 2016.
 */
public final class PrivacyNeedsClipping implements Experiment {
  private static final String LIMIT = "limit of the ledger";
  private static final String CLIPPED = "clipped";
  private static final String NONE = "not clipped";

  private static final int FEATURES = 3;
  private static final int RECORDS = 20;
  private static final float UNUSUAL = 100;
  private static final double NOISE_MULTIPLIER = 4;
  private static final double UNREACHED = 1e4;
  private static final double DELTA = 1e-5;

  private static final String EPSILON = "epsilon";
  private static final String ROC = "rates";

  @Override
  public String name() {
    return "privacy-needs-clipping";
  }

  @Override
  public String claim() {
    return "Noise of one size hides a record if gradients are clipped, and not if they are not: an"
        + " audit then proves more than the ledger of the clipped run allows.";
  }

  @Override
  public List<String> variants() {
    return List.of(LIMIT, CLIPPED, NONE);
  }

  private static DpOptimizerBuilder builder(LabGraph lab, double clipNorm) {
    return DpOptimizer.wrap(new GradientDescent(lab.graph(), 0.2f))
        .sampling(PoissonSampling.of(RECORDS, RECORDS))
        .clipping(Clipping.flat(clipNorm))
        .noiseMultiplier(NOISE_MULTIPLIER / clipNorm);
  }

  @Override
  public Finding run(String variant, Trial trial) {
    try (LabGraph lab = new LabGraph()) {
      return variant.equals(LIMIT)
          ? limit(builder(lab, 1).build())
          : audit(lab, builder(lab, variant.equals(NONE) ? UNREACHED : 1), trial);
    }
  }

  private static Finding limit(DpOptimizer optimizer) {
    Finding finding = new Finding();
    PldAccountant accountant = new PldAccountant(NeighboringRelation.ADD_OR_REMOVE_ONE);
    TradeOff tradeOff = new TradeOff(accountant.compose(optimizer.plan().after(1)));
    for (double fpr = 0.05; fpr < 1; fpr += 0.05) {
      finding.point(ROC, fpr, tradeOff.truePositiveRate(fpr));
    }
    return finding.number(EPSILON, optimizer.ledger().epsilonAfter(1, DELTA));
  }

  private static Finding audit(LabGraph lab, DpOptimizerBuilder builder, Trial trial) {
    Placeholder<TFloat32> x = lab.input(-1, FEATURES);
    Placeholder<TFloat32> y = lab.input(-1, 1);
    float[] zeros = new float[FEATURES];
    Variable<TFloat32> weights = lab.variable("weights", zeros, FEATURES, 1);
    DpOptimizer optimizer =
        builder
            .noise(HostNoise.of(SeededNoise.of(trial.seed())))
            .samplingBits(SeededBits.of(trial.seed()))
            .build();
    Ops tf = lab.tf();
    optimizer.minimize(tf.math.squaredDifference(tf.linalg.matMul(x, weights), y));
    Op reset = tf.assign(weights, lab.constant(zeros, FEATURES, 1));
    lab.initialize();
    Random random = trial.random();
    float[] records = Draw.normal(random, 1, RECORDS * FEATURES);
    float[] targets = LinearModel.targets(records, Draw.normal(random, 1, FEATURES));
    Arrays.fill(records, 0, FEATURES, 0);
    targets[0] = UNUSUAL;
    int runs = trial.size(300, 40);
    double[][] scores = new double[2][runs];
    for (int run = 0; run < 2 * runs; run++) {
      records[0] = run % 2; // a record of zeros has no gradient: it is not there
      lab.run().target(reset).go();
      optimizer.step(
          lab.session(),
          rows ->
              new BatchFeeds()
                  .feed(x, LabRun.tensor(records, RECORDS, FEATURES))
                  .feed(y, LabRun.tensor(targets, RECORDS, 1)));
      scores[run % 2][run / 2] = lab.run().fetch(weights).array()[0];
    }
    Audit audit = new Audit(scores[1], scores[0]);
    return audit.rates(ROC).number(EPSILON, audit.epsilon(DELTA));
  }

  @Override
  public List<Expectation> expectations() {
    return List.of(
        Expectation.that("clipped / limit", s -> s.ratio(CLIPPED, LIMIT, EPSILON)).isAtMost(1),
        Expectation.that("not clipped / limit", s -> s.ratio(NONE, LIMIT, EPSILON)).isAtLeast(1.2));
  }

  @Override
  public List<Panel> panels() {
    return List.of(
        Panel.lines(
            ROC, "how well runs are told apart", "false positive rate", "true positive rate"),
        Panel.dots(EPSILON, "what the audit proves", "epsilon, at delta = 1e-5"));
  }
}
