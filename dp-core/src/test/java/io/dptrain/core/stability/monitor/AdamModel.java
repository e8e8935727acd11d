package io.dptrain.core.stability.monitor;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.framework.optimizers.Adam;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;

/** The loss is scale * |w|^2, trained by Adam with guarded gradients. */
final class AdamModel implements AutoCloseable {
  static final List<Float> START = List.of(3f, 4f);

  final Graph graph = new Graph();
  final Session session = new Session(graph);
  final Ops tf = Ops.create(graph);
  final Placeholder<TFloat32> scale = tf.placeholder(TFloat32.class);
  final Variable<TFloat32> weights = tf.withName("w").variable(tf.constant(new float[] {3, 4}));
  final Operand<TFloat32> loss =
      tf.reduceSum(tf.math.mul(scale, tf.math.mul(weights, weights)), tf.constant(0));
  final MonitorProbe probe;

  private final Adam optimizer = new Adam(graph, 0.1f);
  private final Op train;

  AdamModel() {
    probe = MonitorProbe.of(tf, loss, optimizer.computeGradients(loss));
    train = optimizer.applyGradients(probe.guardedGradients(), "train");
    session.initialize();
  }

  Observation step(long step, float scaled, UpdateLimits limits) {
    try (TFloat32 value = TFloat32.scalarOf(scaled)) {
      return probe.run(step, session.runner().feed(scale, value).addTarget(train), limits);
    }
  }

  List<Float> values() {
    return fetched(weights);
  }

  /** The two moments that Adam keeps. */
  List<Float> slots() {
    List<Float> slots = new ArrayList<>();
    for (String name : List.of(Adam.FIRST_MOMENT, Adam.SECOND_MOMENT)) {
      slots.addAll(fetched(optimizer.getSlot(weights.asOutput(), name).orElseThrow()));
    }
    return slots;
  }

  private List<Float> fetched(Operand<TFloat32> variable) {
    List<Float> values = new ArrayList<>();
    try (Result result = session.runner().fetch(variable).run()) {
      ((TFloat32) result.get(0)).scalars().forEach(scalar -> values.add(scalar.getFloat()));
    }
    return values;
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
