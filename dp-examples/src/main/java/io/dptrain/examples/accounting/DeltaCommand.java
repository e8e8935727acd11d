package io.dptrain.examples.accounting;

import io.dptrain.examples.Inputs;
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

  @Mixin private NoiseFlag noise;
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
    answer.print(
        spec.commandLine().getOut(),
        Answer.delta(
            answer.accountant(),
            run.samplingProbability(),
            noise.noiseMultiplier(),
            run.steps(),
            Inputs.nonNegative("--epsilon", epsilon)));
    return 0;
  }
}
