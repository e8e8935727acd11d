package io.dptrain.core.gradient;

import java.util.stream.IntStream;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TFloating;

/**
 * {@code z = x + b}, with {@code b} broadcast over the examples and perhaps over time or space.
 *
 * <p><b>Formula</b>: {@code g_i} is {@code delta_i} summed over the axes along which {@code b} was
 * broadcast.
 */
final class BroadcastAddRule implements UseSiteRule {

  @Override
  public boolean covers(UseSite site) {
    boolean biasAdd = site.operation().type().equals("BiasAdd");
    return site.input() == 1 || !biasAdd;
  }

  @Override
  public <T extends TFloating> SiteGradient<T> gradient(Ops tf, UseSite site, Operand<T> delta) {
    Shape variable = site.variable().shape();
    int lead = delta.shape().numDimensions() - variable.numDimensions();
    int[] broadcast =
        IntStream.range(1, delta.shape().numDimensions())
            .filter(axis -> axis < lead || variable.get(axis - lead) == 1)
            .toArray();
    Operand<T> summed = broadcast.length == 0 ? delta : tf.reduceSum(delta, tf.constant(broadcast));
    int size = Math.toIntExact(variable.size());
    Operand<T> rows = tf.reshape(summed, tf.constant(new int[] {-1, size}));
    return new Instantiated<>(tf, rows, variable);
  }
}
