package io.dptrain.core.training;

import io.dptrain.core.optimizer.StepReport;
import java.util.OptionalDouble;
import org.tensorflow.Session;

/** The mean of the noised losses since the last time. Not thread safe. */
final class NoisedLoss implements Measure {
  private double sum;
  private long steps;

  @Override
  public void stepped(StepReport report) {
    sum += report.loss().orElseThrow();
    steps++;
  }

  @Override
  public OptionalDouble value(Session session) {
    if (steps == 0) {
      return OptionalDouble.empty();
    }
    double mean = sum / steps;
    sum = 0;
    steps = 0;
    return OptionalDouble.of(mean);
  }
}
