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
 * {@code z = x + V}, {@code x - V}, {@code x V}, {@code x / V} and their mirror images, with {@code
 * V} broadcast over the examples and perhaps over time or space: biases, scales, position
 * embeddings, the affine part of layer and group normalization.
 *
 * <p><b>Formula</b>: {@code g_i} is {@code delta_i dz/dV}, elementwise, summed over the axes along
 * which {@code V} was broadcast.
 */
final class ElementwiseRule implements UseSiteRule {

  @Override
  public <T extends TFloating> Optional<SiteGradient<T>> gradient(SiteDelta<T> site) {
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
    Operand<T> arranged =
        Arrangement.arrangeCompactly(tf, local(site), examples, positions, features);
    long count = Arrangement.count(output, examples, positions);
    long width = Arrangement.product(output, features);
    Operand<T> rows = count == 1 ? arranged : tf.reduceSum(arranged, tf.constant(1));
    return Optional.of(Built.of(tf, rows, site.shape(), "summed elementwise", count * width));
  }

  /** {@code delta dz/dV}, not yet summed. <b>Shape</b> that of the output. */
  private static <T extends TFloating> Operand<T> local(SiteDelta<T> site) {
    Ops tf = site.tf();
    boolean first = site.site().input() == 0;
    return switch (site.site().type()) {
      case "Sub" -> first ? site.delta() : tf.math.neg(site.delta());
      case "Mul" -> tf.math.mul(site.delta(), site.data());
      case "Div", "RealDiv" -> first ? tf.math.div(site.delta(), site.data()) : denominator(site);
      default -> site.delta();
    };
  }

  /** {@code z = x / V}, so {@code dz/dV = -z / V}. */
  private static <T extends TFloating> Operand<T> denominator(SiteDelta<T> site) {
    @SuppressWarnings("unchecked") // an elementwise op has one type for all its operands
    Operand<T> output = site.analysis().shaped(site.tf(), (Operand<T>) site.site().output());
    Operand<T> value = site.operand(1);
    Ops tf = site.tf();
    return tf.math.neg(tf.math.div(tf.math.mul(site.delta(), output), value));
  }
}
