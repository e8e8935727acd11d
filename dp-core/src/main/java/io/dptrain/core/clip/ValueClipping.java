package io.dptrain.core.clip;

import io.dptrain.core.gradient.BuiltGradients;
import io.dptrain.core.gradient.PerExampleGradients;
import io.dptrain.core.internal.Scalars;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.family.TFloating;

/**
 * Clips every coordinate of every example's gradient into an interval.
 *
 * <p><b>Formula</b>: {@code g_ij -> max(-c, min(c, g_ij))}. With {@code d} parameters the clipped
 * gradient has an l2 norm of at most {@code c sqrt(d)}, which a gradient of large entries reaches:
 * the noise grows with the size of the model, and clipping by norm is nearly always better for
 * privacy. It turns the gradient. <b>Source</b>: the bound is by the definition of the l2 norm.
 * <b>Error</b>: {@code c} is lowered as in {@link ClipFactors}.
 *
 * <p><b>Cost</b>: the gradients are built one by one; batch times parameters numbers.
 *
 * @param largest {@code c}, the largest absolute value of a coordinate; in {@code [2^-40, 2^60]}
 */
record ValueClipping(double largest) implements Clipping {

  /** Checks the bound. */
  public ValueClipping {
    ClipNormRange.require("largest", largest);
  }

  @Override
  public Clipper forVariables(List<? extends Output<?>> variables) {
    long parameters = variables.stream().mapToLong(variable -> variable.shape().size()).sum();
    return new ValueClipper(largest, parameters);
  }

  private record ValueClipper(double largest, long parameters) implements Clipper {
    @Override
    public double l2Bound() {
      return largest * Math.sqrt((double) parameters);
    }

    @Override
    public <T extends TFloating> Clipped<T> clip(
        Ops tf,
        PerExampleGradients<T> gradients,
        Operand<T> weights,
        Optional<Operand<T>> clipNorms) {
      BuiltGradients<T> built = gradients.built();
      Operand<T> norms = built.squaredNorms();
      Operand<T> kept = ClipFactors.finite(tf, norms, weights);
      double inner = ClipFactors.lowered(largest, norms);
      Operand<TBool> above =
          ClipFactors.isAbove(tf, built.largestValues(), Scalars.like(tf, largest, norms));
      return Clipped.of(
          built.sumsClippedByValue(inner, kept),
          tf.math.logicalOr(above, tf.math.logicalNot(tf.math.isFinite(norms))));
    }

    @Override
    public double[][] clip(double[][] gradient, double[] clipNorms) {
      double norm = Groups.norm(gradient);
      double[][] clipped = new double[gradient.length][];
      for (int v = 0; v < gradient.length; v++) {
        clipped[v] =
            Double.isFinite(norm)
                ? Arrays.stream(gradient[v]).map(this::clamp).toArray()
                : new double[gradient[v].length];
      }
      return clipped;
    }

    private double clamp(double value) {
      return Math.max(-largest, Math.min(largest, value));
    }

    @Override
    public List<String> groupNames() {
      return List.of("all");
    }

    @Override
    public boolean buildsGradients() {
      return true;
    }
  }

  @Override
  public boolean keepsDirection() {
    return false;
  }

  @Override
  public String description() {
    return "by value, coordinates within " + largest;
  }
}
