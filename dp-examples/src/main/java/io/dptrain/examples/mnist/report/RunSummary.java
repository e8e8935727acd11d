package io.dptrain.examples.mnist.report;

import static java.lang.Double.POSITIVE_INFINITY;

import io.dptrain.examples.report.PrivacyFacts;
import io.dptrain.examples.report.SamplingFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a training run did and what it reached: the content of {@code summary.json}.
 *
 * @param task what was trained, such as {@code "mnist"}
 * @param data what it was trained on
 * @param testAccuracy share of the test digits that were told right, from 0 to 1
 * @param privacy the guarantee and what gave it; empty for a run without privacy
 * @param sampling how batches were drawn
 * @param training length and settings of the run
 * @param warnings what the reader must know before using the numbers, one sentence each
 * @param versions name and version of each library that took part
 */
public record RunSummary(
    String task,
    DataFacts data,
    double testAccuracy,
    Optional<PrivacyFacts> privacy,
    SamplingFacts sampling,
    TrainingFacts training,
    List<String> warnings,
    Map<String, String> versions) {
  /** Refuses numbers that are no numbers, and an infinite epsilon without a warning. */
  public RunSummary {
    warnings = List.copyOf(warnings);
    versions = Map.copyOf(versions);
    if (!(testAccuracy >= 0 && testAccuracy <= 1)) {
      throw new IllegalArgumentException(
          "testAccuracy must be from 0 to 1, but is " + testAccuracy);
    }
    if (privacy.isPresent() && privacy.get().epsilon() == POSITIVE_INFINITY && warnings.isEmpty()) {
      throw new IllegalArgumentException(
          "epsilon is infinite; warnings must say why, but are empty");
    }
  }

  /** The same run with further warnings. */
  public RunSummary withWarnings(List<String> more) {
    List<String> all = new ArrayList<>(warnings);
    all.addAll(more);
    return new RunSummary(task, data, testAccuracy, privacy, sampling, training, all, versions);
  }
}
