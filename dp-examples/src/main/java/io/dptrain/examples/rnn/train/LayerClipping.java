package io.dptrain.examples.rnn.train;

import io.dptrain.core.stability.clip.ClippedGradients;
import io.dptrain.core.stability.clip.GradientClipping;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.framework.optimizers.Optimizer.GradAndVar;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat64;

/**
 * Clips each layer to one l2 norm, where variables are named {@code layer_kernel} and {@code
 * layer_bias}. {@link GradientClipping#byLayerNorm} does so for name scopes, whose variables the
 * momentum of tensorflow-framework does not take.
 *
 * <p>A layer whose gradient is not finite is left out of the update; the others are not.
 *
 * @param l2ClipNorm of each layer
 */
record LayerClipping(double l2ClipNorm) implements GradientClipping {

  @Override
  public ClippedGradients clip(Ops tf, List<GradAndVar<?>> gradients) {
    Map<String, List<GradAndVar<?>>> layers = new LinkedHashMap<>();
    for (GradAndVar<?> gradient : gradients) {
      layers.computeIfAbsent(layerOf(gradient), layer -> new ArrayList<>()).add(gradient);
    }
    Map<Output<?>, GradAndVar<?>> clipped = new LinkedHashMap<>();
    List<Operand<TFloat64>> fractions = new ArrayList<>();
    for (List<GradAndVar<?>> layer : layers.values()) {
      ClippedGradients one = GradientClipping.byGlobalNorm(l2ClipNorm).clip(tf, layer);
      one.gradients().forEach(pair -> clipped.put(pair.getVariable(), pair));
      fractions.add(one.clippedFraction());
    }
    Operand<TFloat64> share =
        tf.math.div(tf.math.addN(fractions), tf.constant((double) layers.size()));
    List<GradAndVar<?>> inOrder = new ArrayList<>();
    gradients.forEach(pair -> inOrder.add(clipped.get(pair.getVariable())));
    return new ClippedGradients(inOrder, share);
  }

  private static String layerOf(GradAndVar<?> gradient) {
    String name = gradient.getVariable().op().name();
    return name.substring(0, name.lastIndexOf('_'));
  }

  @Override
  public boolean keepsDirection() {
    return false;
  }

  @Override
  public String description() {
    return "l2 norm of each layer of at most " + l2ClipNorm;
  }
}
