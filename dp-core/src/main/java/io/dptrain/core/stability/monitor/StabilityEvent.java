package io.dptrain.core.stability.monitor;

import java.util.List;

/**
 * Something that a {@link TrainingMonitor} found wrong in one step. Each event carries the value
 * that crossed a threshold with its mark, so an event is no more private than its value.
 */
public sealed interface StabilityEvent {
  /** The step in which the value was measured. */
  long step();

  /** The value that is wrong, with its mark. */
  Measured value();

  /** The largest value that would have been accepted in this step. */
  double threshold();

  /** The variables responsible, the worst first; empty if none stands out. */
  List<String> variables();

  /** A loss, a gradient or a parameter that is infinite or NaN. */
  record NonFinite(long step, Measured value, List<String> variables) implements StabilityEvent {
    public NonFinite {
      variables = List.copyOf(variables);
    }

    /** The largest finite number. */
    @Override
    public double threshold() {
      return Double.MAX_VALUE;
    }
  }

  /** A loss far above the losses of the last steps. */
  record LossSpike(long step, Measured value, double threshold, List<String> variables)
      implements StabilityEvent {
    public LossSpike {
      variables = List.copyOf(variables);
    }
  }

  /** A gradient far larger than at the start of training. */
  record GradientGrowth(long step, Measured value, double threshold, List<String> variables)
      implements StabilityEvent {
    public GradientGrowth {
      variables = List.copyOf(variables);
    }
  }

  /** Parameters far larger than at the start of training. */
  record ParameterInflation(long step, Measured value, double threshold, List<String> variables)
      implements StabilityEvent {
    public ParameterInflation {
      variables = List.copyOf(variables);
    }
  }
}
