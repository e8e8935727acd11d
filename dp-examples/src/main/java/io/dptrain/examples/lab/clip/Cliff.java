package io.dptrain.examples.lab.clip;

import io.dptrain.core.stability.clip.ClippedOptimizer;
import io.dptrain.core.stability.clip.GradientClipping;
import io.dptrain.core.stability.clip.NesterovLookAhead;
import io.dptrain.examples.lab.model.LabGraph;
import io.dptrain.examples.lab.model.LabRun;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.framework.optimizers.Momentum;
import org.tensorflow.framework.optimizers.Optimizer;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;

/**
 * A weight that rolls down a gentle slope towards a wall, by momentum or by Nesterov's look-ahead.
 *
 * <p><b>Formula</b>: {@code loss = -x + 500 max(0, x - wall)^2}.
 */
final class Cliff implements AutoCloseable {
  private static final double MOMENTUM = 0.9;
  private static final double LEARNING_RATE = 0.02;
  private static final double CLIP_NORM = 10;
  private static final int STEPS = 40;

  private final LabGraph lab = new LabGraph();
  private final Placeholder<TFloat32> wall = lab.input();
  private final Operand<TFloat32> place;
  private final Operand<TFloat64> clipped;
  private final Op train;
  private final List<Op> back;

  Cliff(boolean isAhead) {
    Ops tf = lab.tf();
    Variable<TFloat32> weight = lab.variable("weight", new float[1]);
    Operand<TFloat32> within = tf.math.square(tf.nn.relu(tf.math.sub(weight, wall)));
    NesterovLookAhead ahead = new NesterovLookAhead(lab.graph(), LEARNING_RATE, MOMENTUM);
    Optimizer plain = new Momentum(lab.graph(), (float) LEARNING_RATE, (float) MOMENTUM);
    ClippedOptimizer optimizer =
        ClippedOptimizer.wrap(isAhead ? ahead : plain, GradientClipping.byGlobalNorm(CLIP_NORM));
    train = optimizer.minimize(tf.math.sub(tf.math.mul(lab.constant(500), within), weight));
    clipped = optimizer.report().clippedFraction();
    place = isAhead ? ahead.plainPoint(weight) : weight;
    String slot = isAhead ? NesterovLookAhead.VELOCITY : Momentum.MOMENTUM;
    Variable<TFloat32> velocity = optimizer.getSlot(weight.asOutput(), slot).orElseThrow();
    back = List.of(tf.assign(velocity, lab.constant(0)), tf.assign(weight, lab.constant(0)));
    lab.initialize();
  }

  /** Where the weight is before a step, measured from the wall, and whether the step is clipped. */
  record Moment(double x, boolean clips) {}

  /** Rolls from zero, at rest. */
  List<Moment> roll(float wallAt) {
    LabRun start = lab.run();
    back.forEach(start::target);
    start.go();
    List<Moment> moments = new ArrayList<>();
    for (int step = 0; step < STEPS; step++) {
      double x = lab.run().fetch(place).number() - wallAt;
      double share =
          lab.run().feed(wall, new float[] {wallAt}).target(train).fetch(clipped).number();
      moments.add(new Moment(x, share > 0));
    }
    return moments;
  }

  @Override
  public void close() {
    lab.close();
  }
}
