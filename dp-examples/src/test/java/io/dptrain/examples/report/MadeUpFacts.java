package io.dptrain.examples.report;

import java.util.OptionalDouble;

/** Facts that were made up, for tests of what is written about them. */
public final class MadeUpFacts {
  public static final SamplingFacts SAMPLING = new SamplingFacts("poisson", 0.004, 240);

  private MadeUpFacts() {}

  public static PrivacyFacts privacy(double epsilon) {
    return new PrivacyFacts(
        "of one run",
        epsilon,
        1e-5,
        "pld",
        OptionalDouble.of(1.4),
        OptionalDouble.of(20),
        3515,
        "ADD_OR_REMOVE_ONE",
        new NoiseFacts(1.3, 1.5, "HMAC-DRBG"),
        SAMPLING,
        "probed");
  }
}
