package io.dptrain.examples.run;

import io.dptrain.examples.report.Median;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * All runs of an experiment, and whether its claim holds.
 *
 * @param seeds in their order
 * @param seconds from the first run to the last
 */
public record Result(Experiment experiment, List<Seed> seeds, double seconds) {

  /** Copies. */
  public Result {
    seeds = List.copyOf(seeds);
  }

  /** One for each expectation, in their order. */
  public List<Judgement> judgements() {
    return experiment.expectations().stream()
        .map(
            expectation ->
                new Judgement(
                    expectation,
                    seeds.stream().map(seed -> expectation.value().applyAsDouble(seed)).toList()))
        .toList();
  }

  /** Whether all that is expected was found. */
  public boolean holds() {
    return judgements().stream().allMatch(Judgement::holds);
  }

  /** The names of all numbers that some variant found. */
  public Set<String> numbers() {
    Set<String> names = new LinkedHashSet<>();
    seeds.forEach(
        seed -> seed.findings().values().forEach(found -> names.addAll(found.numbers().keySet())));
    return names;
  }

  /** What a variant found, by seed. */
  public List<Finding> findings(String variant) {
    return seeds.stream().map(seed -> seed.of(variant)).toList();
  }

  /** A number of a variant, in the middle of all seeds; NaN if the variant does not find it. */
  public double median(String variant, String number) {
    return Median.of(values(variant, number));
  }

  /** A number of a variant, from each seed that found it. */
  public double[] values(String variant, String number) {
    return findings(variant).stream()
        .map(Finding::numbers)
        .filter(numbers -> numbers.containsKey(number))
        .mapToDouble(numbers -> numbers.get(number))
        .toArray();
  }
}
