package io.dptrain.examples.accounting;

import io.dptrain.examples.ArgumentText;
import io.dptrain.examples.Inputs;
import java.io.PrintWriter;
import java.util.ArrayList;
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
    description = "Compute the epsilon of private training on Poisson samples.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    customSynopsis = {
      "dp epsilon --noise-multiplier=S --sampling-probability=Q --steps=T --delta=D",
      "                  [--accountant=A] [--json]",
      "  or:  dp epsilon --csv=FILE [--accountant=A]"
    })
public final class EpsilonCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = NoiseFlag.NAME, paramLabel = "S", description = NoiseFlag.TEXT)
  private Double noiseMultiplier;

  @Option(names = RunFlags.PROBABILITY, paramLabel = "Q", description = RunFlags.PROBABILITY_TEXT)
  private Double samplingProbability;

  @Option(names = RunFlags.STEPS, paramLabel = "T", description = RunFlags.STEPS_TEXT)
  private Long steps;

  @Option(names = DeltaFlag.NAME, paramLabel = "D", description = DeltaFlag.TEXT)
  private Double delta;

  @Mixin private AnswerFlags answer;

  @Option(
      names = EpsilonTable.FLAG,
      paramLabel = "FILE",
      description = {
        "Evaluate a table instead: columns noise_multiplier, sampling_probability, steps, delta"
            + " and, if wanted, accountant.",
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
    Inputs.require(
        missing().size() == 4 && !answer.json(),
        "--csv excludes --noise-multiplier, --sampling-probability, --steps, --delta and --json;"
            + " put the values into the table");
    new EpsilonTable(csv, answer.accountant()).evaluate(out);
    return 0;
  }

  private Answer answer() {
    List<String> missing = missing();
    Inputs.require(
        missing.isEmpty(), ArgumentText.missing(missing) + ", or name a table with --csv");
    return Answer.epsilon(
        answer.accountant(),
        Inputs.probability(RunFlags.PROBABILITY, samplingProbability),
        Inputs.nonNegative(NoiseFlag.NAME, noiseMultiplier),
        Inputs.count(RunFlags.STEPS, steps),
        Inputs.delta(DeltaFlag.NAME, delta));
  }

  private List<String> missing() {
    List<String> missing = new ArrayList<>();
    addIf(noiseMultiplier == null, NoiseFlag.NAME, missing);
    addIf(samplingProbability == null, RunFlags.PROBABILITY, missing);
    addIf(steps == null, RunFlags.STEPS, missing);
    addIf(delta == null, DeltaFlag.NAME, missing);
    return missing;
  }

  private static void addIf(boolean condition, String name, List<String> names) {
    if (condition) {
      names.add(name);
    }
  }
}
