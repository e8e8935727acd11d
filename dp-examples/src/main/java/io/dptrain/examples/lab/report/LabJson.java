package io.dptrain.examples.lab.report;

import io.dptrain.examples.Versions;
import io.dptrain.examples.run.Judgement;
import io.dptrain.examples.run.Result;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Results as the keys of a file. */
public record LabJson(
    int formatVersion, List<ExperimentJson> experiments, Map<String, String> versions) {
  /** Raised when a key changes its meaning or goes away. */
  private static final int FORMAT_VERSION = 1;

  record ExperimentJson(
      String name,
      String claim,
      boolean holds,
      double seconds,
      List<ExpectationJson> expectations,
      List<RunJson> runs) {
    static ExperimentJson of(Result result) {
      return new ExperimentJson(
          result.experiment().name(),
          result.experiment().claim(),
          result.holds(),
          result.seconds(),
          result.judgements().stream().map(ExpectationJson::of).toList(),
          result.seeds().stream()
              .flatMap(
                  seed ->
                      seed.findings().entrySet().stream()
                          .map(
                              found ->
                                  new RunJson(
                                      found.getKey(), seed.seed(), found.getValue().numbers())))
              .toList());
    }
  }

  /** Limits that are infinite are none. */
  record ExpectationJson(
      String what,
      double lowest,
      double highest,
      double median,
      boolean holds,
      List<Double> measured) {
    static ExpectationJson of(Judgement judgement) {
      return new ExpectationJson(
          judgement.expectation().what(),
          judgement.expectation().lowest(),
          judgement.expectation().highest(),
          judgement.median(),
          judgement.holds(),
          judgement.values());
    }
  }

  record RunJson(String variant, long seed, Map<String, Double> numbers) {
    RunJson {
      numbers = new LinkedHashMap<>(numbers);
    }
  }

  /** Adds the versions of the libraries that run now. */
  public static LabJson of(List<Result> results) {
    return new LabJson(
        FORMAT_VERSION,
        results.stream().map(ExperimentJson::of).toList(),
        new TreeMap<>(Versions.all()));
  }
}
