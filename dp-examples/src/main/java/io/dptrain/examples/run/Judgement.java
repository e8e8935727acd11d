package io.dptrain.examples.run;

import io.dptrain.examples.report.Median;
import java.util.List;

/**
 * What became of an expectation.
 *
 * @param values measured, one for each seed
 */
public record Judgement(Expectation expectation, List<Double> values) {

  /** Copies. */
  public Judgement {
    values = List.copyOf(values);
  }

  /** The middle one of the seeds. */
  public double median() {
    return Median.of(values.stream().mapToDouble(Double::doubleValue).toArray());
  }

  /** How many seeds are as expected. */
  public int met() {
    return (int) values.stream().filter(expectation::isMet).count();
  }

  /** Whether it is so: of the median, and so of most seeds. */
  public boolean holds() {
    return expectation.isMet(median());
  }
}
