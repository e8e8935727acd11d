package io.dptrain.core.clip;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.LongToDoubleFunction;
import org.tensorflow.Output;

/**
 * Clips each example's whole gradient to an l2 norm that depends on the step alone, such as one
 * that falls as gradients do.
 *
 * <p><b>Formula</b>: {@code c_i = min(1, C_t / |g_i|)} in step {@code t}, counted from zero. The
 * noise is scaled along: its standard deviation is the noise multiplier times {@code C_t}, so every
 * step costs the same. <b>Error</b>: {@code C_t} is lowered as in {@link ClipFactors}.
 *
 * <p>The function must not look at private data: what it returns is public.
 *
 * @param l2ClipNorm from the number of a step to {@code C_t}, in {@code [2^-40, 2^60]}
 */
record ScheduledClipping(LongToDoubleFunction l2ClipNorm) implements Clipping {

  /** Checks the clip norm of the first step; the others are checked when it is their turn. */
  public ScheduledClipping {
    ClipNormRange.require(
        "l2ClipNorm of step 0", Objects.requireNonNull(l2ClipNorm).applyAsDouble(0));
  }

  @Override
  public Clipper forVariables(List<? extends Output<?>> variables) {
    return new VaryingClipper(Groups.whole(variables), false, () -> new Schedule(l2ClipNorm));
  }

  private record Schedule(LongToDoubleFunction l2ClipNorm) implements ClipNorms {
    @Override
    public double[] of(long step) {
      double norm = l2ClipNorm.applyAsDouble(step);
      return new double[] {ClipNormRange.require("l2ClipNorm of step " + step, norm)};
    }

    @Override
    public void learn(double[] noised) {
      // A schedule knows all its steps beforehand.
    }

    @Override
    public double[] learned() {
      return new double[0];
    }

    @Override
    public void goOnFrom(double[] learned) {
      if (learned.length > 0) {
        throw new IllegalArgumentException(
            "a schedule learns no clip norms, but is given " + Arrays.toString(learned));
      }
    }
  }

  @Override
  public boolean keepsDirection() {
    return true;
  }

  @Override
  public String description() {
    return "flat, with an l2 clip norm for each step, " + l2ClipNorm.applyAsDouble(0) + " at first";
  }
}
