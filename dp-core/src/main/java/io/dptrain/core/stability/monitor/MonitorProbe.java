package io.dptrain.core.stability.monitor;

import io.dptrain.core.internal.graph.OneGraph;
import io.dptrain.core.internal.graph.backward.GradientFaults;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.framework.optimizers.Optimizer.GradAndVar;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.PlaceholderWithDefault;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TNumber;
import org.tensorflow.types.family.TType;

/**
 * Operations in a training graph that measure what a {@link TrainingMonitor} looks at: all of it in
 * one small tensor, fetched in the run of the step itself.
 *
 * <p>An update in the same run changes variables while they are measured. {@link #guardedGradients}
 * wait for the measurement; with other gradients the norms of parameters may be those before the
 * update, after it, or of something between.
 *
 * <p><b>Native memory</b>: {@link #run} frees all that it makes. Thread safe.
 */
public final class MonitorProbe {
  private final Ops tf;
  private final List<GradAndVar<?>> gradients;
  private final List<String> variables;
  private final Measurement measurement;
  private final PlaceholderWithDefault<TFloat64> limits;
  private final Privacy privacy;

  private MonitorProbe(
      Ops tf,
      List<GradAndVar<?>> gradients,
      Measurement measurement,
      PlaceholderWithDefault<TFloat64> limits,
      Privacy privacy) {
    this.tf = tf;
    this.gradients = gradients;
    this.variables = gradients.stream().map(pair -> pair.getVariable().op().name()).toList();
    this.measurement = measurement;
    this.limits = limits;
    this.privacy = privacy;
  }

  /**
   * Adds the measuring operations for a loss (its mean, if it has an axis), gradients as an
   * optimizer of tensorflow-framework computes them, and their variables. A variable behind {@code
   * stopGradient} has no gradient: it is neither measured nor among the {@link #guardedGradients},
   * as such an optimizer leaves it alone.
   *
   * @throws IllegalArgumentException if no variable has a gradient, or one is not floating-point
   */
  public static MonitorProbe of(
      Ops tf, Operand<? extends TNumber> loss, List<? extends GradAndVar<?>> gradients) {
    OneGraph.require(tf, "loss", loss);
    gradients.forEach(
        pair ->
            OneGraph.require(
                tf, "a gradient or its variable", pair.getGradient(), pair.getVariable()));
    Ops scoped = tf.withSubScope("monitor");
    List<GradAndVar<?>> present = new ArrayList<>(gradients);
    present.removeIf(pair -> GradientFaults.isMissing(pair.getGradient()));
    return new MonitorProbe(
        scoped,
        List.copyOf(present),
        Measurement.add(scoped, loss, present),
        UpdateGuard.limits(scoped),
        Privacy.NOT_PRIVATE);
  }

  /** The same for gradients and variables in two lists of the same order. */
  public static MonitorProbe of(
      Ops tf,
      Operand<? extends TNumber> loss,
      List<? extends Operand<?>> gradients,
      List<? extends Operand<?>> variables) {
    if (gradients.size() != variables.size()) {
      throw new IllegalArgumentException(
          "each variable needs a gradient, but there are %d gradients of %d variables"
              .formatted(gradients.size(), variables.size()));
    }
    List<GradAndVar<?>> pairs = new ArrayList<>();
    for (int i = 0; i < variables.size(); i++) {
      pairs.add(UpdateGuard.pair(gradients.get(i).asOutput(), variables.get(i).asOutput()));
    }
    return of(tf, loss, pairs);
  }

  /** The same probe, whose observations carry another mark than {@link Privacy#NOT_PRIVATE}. */
  public MonitorProbe marked(Privacy privacy) {
    return new MonitorProbe(
        tf, gradients, measurement, limits, Objects.requireNonNull(privacy, "privacy"));
  }

  /**
   * The gradients to apply instead of the given ones, if updates shall be left out. An optimizer
   * that gets them updates nothing, neither variables nor their slots, in a step beyond the {@link
   * UpdateLimits} of its run; without limits, in one whose loss or gradient is not finite.
   *
   * <p>The decision falls in the graph, in the run of the step: no second pass, and no bad update
   * that would have to be undone. Counters that an optimizer advances without a gradient (Adam's
   * powers of beta) go on. Adds operations with each call.
   */
  public List<GradAndVar<? extends TType>> guardedGradients() {
    return UpdateGuard.guarded(tf, gradients, measurement, limits);
  }

  /** All that is measured: the loss, the norms of all gradients, the norms of all variables. */
  public Output<TFloat64> statistics() {
    return measurement.statistics();
  }

  /** The observation that a fetched {@link #statistics} says. Does not close it. */
  public Observation observation(long step, TFloat64 statistics) {
    int count = variables.size();
    return new Observation(
        step,
        Optional.of(new Measured("loss", statistics.getDouble(0), privacy)),
        norms(statistics, 1),
        norms(statistics, 1 + count));
  }

  /** Where {@link UpdateLimits#toTensor} may be fed. */
  public Operand<TFloat64> limits() {
    return limits;
  }

  /**
   * Runs a step that is fed and has its targets, and measures it. What else the runner fetches is
   * lost: to keep it, fetch {@link #statistics} and feed {@link #limits} yourself.
   */
  public Observation run(long step, Session.Runner runner, UpdateLimits limits) {
    try (TFloat64 fed = limits.toTensor();
        Result result = runner.feed(this.limits, fed).fetch(statistics()).run()) {
      return observation(step, (TFloat64) result.get(result.size() - 1));
    }
  }

  private List<Measured> norms(TFloat64 statistics, int from) {
    List<Measured> norms = new ArrayList<>();
    for (String variable : variables) {
      double norm = statistics.getDouble(from + norms.size());
      norms.add(new Measured(variable, norm, privacy));
    }
    return norms;
  }
}
