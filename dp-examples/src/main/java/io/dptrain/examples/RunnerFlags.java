package io.dptrain.examples;

import io.dptrain.examples.run.Runner;
import picocli.CommandLine.Option;

/** How many runs, and how many of them side by side, each in one thread. */
public final class RunnerFlags {
  private static final int MOST_SEEDS = 1_000;
  private static final int USUAL_MOST = 8;
  private static final int MOST = 64;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "3",
      description = "Runs of each variant, with the seeds 1 to N. Default: ${DEFAULT-VALUE}.")
  private int seeds;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Runs side by side. Default: one for each core, at most " + USUAL_MOST + ".")
  private Integer threads;

  /** What runs them. */
  public Runner runner() {
    int usual = Math.min(USUAL_MOST, Runtime.getRuntime().availableProcessors());
    return new Runner(
        Inputs.inRange("--seeds", seeds, 1, MOST_SEEDS),
        Inputs.inRange("--threads", threads == null ? usual : threads, 1, MOST),
        false);
  }
}
