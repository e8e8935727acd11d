package io.dptrain.examples.lab.clip;

import io.dptrain.core.stability.clip.ClippedOptimizer;
import io.dptrain.core.stability.clip.ClippingReport;
import io.dptrain.core.stability.clip.GradientClipping;
import io.dptrain.examples.lab.model.LabGraph;
import io.dptrain.examples.lab.model.LabRun;
import org.tensorflow.Operand;
import org.tensorflow.framework.optimizers.GradientDescent;
import org.tensorflow.op.Op;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;

/**
 * A linear model without a bias that is trained by gradient descent, whose gradient may be clipped.
 *
 * <p>Not thread safe; owns its graph.
 */
final class LinearModel implements AutoCloseable {
  /** A loss of outputs and targets, both of <b>Shape</b> {@code [batch, 1]}. */
  @FunctionalInterface
  interface Loss {
    /** The mean of squared differences. */
    Loss SQUARED = LabGraph::meanSquaredError;

    /** The mean of {@code exp(-target output)}, for targets of plus and minus one. */
    Loss EXPONENTIAL =
        (lab, outputs, targets) ->
            lab.mean(lab.tf().math.exp(lab.tf().math.neg(lab.tf().math.mul(targets, outputs))));

    /** <b>Shape</b> {@code []} */
    Operand<TFloat32> of(LabGraph lab, Operand<TFloat32> outputs, Operand<TFloat32> targets);
  }

  /** What one step met and did: the loss before it, and norms of its gradient. */
  record Step(double loss, double normBefore, double normAfter) {}

  private final LabGraph lab = new LabGraph();
  private final int inputs;
  private final Placeholder<TFloat32> x;
  private final Placeholder<TFloat32> y;
  private final Variable<TFloat32> weights;
  private final Operand<TFloat32> outputs;
  private final Operand<TFloat32> loss;
  private final ClippingReport report;
  private final Op train;

  LinearModel(float[] start, Loss how, double learningRate, GradientClipping clipping) {
    inputs = start.length;
    x = lab.input(-1, inputs);
    y = lab.input(-1, 1);
    weights = lab.variable("weights", start, inputs, 1);
    outputs = lab.tf().linalg.matMul(x, weights);
    loss = how.of(lab, outputs, y);
    ClippedOptimizer optimizer =
        ClippedOptimizer.wrap(new GradientDescent(lab.graph(), (float) learningRate), clipping);
    train = optimizer.minimize(loss);
    report = optimizer.report();
    lab.initialize();
  }

  /** Trains on a batch. */
  Step step(float[] examples, float[] targets) {
    double[] did =
        fed(examples, targets)
            .target(train)
            .fetch(loss)
            .fetch(report.normBefore())
            .fetch(report.normAfter())
            .numbers();
    return new Step(did[0], did[1], did[2]);
  }

  /** The loss of examples. */
  double loss(float[] examples, float[] targets) {
    return fed(examples, targets).fetch(loss).number();
  }

  /** The share of examples whose output has the sign of their target. */
  double accuracy(float[] examples, float[] targets) {
    double[] found = lab.run().feed(x, examples, targets.length, inputs).fetch(outputs).array();
    int right = 0;
    for (int i = 0; i < found.length; i++) {
      right += found[i] * targets[i] > 0 ? 1 : 0;
    }
    return right / (double) found.length;
  }

  private LabRun fed(float[] examples, float[] targets) {
    return lab.run().feed(x, examples, targets.length, inputs).feed(y, targets, targets.length, 1);
  }

  /** The targets of a linear model: <b>Formula</b> {@code x weights}. */
  static float[] targets(float[] examples, float[] weights) {
    float[] targets = new float[examples.length / weights.length];
    for (int i = 0; i < examples.length; i++) {
      targets[i / weights.length] += examples[i] * weights[i % weights.length];
    }
    return targets;
  }

  @Override
  public void close() {
    lab.close();
  }
}
