package io.dptrain.examples.gan.report;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.dptrain.examples.Versions;
import io.dptrain.examples.gan.data.Ring;
import io.dptrain.examples.gan.data.SampleQuality;
import io.dptrain.examples.report.PrivacyJson;
import io.dptrain.examples.run.Finding;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** A comparison as the keys of {@code summary.json}. */
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
    static VariantJson of(VariantResult result, int modes, int steps) {
      return new VariantJson(
          result.id(),
          result.control(),
          result.medianModes(),
          result.runsWith(modes),
          result.medianHighQuality(),
          PrivacyJson.orNull(result.privacy()),
          IntStream.range(0, result.runs().size())
              .mapToObj(i -> RunJson.of(i + 1, result.runs().get(i), steps))
              .toList());
    }
  }

  record RunJson(
      int seed,
      @JsonUnwrapped SampleQuality end,
      long discriminatorSteps,
      long generatorSteps,
      double seconds) {
    static RunJson of(int seed, Finding run, int steps) {
      SampleQuality end =
          new SampleQuality(
              (int) run.number(VariantResult.MODES), run.number(VariantResult.HIGH_QUALITY));
      return new RunJson(seed, end, steps, steps, run.number(VariantResult.SECONDS));
    }
  }

  /**
   * Adds the rules by which modes were counted, and the versions of the libraries that run now.
   *
   * @param datasetSize the number of points
   * @param batchSize points in one step
   * @param steps of each run, of discriminator and generator alike
   * @param seconds of wall time
   * @param warnings what the reader must know before using the numbers, one sentence each
   */
  public static GanJson of(
      Ring ring,
      int datasetSize,
      int batchSize,
      int steps,
      double seconds,
      List<VariantResult> results,
      List<String> warnings) {
    return new GanJson(
        FORMAT_VERSION,
        "gan",
        new RingJson(ring, SampleQuality.DEVIATIONS, SampleQuality.LEAST_SHARE),
        datasetSize,
        batchSize,
        steps,
        seconds,
        results.stream().map(result -> VariantJson.of(result, ring.modes(), steps)).toList(),
        List.copyOf(warnings),
        new TreeMap<>(Versions.all()));
  }
}
