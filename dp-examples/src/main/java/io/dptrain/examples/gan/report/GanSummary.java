package io.dptrain.examples.gan.report;

import io.dptrain.examples.gan.data.Ring;
import io.dptrain.examples.report.PrivacyFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a comparison did and what it reached: the content of {@code summary.json}.
 *
 * @param ring what was trained on
 * @param datasetSize the number of points
 * @param batchSize points in one step
 * @param steps of each run, of discriminator and generator alike
 * @param results one for each variant
 * @param warnings what the reader must know before using the numbers, one sentence each
 * @param versions name and version of each library that took part
 * @param seconds of wall time
 */
public record GanSummary(
    Ring ring,
    int datasetSize,
    int batchSize,
    int steps,
    List<VariantResult> results,
    List<String> warnings,
    Map<String, String> versions,
    double seconds) {

  /** Copies what can change. */
  public GanSummary {
    results = List.copyOf(results);
    warnings = List.copyOf(warnings);
    versions = Map.copyOf(versions);
  }

  /** The privacy of one of the private variants, if there is any. */
  public Optional<PrivacyFacts> privacy() {
    return results.stream().flatMap(result -> result.privacy().stream()).findFirst();
  }

  /** The same comparison with further warnings. */
  public GanSummary withWarnings(List<String> more) {
    List<String> all = new ArrayList<>(warnings);
    all.addAll(more);
    return new GanSummary(ring, datasetSize, batchSize, steps, results, all, versions, seconds);
  }
}
