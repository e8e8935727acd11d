package io.dptrain.examples.run;

import io.dptrain.examples.SideBySide;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/**
 * Runs experiments: all variants from all seeds, some side by side.
 *
 * @param seeds how many, from 1 on
 * @param threads how many runs at a time
 * @param isSmall whether runs are those of tests
 */
public record Runner(int seeds, int threads, boolean isSmall) {

  /**
   * Runs an experiment.
   *
   * @param ended hears of each run that ended, in few words, from several threads
   */
  public Result run(Experiment experiment, Consumer<String> ended) {
    long start = System.nanoTime();
    List<Callable<Finding>> runs = new ArrayList<>();
    List<Trial> trials =
        LongStream.rangeClosed(1, seeds).mapToObj(seed -> new Trial(seed, isSmall)).toList();
    for (Trial trial : trials) {
      for (String variant : experiment.variants()) {
        runs.add(
            () -> {
              Finding found = experiment.run(variant, trial);
              ended.accept(experiment.name() + ", " + variant + ", seed " + trial.seed());
              return found;
            });
      }
    }
    List<Finding> found = SideBySide.run(runs, threads);
    List<Seed> bySeed = new ArrayList<>();
    for (int i = 0; i < trials.size(); i++) {
      bySeed.add(new Seed(trials.get(i).seed(), ofSeed(experiment.variants(), found, i)));
    }
    return new Result(experiment, bySeed, (System.nanoTime() - start) / 1e9);
  }

  private static Map<String, Finding> ofSeed(List<String> variants, List<Finding> all, int seed) {
    Map<String, Finding> findings = new LinkedHashMap<>();
    for (int i = 0; i < variants.size(); i++) {
      findings.put(variants.get(i), all.get(seed * variants.size() + i));
    }
    return findings;
  }

  /** How many runs an experiment has. */
  public int runs(Experiment experiment) {
    return seeds * experiment.variants().size();
  }
}
