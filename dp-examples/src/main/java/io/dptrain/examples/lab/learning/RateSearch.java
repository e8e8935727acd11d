package io.dptrain.examples.lab.learning;

import io.dptrain.examples.lab.model.Activation;
import io.dptrain.examples.lab.model.Draw;
import io.dptrain.examples.lab.model.LabGraph;
import io.dptrain.examples.lab.model.LabRun;
import io.dptrain.examples.lab.model.Net;
import io.dptrain.examples.run.Trial;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Unstack;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;

/**
 * A deep net, its data, and steps of gradient descent at a rate that is fed. Its first weights are
 * fed as well, so that many are tried in one graph.
 */
record RateSearch(
    LabGraph lab,
    double gain,
    List<Placeholder<TFloat32>> first,
    List<Op> starts,
    Placeholder<TFloat32> x,
    Operand<TFloat32> loss,
    Placeholder<TFloat32> rate,
    List<Op> steps) {
  private static final int INPUTS = 4;
  private static final int WIDTH = 16;
  private static final int DEPTH = 10;
  private static final int BATCH = 16;
  private static final int BATCHES = 4;
  private static final double ELU_GAIN = 1.2;
  private static final double RELU_GAIN = Math.sqrt(2);
  private static final double LOWEST = 0.0005;
  private static final double HIGHEST = 0.25;
  private static final double WARM_UP = 0.25;

  /** Half of the variance of the targets. */
  private static final double STABLE = 0.5;

  static RateSearch of(LabGraph lab, boolean isElu) {
    int[] widths = new int[DEPTH + 1];
    Arrays.fill(widths, WIDTH);
    widths[0] = INPUTS;
    widths[DEPTH] = 1;
    Activation activation = isElu ? Activation.ELU : Activation.RELU;
    Net net = Net.of(lab, "net", new Random(0), activation, 0, widths);
    Placeholder<TFloat32> x = lab.input(-1, INPUTS);
    Operand<TFloat32> loss = lab.meanSquaredError(net.apply(x), target(lab.tf(), x));
    Placeholder<TFloat32> rate = lab.input();
    List<Variable<TFloat32>> variables = net.variables();
    List<Output<TFloat32>> gradients = lab.gradients(loss, variables);
    List<Op> steps = new ArrayList<>();
    for (int i = 0; i < variables.size(); i++) {
      Operand<TFloat32> step = lab.tf().math.mul(rate, gradients.get(i));
      steps.add(lab.tf().assignSub(variables.get(i), step));
    }
    List<Placeholder<TFloat32>> first = new ArrayList<>();
    List<Op> starts = new ArrayList<>();
    for (int i = 0; i < DEPTH; i++) {
      first.add(lab.input(widths[i], widths[i + 1]));
      starts.add(lab.tf().assign(net.layers().get(i).kernel(), first.get(i)));
    }
    lab.initialize();
    double gain = isElu ? ELU_GAIN : RELU_GAIN;
    return new RateSearch(lab, gain, first, starts, x, loss, rate, steps);
  }

  /** The largest of the rates tried, from high to low, after which the loss is small enough. */
  double largest(Random random, double scale, boolean isWarm, Trial trial) {
    List<float[]> kernels = kernels(random, scale);
    double rate = HIGHEST;
    while (rate > LOWEST && !(loss(kernels, rate, isWarm, trial) < STABLE)) {
      rate /= 2;
    }
    return rate;
  }

  private double loss(List<float[]> kernels, double rate, boolean isWarm, Trial trial) {
    start(kernels);
    int updates = trial.size(100, 60);
    for (int update = 1; update <= updates; update++) {
      double share = isWarm ? Math.min(1, update / (updates * WARM_UP)) : 1;
      LabRun run = lab.run().feed(this.rate, new float[] {(float) (rate * share)});
      steps.forEach(run::target);
      double now = feed(run, trial, update % BATCHES).fetch(loss).number();
      if (!Double.isFinite(now)) {
        return now;
      }
    }
    double sum = 0;
    for (int batch = 0; batch < BATCHES; batch++) {
      sum += feed(lab.run(), trial, batch).fetch(loss).number();
    }
    return sum / BATCHES;
  }

  /** Normal, as those of {@link Net} but for the scale. */
  private List<float[]> kernels(Random random, double scale) {
    List<float[]> kernels = new ArrayList<>();
    for (Placeholder<TFloat32> kernel : first) {
      double stdDev = scale * gain / Math.sqrt((int) kernel.shape().get(0));
      kernels.add(Draw.normal(random, stdDev, (int) kernel.shape().size()));
    }
    return kernels;
  }

  /** Biases begin with zero. */
  private void start(List<float[]> kernels) {
    lab.reset();
    LabRun run = lab.run();
    for (int i = 0; i < DEPTH; i++) {
      run.feed(first.get(i), kernels.get(i), first.get(i).shape().asArray()).target(starts.get(i));
    }
    run.go();
  }

  private LabRun feed(LabRun run, Trial trial, int batch) {
    float[] values = Draw.normal(trial.random("batch" + batch), 1, BATCH * INPUTS);
    return run.feed(x, values, BATCH, INPUTS);
  }

  /** {@code (sin(2 a) + b c) / 1.2}, whose variance is one. */
  private static Operand<TFloat32> target(Ops tf, Operand<TFloat32> x) {
    List<Output<TFloat32>> columns = tf.unstack(x, (long) INPUTS, Unstack.axis(1L)).output();
    Operand<TFloat32> wave = tf.math.sin(tf.math.mul(columns.get(0), tf.constant(2f)));
    Operand<TFloat32> product = tf.math.mul(columns.get(1), columns.get(2));
    Operand<TFloat32> sum = tf.math.div(tf.math.add(wave, product), tf.constant(1.2f));
    return tf.expandDims(sum, tf.constant(1));
  }
}
