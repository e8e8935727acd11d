package io.dptrain.core.internal.update;

import io.dptrain.core.internal.Doubles;
import io.dptrain.core.internal.seam.SumDeclaration;
import io.dptrain.core.noise.AttachedNoise;
import io.dptrain.core.noise.AttachedNoise.StepNoise;
import io.dptrain.core.noise.StepSums;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.types.TFloat64;

/**
 * The noise of one step, on sums whose statistics were scaled for it: noise of one size is on all
 * of a step, and a statistic is to have its own noise multiplier whatever that size is.
 *
 * <p><b>Native memory</b>: owns the scaled statistics and what the mechanism drew. Closing frees
 * both; the sums stay the caller's.
 */
public final class DrawnStep implements AutoCloseable {
  private final StepNoise noise;
  private final ScaledSums sums;

  private DrawnStep(StepNoise noise, ScaledSums sums) {
    this.noise = noise;
    this.sums = sums;
  }

  /**
   * Scales and draws.
   *
   * @param step how many steps of the run were charged before
   */
  static DrawnStep of(
      SumDeclaration<?> declared, AttachedNoise<?> mechanism, long step, StepSums all) {
    ScaledSums sums =
        new ScaledSums(all, declared.gradients(), declared.release().statisticScale(step));
    try {
      sums.scale(declared.form().shapes().size());
      return new DrawnStep(mechanism.draw(sums, declared.noiseStdDev(step)), sums);
    } catch (RuntimeException | Error e) {
      sums.close();
      throw e;
    }
  }

  /** Feeds it to the run that updates the variables, and to no other. */
  void feed(Session.Runner runner) {
    noise.feed(runner);
  }

  /** A noised statistic as it would be without the scale of the step. */
  double[] unscaled(double[] statistic) {
    return Arrays.stream(statistic).map(value -> value / sums.scale).toArray();
  }

  @Override
  public void close() {
    noise.close();
    sums.close();
  }

  /** Gradients as they are, statistics multiplied. */
  private static final class ScaledSums implements StepSums, AutoCloseable {
    private final StepSums all;
    private final int gradients;
    private final double scale;
    private final List<Tensor> scaled = new ArrayList<>();

    ScaledSums(StepSums all, int gradients, double scale) {
      this.all = all;
      this.gradients = gradients;
      this.scale = scale;
    }

    /** In double precision, so that a sum is rounded once and not twice. */
    void scale(int count) {
      for (int i = gradients; i < count && scale != 1; i++) {
        double[] values = Doubles.of(all.sum(i));
        Arrays.setAll(values, j -> values[j] * scale);
        scaled.add(Doubles.tensor(TFloat64.class, all.sum(i).shape(), values));
      }
    }

    @Override
    public Tensor sum(int index) {
      return isScaled(index) ? scaled.get(index - gradients) : all.sum(index);
    }

    @Override
    public void release(int index) {
      if (isScaled(index)) {
        scaled.get(index - gradients).close();
      } else {
        all.release(index);
      }
    }

    private boolean isScaled(int index) {
      return index >= gradients && scale != 1;
    }

    @Override
    public void close() {
      scaled.forEach(Tensor::close);
    }
  }
}
