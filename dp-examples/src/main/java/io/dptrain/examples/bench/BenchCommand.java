package io.dptrain.examples.bench;

import io.dptrain.examples.BadInput;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code dp bench}: what a private step costs beside an ordinary one. */
@Command(
    name = "bench",
    description = "Time private and ordinary steps of the MNIST network side by side.",
    mixinStandardHelpOptions = true,
    usageHelpAutoWidth = true)
public final class BenchCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--batch",
      paramLabel = "B",
      defaultValue = "256",
      description = "Examples per step. Default: ${DEFAULT-VALUE}.")
  private int batch;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "200",
      description = "Pairs of steps to time. Default: ${DEFAULT-VALUE}.")
  private int rounds;

  @Override
  public Integer call() {
    if (batch < 1 || rounds < 1) {
      throw new BadInput(
          "--batch and --rounds must be at least 1, but are " + batch + " and " + rounds);
    }
    StepBenchmark.Medians medians = StepBenchmark.run(batch, rounds);
    spec.commandLine()
        .getOut()
        .printf(
            Locale.ROOT,
            "MNIST CNN, batch %d, median of %d: ordinary %.2f ms, private %.2f ms, ratio %.2f%n",
            batch,
            rounds,
            medians.ordinaryMillis(),
            medians.privateMillis(),
            medians.ratio());
    return 0;
  }
}
