package io.dptrain.core.stability.clip;

import io.dptrain.core.internal.norm.TensorMath;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.framework.optimizers.Optimizer.GradAndVar;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TType;

/** Clips the gradients of several tasks, each on its own, and adds them up. */
final class TaskGradients {
  private final Ops tf;
  private final GradientClipping clipping;
  private final Map<Output<?>, List<Output<?>>> before = new LinkedHashMap<>();
  private final Map<Output<?>, List<Output<?>>> after = new LinkedHashMap<>();
  private final List<Operand<TFloat64>> fractions = new ArrayList<>();
  private final List<ClippingReport> reports = new ArrayList<>();

  TaskGradients(Ops tf, GradientClipping clipping) {
    this.tf = tf;
    this.clipping = clipping;
  }

  /** Clips the gradients of one more task. Tasks may use different variables. */
  void add(List<GradAndVar<?>> gradients) {
    ClippedGradients clipped = clipping.clip(tf, gradients);
    collect(gradients, before);
    collect(clipped.gradients(), after);
    fractions.add(clipped.clippedFraction());
    reports.add(ClippingReport.of(tf, gradients, clipped.gradients(), clipped.clippedFraction()));
  }

  private static void collect(List<GradAndVar<?>> pairs, Map<Output<?>, List<Output<?>>> into) {
    for (GradAndVar<?> pair : pairs) {
      into.computeIfAbsent(pair.getVariable(), variable -> new ArrayList<>())
          .add(pair.getGradient());
    }
  }

  /** The sums of the clipped gradients. */
  List<GradAndVar<?>> clipped() {
    return sums(after);
  }

  /** What happened to each task. */
  List<ClippingReport> reports() {
    return List.copyOf(reports);
  }

  /** What happened to the sum. */
  ClippingReport report() {
    Operand<TFloat64> fraction =
        tf.math.div(TensorMath.sum(tf, fractions), tf.constant((double) fractions.size()));
    return ClippingReport.of(tf, sums(before), sums(after), fraction);
  }

  private List<GradAndVar<?>> sums(Map<Output<?>, List<Output<?>>> gradients) {
    List<GradAndVar<?>> sums = new ArrayList<>();
    gradients.forEach((variable, shares) -> sums.add(sum(variable, shares)));
    return sums;
  }

  private <T extends TType> GradAndVar<T> sum(Output<T> variable, List<Output<?>> shares) {
    List<Operand<T>> typed = new ArrayList<>();
    for (Output<?> share : shares) {
      @SuppressWarnings("unchecked") // a gradient has the type of its variable
      Output<T> gradient = (Output<T>) share;
      typed.add(gradient);
    }
    return new GradAndVar<>(tf.math.addN(typed).asOutput(), variable);
  }
}
