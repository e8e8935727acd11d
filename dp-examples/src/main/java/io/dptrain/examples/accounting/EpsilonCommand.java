package io.dptrain.examples.accounting;

import io.dptrain.examples.Inputs;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code dp epsilon}: the epsilon that a run spends. */
@Command(
    name = "epsilon",
    description = "Compute the epsilon of private training.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    customSynopsis = {
      "dp epsilon --noise-multiplier=S --sampling-probability=Q --steps=T --delta=D",
      "                  [--accountant=A] [--json]",
      "  or:  dp epsilon --noise-multiplier=S --sampler=random-allocation --steps-per-epoch=T",
      "                  --epochs=P --delta=D [--json]",
      "  or:  dp epsilon --csv=FILE [--accountant=A]"
    })
public final class EpsilonCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private RunFlags run;

  @Option(names = DeltaFlag.NAME, paramLabel = "D", description = DeltaFlag.TEXT)
  private Double delta;

  @Mixin private AnswerFlags answer;

  @Option(
      names = EpsilonTable.FLAG,
      paramLabel = "FILE",
      description = {
        "Evaluate a table instead: columns noise_multiplier, sampling_probability, steps, delta"
            + " and, if wanted, accountant; for random-allocation, sampler, steps_per_epoch and"
            + " epochs.",
        "Its rows come back with the columns epsilon, epsilon_lower (pld) and error."
      })
  private String csv;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    if (csv == null) {
      answer.print(out, answer());
      return 0;
    }
    List<String> typed = typed();
    Inputs.require(
        typed.isEmpty(),
        "%s excludes %s; put the values into the table"
            .formatted(EpsilonTable.FLAG, String.join(" and ", typed)));
    new EpsilonTable(csv, answer.accountant()).evaluate(out);
    return 0;
  }

  private Answer answer() {
    AccountantChoice accountant = answer.accountant();
    Run asked = run.run(accountant, DeltaFlag.NAME, delta, ", or name a table with --csv");
    double noise = run.noiseMultiplier();
    return Answer.epsilon(accountant, asked, noise, Inputs.delta(DeltaFlag.NAME, delta));
  }

  /** What is for a single run. */
  private List<String> typed() {
    List<String> typed = run.typed();
    if (delta != null) {
      typed.add(DeltaFlag.NAME);
    }
    if (answer.json()) {
      typed.add(AnswerFlags.JSON);
    }
    return typed;
  }
}
