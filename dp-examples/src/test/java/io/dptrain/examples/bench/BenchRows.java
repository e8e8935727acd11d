package io.dptrain.examples.bench;

/** Rows that were made up. */
final class BenchRows {
  private BenchRows() {}

  static BenchRow row(String model, double ordinaryMillis, double privateMillis) {
    return new BenchRow(
        model,
        64,
        new Pair(ordinaryMillis, privateMillis, 9),
        new StepProfile(1e6, 0, 0, 0),
        new StepProfile(4e6, 0.25, 0.125, 0.5));
  }
}
