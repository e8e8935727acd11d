package io.dptrain.examples.lab.depth;

import io.dptrain.examples.run.Finding;
import org.apache.commons.math3.ode.sampling.StepHandler;
import org.apache.commons.math3.ode.sampling.StepInterpolator;

/** Keeps the size of each step that a solver takes until a time, as a curve. Not thread safe. */
record StepSizes(Finding finding, String curve, double until) implements StepHandler {
  @Override
  public void init(double start, double[] state, double end) {
    // There is nothing to begin with.
  }

  @Override
  public void handleStep(StepInterpolator step, boolean isLast) {
    double end = step.getCurrentTime();
    if (end <= until) {
      finding.point(curve, end, end - step.getPreviousTime());
    }
  }
}
