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
    description = "Time private and ordinary steps of the MNIST network, and noise, side by side.",
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
    print(
        "MNIST CNN, batch %d: ordinary step %s, private step %s",
        batch, StepBenchmark.run(batch, rounds));
    print(
        "noise for %,d parameters: TensorFlow's sampler %s, secure noise %s",
        NoiseBenchmark.PARAMETERS, NoiseBenchmark.run(rounds));
    return 0;
  }

  private void print(String text, int size, Pair pair) {
    String first = String.format(Locale.ROOT, "%.2f ms", pair.baselineMillis());
    String second = String.format(Locale.ROOT, "%.2f ms", pair.millis());
    String line = String.format(Locale.ROOT, text, size, first, second);
    spec.commandLine()
        .getOut()
        .printf(Locale.ROOT, "%s, ratio %.2f (medians of %d)%n", line, pair.ratio(), rounds);
  }
}
