package io.dptrain.core.training;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Output;
import org.tensorflow.Session;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.family.TType;

/**
 * A second value of each trained variable, in variables of the same graph: so a checkpoint holds
 * it, and what is written into the trained ones can be followed back by the proof of the update.
 *
 * <p>Immutable; owns no native memory. The values belong to the session.
 */
final class WeightCopy {
  private final List<Variable<?>> values = new ArrayList<>();
  private final List<Op> take = new ArrayList<>();
  private final List<Op> give = new ArrayList<>();

  /** Adds a copy to the graph. */
  WeightCopy(Ops tf, List<Output<?>> weights) {
    for (int i = 0; i < weights.size(); i++) {
      add(tf.withSubScope("weight" + i), weights.get(i));
    }
  }

  private <T extends TType> void add(Ops tf, Output<T> weight) {
    Variable<T> value = tf.variable(weight.shape(), weight.type());
    values.add(value);
    take.add(tf.assign(value, weight));
    give.add(tf.assign(weight, value));
  }

  /** The values, in the order of the weights. */
  List<Variable<?>> values() {
    return values;
  }

  /** Sets the copy to the weights. */
  void take(Session session) {
    run(session, take);
  }

  /** Sets the weights to the copy. */
  void give(Session session) {
    run(session, give);
  }

  static void run(Session session, List<Op> targets) {
    Session.Runner runner = session.runner();
    targets.forEach(runner::addTarget);
    runner.run().close();
  }
}
