package io.dptrain.examples.lab.depth;

import io.dptrain.examples.lab.model.Dense;
import io.dptrain.examples.lab.model.Draw;
import io.dptrain.examples.lab.model.LabGraph;
import io.dptrain.examples.lab.model.LabRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.tensorflow.Operand;
import org.tensorflow.framework.optimizers.Adam;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;

/**
 * A net of two rectified layers whose leak is fed, with a regression to learn.
 *
 * @param highest input of each unit over all examples, for each layer
 * @param large a step that is too large
 * @param usual a step as it should be
 */
record LeakyNet(
    LabGraph lab,
    Placeholder<TFloat32> leak,
    List<Operand<TFloat32>> highest,
    Operand<TFloat32> loss,
    Op large,
    Op usual) {
  private static final int EXAMPLES = 128;
  private static final int FEATURES = 6;
  private static final int UNITS = 24;

  static LeakyNet of(LabGraph lab, Random random) {
    Ops tf = lab.tf();
    Placeholder<TFloat32> leak = lab.input();
    List<Operand<TFloat32>> highest = new ArrayList<>();
    List<Variable<TFloat32>> variables = new ArrayList<>();
    Operand<TFloat32> x = normal(lab, random, EXAMPLES, FEATURES);
    Operand<TFloat32> signal = x;
    for (int i = 1; i <= 2; i++) {
      int inputs = i == 1 ? FEATURES : UNITS;
      Dense layer = Dense.of(lab, "layer" + i, random, inputs, UNITS, Math.sqrt(2.0 / inputs));
      Operand<TFloat32> in = layer.apply(signal);
      variables.addAll(layer.variables());
      highest.add(tf.max(in, tf.constant(0)));
      signal = tf.math.maximum(in, tf.math.mul(in, leak));
    }
    Dense out = Dense.of(lab, "out", random, UNITS, 1, Math.sqrt(1.0 / UNITS));
    variables.addAll(out.variables());
    Operand<TFloat32> target = tf.math.sin(tf.linalg.matMul(x, normal(lab, random, FEATURES, 1)));
    Operand<TFloat32> loss = lab.meanSquaredError(out.apply(signal), target);
    Op large = lab.minimize(new Adam(lab.graph(), "large", 0.3f), loss, variables);
    Op usual = lab.minimize(new Adam(lab.graph(), "usual", 0.003f), loss, variables);
    lab.initialize();
    return new LeakyNet(lab, leak, highest, loss, large, usual);
  }

  private static Operand<TFloat32> normal(LabGraph lab, Random random, int rows, int columns) {
    return lab.constant(Draw.normal(random, 1, rows * columns), rows, columns);
  }

  /** Makes a step, and gives the highest inputs of each layer, then the loss. */
  List<double[]> step(float leak, boolean isLarge) {
    LabRun run = lab.run().feed(this.leak, new float[] {leak});
    highest.forEach(run::fetch);
    return run.fetch(loss).target(isLarge ? large : usual).arrays();
  }
}
