package io.dptrain.core.internal.update;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TFloating;

/**
 * Looks whether the trained variables are finite. They are private output, so that costs no
 * privacy; of weights that are not finite no step learns anything, as every gradient counts as
 * zero.
 *
 * <p>After each update the sum of all weights is looked at, in the run of the update. It is not
 * finite if any weight is not. A sum of large weights may overflow, too, so the weights themselves
 * are then looked at before the next step.
 *
 * @param variables the trained variables
 * @param finite whether all of a variable is finite, for each
 * @param sumAfterUpdate the sum of all weights after the update
 */
public record WeightCheck<T extends TFloating>(
    List<Output<T>> variables, List<Output<TBool>> finite, Output<TFloat64> sumAfterUpdate) {

  /**
   * Adds the operations to the graph.
   *
   * @param apply what updates the variables
   */
  static <T extends TFloating> WeightCheck<T> of(Ops tf, List<Output<T>> variables, Op apply) {
    Ops now = tf.withSubScope("weights");
    Ops afterwards = now.withControlDependencies(List.of(apply));
    List<Output<TBool>> finite = new ArrayList<>();
    List<Operand<TFloat64>> sums = new ArrayList<>();
    for (Output<T> variable : variables) {
      Operand<TInt32> axes =
          now.constant(IntStream.range(0, variable.shape().numDimensions()).toArray());
      finite.add(now.reduceAll(now.math.isFinite(variable), axes).asOutput());
      sums.add(now.dtypes.cast(afterwards.reduceSum(variable, axes), TFloat64.class));
    }
    return new WeightCheck<>(variables, finite, now.math.addN(sums).asOutput());
  }

  /** The names of the variables that are not finite in a session. */
  public List<String> notFinite(Session session) {
    Session.Runner runner = session.runner();
    finite.forEach(runner::fetch);
    List<String> names = new ArrayList<>();
    try (Result result = runner.run()) {
      for (int i = 0; i < finite.size(); i++) {
        if (!((TBool) result.get(i)).getBoolean()) {
          names.add(variables.get(i).op().name());
        }
      }
    }
    return names;
  }
}
