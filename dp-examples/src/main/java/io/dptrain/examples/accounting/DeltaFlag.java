package io.dptrain.examples.accounting;

import io.dptrain.examples.Inputs;
import picocli.CommandLine.Option;

/** The delta of the guarantee. */
final class DeltaFlag {
  static final String NAME = "--delta";
  static final String TEXT = "Delta of the guarantee; well below 1 / data set size.";

  @Option(names = NAME, paramLabel = "D", required = true, description = TEXT)
  private double delta;

  double delta() {
    return Inputs.delta(NAME, delta);
  }
}
