package io.dptrain.examples.run;

import io.dptrain.examples.progress.RunsProgress;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
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
   * Runs experiments, one after the other.
   *
   * @param err where progress is shown
   * @param done hears of each result
   */
  public void run(List<? extends Experiment> experiments, PrintWriter err, Consumer<Result> done) {
    int runs = experiments.stream().mapToInt(this::runs).sum();
    long steps = experiments.stream().mapToLong(one -> (long) runs(one) * one.steps()).sum();
    try (RunsProgress progress = RunsProgress.of(runs, steps, err)) {
      experiments.forEach(experiment -> done.accept(run(experiment, progress)));
    }
  }

  /** Runs an experiment, and shows nothing. */
  public Result run(Experiment experiment) {
    try (RunsProgress unseen = RunsProgress.unseen()) {
      return run(experiment, unseen);
    }
  }

  private Result run(Experiment experiment, RunsProgress progress) {
    long start = System.nanoTime();
    List<Long> trials = LongStream.rangeClosed(1, seeds).boxed().toList();
    List<Callable<Finding>> runs = new ArrayList<>();
    for (long seed : trials) {
      for (String variant : experiment.variants()) {
        runs.add(() -> run(experiment, variant, seed, progress));
      }
    }
    List<Finding> found = SideBySide.run(runs, threads);
    List<Seed> bySeed = new ArrayList<>();
    for (int i = 0; i < trials.size(); i++) {
      bySeed.add(new Seed(trials.get(i), ofSeed(experiment.variants(), found, i)));
    }
    return new Result(experiment, bySeed, (System.nanoTime() - start) / 1e9);
  }

  /** Steps that a run leaves out are done when it has ended. */
  private Finding run(Experiment experiment, String variant, long seed, RunsProgress progress) {
    AtomicInteger left = new AtomicInteger(experiment.steps());
    Trial trial =
        new Trial(
            seed,
            isSmall,
            more -> {
              left.addAndGet(-more);
              progress.stepped(more);
            });
    Finding found = experiment.run(variant, trial);
    progress.ended(experiment.name() + " " + variant + " seed " + seed);
    progress.stepped(left.get());
    return found;
  }

  private static Map<String, Finding> ofSeed(List<String> variants, List<Finding> all, int seed) {
    Map<String, Finding> findings = new LinkedHashMap<>();
    for (int i = 0; i < variants.size(); i++) {
      findings.put(variants.get(i), all.get(seed * variants.size() + i));
    }
    return findings;
  }

  private int runs(Experiment experiment) {
    return seeds * experiment.variants().size();
  }
}
