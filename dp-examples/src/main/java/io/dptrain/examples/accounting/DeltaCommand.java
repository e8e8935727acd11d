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
    description = "Compute the delta of private training, for an epsilon.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    customSynopsis = {
      "dp delta --noise-multiplier=S --sampling-probability=Q --steps=T --epsilon=E",
      "                [--accountant=A] [--json]",
      "  or:  dp delta --noise-multiplier=S --sampler=random-allocation --steps-per-epoch=T",
      "                --epochs=P --epsilon=E [--json]"
    })
public final class DeltaCommand implements Callable<Integer> {
  private static final String EPSILON = "--epsilon";

  @Spec private CommandSpec spec;

  @Mixin private RunFlags run;

  @Option(names = EPSILON, paramLabel = "E", description = "Epsilon of the guarantee.")
  private Double epsilon;

  @Mixin private AnswerFlags answer;

  @Override
  public Integer call() {
    AccountantChoice accountant = answer.accountant();
    Run asked = run.run(accountant, EPSILON, epsilon, "");
    double noise = run.noiseMultiplier();
    answer.print(
        spec.commandLine().getOut(),
        Answer.delta(accountant, asked, noise, Inputs.nonNegative(EPSILON, epsilon)));
    return 0;
  }
}
