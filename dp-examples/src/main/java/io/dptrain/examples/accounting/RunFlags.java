package io.dptrain.examples.accounting;

import io.dptrain.examples.Inputs;
import picocli.CommandLine.Option;

/** How often which part of the data was used. */
final class RunFlags {
  static final String PROBABILITY = "--sampling-probability";
  static final String PROBABILITY_TEXT =
      "Probability with which each example joins each batch, by Poisson sampling.";
  static final String STEPS = "--steps";
  static final String STEPS_TEXT = "Number of updates.";

  @Option(names = PROBABILITY, paramLabel = "Q", required = true, description = PROBABILITY_TEXT)
  private double samplingProbability;

  @Option(names = STEPS, paramLabel = "T", required = true, description = STEPS_TEXT)
  private long steps;

  double samplingProbability() {
    return Inputs.probability(PROBABILITY, samplingProbability);
  }

  long steps() {
    return Inputs.count(STEPS, steps);
  }
}
