package io.dptrain.examples.accounting;

import picocli.CommandLine.Option;

/** How often which part of the data was used. */
final class RunFlags {
  @Option(
      names = "--sampling-probability",
      paramLabel = "Q",
      required = true,
      description = "Probability with which each example joins each batch, by Poisson sampling.")
  private double samplingProbability;

  @Option(names = "--steps", paramLabel = "T", required = true, description = "Number of updates.")
  private long steps;

  double samplingProbability() {
    return Inputs.probability("--sampling-probability", samplingProbability);
  }

  long steps() {
    return Inputs.count("--steps", steps);
  }
}
