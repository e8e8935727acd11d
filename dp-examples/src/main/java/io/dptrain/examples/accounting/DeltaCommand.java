package io.dptrain.examples.accounting;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code dp delta}: the delta that a run spends at a given epsilon. */
@Command(
    name = "delta",
    description = "Compute the delta of private training on Poisson samples, for an epsilon.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true)
public final class DeltaCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--noise-multiplier",
      paramLabel = "S",
      required = true,
      description = "Noise standard deviation divided by the clip norm.")
  private double noiseMultiplier;

  @Mixin private RunFlags run;

  @Option(
      names = "--epsilon",
      paramLabel = "E",
      required = true,
      description = "Epsilon of the guarantee.")
  private double epsilon;

  @Mixin private AnswerFlags answer;

  @Override
  public Integer call() {
    answer.accountant();
    answer.print(
        spec.commandLine().getOut(),
        Answer.delta(
            run.samplingProbability(),
            Inputs.nonNegative("--noise-multiplier", noiseMultiplier),
            run.steps(),
            Inputs.nonNegative("--epsilon", epsilon)));
    return 0;
  }
}
