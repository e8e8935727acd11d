package io.dptrain.examples.gan.report;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.dptrain.examples.gan.data.Ring;
import io.dptrain.examples.gan.data.SampleQuality;
import io.dptrain.examples.report.PrivacyJson;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A {@link GanSummary} as the keys of {@code summary.json}. */
public record GanJson(
    int formatVersion,
    String task,
    RingJson ring,
    int datasetSize,
    int batchSize,
    int steps,
    double seconds,
    List<VariantJson> variants,
    List<String> warnings,
    Map<String, String> versions) {
  /** Raised when a key changes its meaning or goes away. */
  private static final int FORMAT_VERSION = 1;

  record RingJson(
      @JsonUnwrapped Ring ring, double highQualityDeviations, double leastShareOfAMode) {}

  record VariantJson(
      String variant,
      String control,
      double medianModes,
      int runsWithAllModes,
      double medianHighQuality,
      PrivacyJson privacy,
      List<RunJson> runs) {
    static VariantJson of(VariantResult result, Ring ring) {
      return new VariantJson(
          result.id(),
          result.description(),
          result.medianModes(),
          result.runsWith(ring.modes()),
          result.medianHighQuality(),
          PrivacyJson.orNull(result.privacy()),
          result.runs().stream().map(RunJson::of).toList());
    }
  }

  record RunJson(
      int seed,
      @JsonUnwrapped SampleQuality end,
      long discriminatorSteps,
      long generatorSteps,
      double seconds) {
    static RunJson of(GanRun run) {
      return new RunJson(run.seed(), run.end(), run.steps(), run.steps(), run.seconds());
    }
  }

  /** Adds the rules by which modes were counted. */
  public static GanJson of(GanSummary summary) {
    Ring ring = summary.ring();
    return new GanJson(
        FORMAT_VERSION,
        "gan",
        new RingJson(ring, SampleQuality.DEVIATIONS, SampleQuality.LEAST_SHARE),
        summary.datasetSize(),
        summary.batchSize(),
        summary.steps(),
        summary.seconds(),
        summary.results().stream().map(result -> VariantJson.of(result, ring)).toList(),
        summary.warnings(),
        new TreeMap<>(summary.versions()));
  }
}
