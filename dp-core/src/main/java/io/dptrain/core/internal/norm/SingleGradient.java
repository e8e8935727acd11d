package io.dptrain.core.internal.norm;

import io.dptrain.core.clip.Clipped;
import io.dptrain.core.clip.Clipper;
import io.dptrain.core.gradient.PerExampleGradients;
import io.dptrain.core.internal.gradient.SiteGradients;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.framework.optimizers.Optimizer.GradAndVar;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TFloating;

/**
 * The gradient of a batch, taken for that of a batch of one example, so that private strategies can
 * clip it. <b>Not private</b>.
 *
 * @param variables what is trained
 * @param gradients the gradient of the batch, as that of a single example
 */
public record SingleGradient<T extends TFloating>(
    List<Output<T>> variables, PerExampleGradients<T> gradients) {

  /**
   * Takes pairs apart.
   *
   * @throws IllegalArgumentException if there are none, or if they are not of one floating type
   */
  public static SingleGradient<?> of(Ops tf, List<GradAndVar<?>> pairs) {
    if (pairs.isEmpty()) {
      throw new IllegalArgumentException(
          "gradients must have at least one entry, but are empty; does the loss use a variable?");
    }
    return typed(tf, pairs);
  }

  private static <T extends TFloating> SingleGradient<T> typed(Ops tf, List<GradAndVar<?>> pairs) {
    Class<?> type = pairs.get(0).getVariable().type();
    List<Output<T>> variables = new ArrayList<>();
    List<Output<T>> gradients = new ArrayList<>();
    for (GradAndVar<?> pair : pairs) {
      variables.add(floating(pair.getVariable(), type));
      gradients.add(floating(pair.getGradient(), type));
    }
    return new SingleGradient<>(variables, SiteGradients.ofOne(tf, variables, gradients));
  }

  @SuppressWarnings("unchecked") // the type is checked
  private static <T extends TFloating> Output<T> floating(Output<?> tensor, Class<?> type) {
    boolean isFloating = type == TFloat32.class || type == TFloat64.class;
    if (!isFloating || tensor.type() != type) {
      throw new IllegalArgumentException(
          "gradients must all be of type TFloat32, or all of TFloat64, but '"
              + tensor.op().name()
              + "' is "
              + tensor.type().getSimpleName()
              + "; cast it before");
    }
    return (Output<T>) tensor;
  }

  /**
   * The one gradient, clipped.
   *
   * @param clipNorms as for {@link Clipper#clip(Ops, PerExampleGradients, Operand, Optional)}
   */
  public Clipped<T> clipped(Ops tf, Clipper clipper, Optional<Operand<T>> clipNorms) {
    Operand<T> one = tf.dtypes.cast(tf.constant(new double[] {1}), variables.get(0).type());
    return clipper.clip(tf, gradients, one, clipNorms);
  }
}
