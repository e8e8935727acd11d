package io.dptrain.core.internal.gradient.rule;

import io.dptrain.core.internal.gradient.form.Built;
import io.dptrain.core.internal.gradient.form.SiteGradient;
import io.dptrain.core.internal.graph.axis.Arrangement;
import io.dptrain.core.internal.graph.axis.ExampleAxis;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TFloating;

/**
 * The gradient of a tensor that was broadcast over the examples, and perhaps over time or space.
 */
final class SummedElementwise {
  private SummedElementwise() {}

  /**
   * Sums over the axes along which the tensor was broadcast.
   *
   * @param local {@code delta_i dz/dV}, elementwise. <b>Shape</b> that of the output
   * @return nothing if a size is not known
   */
  static <T extends TFloating> Optional<SiteGradient<T>> gradient(
      SiteDelta<T> site, Operand<T> local) {
    ExampleAxis examples = site.outputAxis();
    if (!Arrangement.isStatic(site.outputShape(), examples)) {
      return Optional.empty();
    }
    Shape output = site.outputShape();
    int lead = output.numDimensions() - site.shape().numDimensions();
    List<Integer> features = new ArrayList<>();
    List<Integer> positions = new ArrayList<>();
    for (int axis = 0; axis < output.numDimensions(); axis++) {
      if (axis != examples.axis()) {
        boolean broadcast = axis < lead || site.shape().get(axis - lead) != output.get(axis);
        (broadcast ? positions : features).add(axis);
      }
    }
    Ops tf = site.tf();
    Operand<T> arranged = Arrangement.arrangeCompactly(tf, local, examples, positions, features);
    long count = Arrangement.count(output, examples, positions);
    long width = Arrangement.product(output, features);
    Operand<T> rows = count == 1 ? arranged : tf.reduceSum(arranged, tf.constant(1));
    return Optional.of(Built.of(tf, rows, site.shape(), "summed elementwise", count * width));
  }
}
