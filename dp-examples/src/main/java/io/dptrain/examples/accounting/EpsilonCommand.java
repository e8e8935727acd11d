package io.dptrain.examples.accounting;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code dp epsilon}: the epsilon that a run spends. */
@Command(
    name = "epsilon",
    description = "Compute the epsilon of private training on Poisson samples.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true)
public final class EpsilonCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--noise-multiplier",
      paramLabel = "S",
      required = true,
      description = "Noise standard deviation divided by the clip norm.")
  private double noiseMultiplier;

  @Mixin private RunFlags run;

  @Option(
      names = "--delta",
      paramLabel = "D",
      required = true,
      description = "Delta of the guarantee; well below 1 / data set size.")
  private double delta;

  @Mixin private AnswerFlags answer;

  @Override
  public Integer call() {
    answer.accountant();
    answer.print(
        spec.commandLine().getOut(),
        Answer.epsilon(
            run.samplingProbability(),
            Inputs.nonNegative("--noise-multiplier", noiseMultiplier),
            run.steps(),
            Inputs.delta(delta)));
    return 0;
  }
}
