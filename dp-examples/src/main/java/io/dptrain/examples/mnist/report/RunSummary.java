package io.dptrain.examples.mnist.report;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.dptrain.examples.report.PrivacyJson;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What a training run did and what it reached: {@code summary.json}, key by key.
 *
 * @param datasetSize number of training examples, a public constant
 * @param testAccuracy share of the test digits that were told right, from 0 to 1
 * @param privacy the guarantee and what gave it; all null, but for the sampler, without privacy
 * @param steps updates that ran
 * @param epochs passes over the data, in expectation
 * @param seed of the initial weights, never of the noise
 * @param seconds from the first step to the last
 * @param warnings what the reader must know before using the numbers, one sentence each
 * @param versions name and version of each library that took part, in the order of names
 */
public record RunSummary(
    int formatVersion,
    String task,
    String dataOrigin,
    boolean syntheticData,
    int datasetSize,
    int testSize,
    double testAccuracy,
    boolean privatelyTrained,
    @JsonUnwrapped PrivacyJson privacy,
    long steps,
    double epochs,
    double learningRate,
    long seed,
    double seconds,
    List<String> warnings,
    Map<String, String> versions) {
  /** To be raised when a key changes its meaning or goes away. */
  public static final int FORMAT_VERSION = 1;

  /** Refuses numbers that are no numbers, and an infinite epsilon without a warning. */
  public RunSummary {
    warnings = List.copyOf(warnings);
    versions = Collections.unmodifiableMap(new TreeMap<>(versions));
    if (!(testAccuracy >= 0 && testAccuracy <= 1)) {
      throw new IllegalArgumentException(
          "testAccuracy must be from 0 to 1, but is " + testAccuracy);
    }
    if (privatelyTrained && privacy.epsilon().isInfinite() && warnings.isEmpty()) {
      throw new IllegalArgumentException(
          "epsilon is infinite; warnings must say why, but are empty");
    }
  }

  /** The same run with further warnings. */
  public RunSummary withWarnings(List<String> more) {
    return new RunSummary(
        formatVersion,
        task,
        dataOrigin,
        syntheticData,
        datasetSize,
        testSize,
        testAccuracy,
        privatelyTrained,
        privacy,
        steps,
        epochs,
        learningRate,
        seed,
        seconds,
        Stream.concat(warnings.stream(), more.stream()).toList(),
        versions);
  }
}
