package io.dptrain.examples;

import picocli.CommandLine.Option;

/** How many runs go side by side, each in one thread. */
public final class ThreadsFlag {
  private static final String NAME = "--threads";
  private static final int USUAL_MOST = 8;
  private static final int MOST = 64;

  @Option(
      names = NAME,
      paramLabel = "N",
      description = "Runs side by side. Default: one for each core, at most " + USUAL_MOST + ".")
  private Integer threads;

  /** From 1 on. */
  public int threads() {
    int usual = Math.min(USUAL_MOST, Runtime.getRuntime().availableProcessors());
    return Inputs.inRange(NAME, threads == null ? usual : threads, 1, MOST);
  }
}
