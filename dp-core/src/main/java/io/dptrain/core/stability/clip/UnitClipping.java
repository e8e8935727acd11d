package io.dptrain.core.stability.clip;

import io.dptrain.core.internal.Checks;
import io.dptrain.core.internal.norm.GradientList;
import io.dptrain.core.internal.norm.GroupNorm;
import io.dptrain.core.internal.norm.ScaledNorm;
import io.dptrain.core.internal.norm.Shares;
import io.dptrain.core.internal.norm.TensorMath;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.framework.optimizers.Optimizer.GradAndVar;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TFloating;

/**
 * Adaptive gradient clipping: bounds the gradient of each unit relative to the unit's weights.
 *
 * <p><b>Formula</b>: {@code g_u * min(1, lambda * max(|w_u|, leastWeightNorm) / |g_u|)} for each
 * unit {@code u}. The units of a kernel are the entries of its last axis, so {@code [in, out]} and
 * {@code [height, width, in, out]} have {@code out} units; a vector or scalar is one unit.
 * <b>Source</b>: Brock, De, Smith and Simonyan, High-performance large-scale image recognition
 * without normalization, 2021, section 4. <b>Error</b>: as {@link GlobalNormClipping}.
 *
 * <p>The weights are those before the update. The paper leaves the last linear layer unclipped.
 *
 * @param lambda the largest norm of a unit's gradient over that of its weights; positive and finite
 * @param leastWeightNorm the smallest norm that weights count with, so that weights of zero can
 *     grow; positive and finite
 */
record UnitClipping(double lambda, double leastWeightNorm) implements GradientClipping {
  /** The value in the paper. */
  static final double USUAL_LEAST_WEIGHT_NORM = 1e-3;

  /** Checks the numbers. */
  public UnitClipping {
    Checks.positiveFinite("lambda", lambda);
    Checks.positiveFinite("leastWeightNorm", leastWeightNorm);
  }

  @Override
  public ClippedGradients clip(Ops tf, List<GradAndVar<?>> gradients) {
    GradientList list = GradientList.of(gradients);
    Operand<TBool> finite = GroupNorm.of(tf, list.gradients()).isFinite(tf);
    Operand<TFloat64> kept = TensorMath.indicator(tf, finite);
    List<Operand<TFloating>> clipped = new ArrayList<>();
    List<Operand<TBool>> changes = new ArrayList<>();
    list.places()
        .forEach(
            i -> {
              Output<TFloating> variable = list.variables().get(i);
              Operand<TInt32> axes = axes(tf, variable);
              Operand<TFloating> bound = bound(tf, variable, axes);
              var norms = ScaledNorm.of(tf, list.gradients().get(i), axes);
              Operand<TFloating> limited = norms.clippedTo(tf, bound);
              clipped.add(tf.math.mulNoNan(limited, TensorMath.cast(tf, kept, limited)));
              changes.add(norms.exceeds(tf, bound));
            });
    return new ClippedGradients(list.with(clipped), Shares.of(tf, changes, finite));
  }

  private Operand<TFloating> bound(Ops tf, Output<TFloating> variable, Operand<TInt32> axes) {
    Operand<TFloating> weights = ScaledNorm.of(tf, variable, axes).value(tf);
    Operand<TFloating> smallest = TensorMath.cast(tf, tf.constant(leastWeightNorm), variable);
    Operand<TFloating> factor = TensorMath.cast(tf, tf.constant(lambda), variable);
    return tf.math.mul(factor, tf.math.maximum(weights, smallest));
  }

  /** All axes but the last of a kernel, and all axes of a vector or scalar. */
  private static Operand<TInt32> axes(Ops tf, Output<TFloating> variable) {
    Shape shape = variable.shape();
    if (shape.isUnknown()) {
      throw new IllegalArgumentException(
          "variables must have a known shape to have units, but that of '"
              + variable.op().name()
              + "' is unknown; give it one");
    }
    int rank = shape.numDimensions();
    return tf.constant(IntStream.range(0, rank < 2 ? rank : rank - 1).toArray());
  }

  @Override
  public boolean keepsDirection() {
    return false;
  }

  @Override
  public String description() {
    return "l2 norm of each unit of at most "
        + lambda
        + " times that of its weights, counted as at least "
        + leastWeightNorm;
  }
}
