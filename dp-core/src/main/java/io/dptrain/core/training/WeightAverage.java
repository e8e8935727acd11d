package io.dptrain.core.training;

import io.dptrain.core.internal.Checks;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Session;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TFloating;

/**
 * A moving average of the trained variables. All that it is made of is private output, so it costs
 * nothing.
 *
 * <p><b>Formula</b>: {@code a_n = a_(n-1) + max(1 - decay, 1 / n) (w_n - a_(n-1))}: the mean of all
 * weights so far, until the exponential average with this decay has as long a memory. Of decay 1 it
 * stays the mean. <b>Source</b>: Polyak and Juditsky, Acceleration of stochastic approximation by
 * averaging, 1992; in private training De et al., Unlocking high-accuracy differentially private
 * image classification through scale, 2022.
 *
 * <p>Immutable; owns no native memory. The values belong to the session.
 */
final class WeightAverage {
  private final WeightCopy average;
  private final List<Op> begin;
  private final List<Op> update = new ArrayList<>();

  /**
   * Adds an average to the graph.
   *
   * @param decay from 0 to 1
   */
  WeightAverage(Ops tf, List<Output<?>> weights, double decay) {
    average = new WeightCopy(tf, weights);
    Operand<TFloat64> zero = tf.constant(0.0);
    Variable<TFloat64> count = tf.withName("count").variable(zero.shape(), TFloat64.class);
    begin = List.of(tf.assign(count, zero));
    Operand<TFloat64> counted = tf.assignAdd(count, tf.constant(1.0));
    Operand<TFloat64> share = tf.math.maximum(tf.constant(1 - decay), tf.math.reciprocal(counted));
    for (int i = 0; i < weights.size(); i++) {
      update.add(moved(tf, average.values().get(i), weights.get(i), share));
    }
  }

  /** A decay, checked. */
  static double requireDecay(double decay) {
    Checks.nonNegativeFinite("decay", decay);
    if (decay > 1) {
      throw new IllegalArgumentException("decay must be from 0 to 1, but is " + decay);
    }
    return decay;
  }

  @SuppressWarnings(
      "unchecked") // a copy has the type of its weight, and what is trained is floating
  private static <T extends TFloating> Op moved(
      Ops tf, Variable<?> copy, Output<?> trained, Operand<TFloat64> share) {
    Variable<T> value = (Variable<T>) copy;
    Output<T> weight = (Output<T>) trained;
    Operand<T> distance = tf.math.sub(weight, value);
    return tf.assignAdd(value, tf.math.mul(distance, tf.dtypes.cast(share, weight.type())));
  }

  /** Begins at the present weights, with none counted. */
  void begin(Session session) {
    average.take(session);
    WeightCopy.run(session, begin);
  }

  /** Takes the present weights in. */
  void update(Session session) {
    WeightCopy.run(session, update);
  }

  /** Sets the weights to the average. */
  void give(Session session) {
    average.give(session);
  }
}
