package io.dptrain.examples.mnist.report;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.dptrain.examples.report.PrivacyJson;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A {@link RunSummary} as the keys of {@code summary.json}, which are flat and in a fixed order.
 *
 * <p>Keys of privacy are null in a run without privacy, never absent.
 */
record SummaryJson(
    int formatVersion,
    String task,
    @JsonUnwrapped DataFacts data,
    double testAccuracy,
    boolean privatelyTrained,
    @JsonUnwrapped PrivacyJson privacy,
    @JsonUnwrapped TrainingFacts training,
    List<String> warnings,
    Map<String, String> versions) {
  /** Raised when a key changes its meaning or goes away. */
  private static final int FORMAT_VERSION = 1;

  static SummaryJson of(RunSummary summary) {
    return new SummaryJson(
        FORMAT_VERSION,
        summary.task(),
        summary.data(),
        summary.testAccuracy(),
        summary.privacy().isPresent(),
        PrivacyJson.of(summary.privacy(), summary.sampling()),
        summary.training(),
        summary.warnings(),
        new TreeMap<>(summary.versions()));
  }
}
