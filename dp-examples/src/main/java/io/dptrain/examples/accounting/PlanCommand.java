package io.dptrain.examples.accounting;

import io.dptrain.accountant.event.DeltaRule;
import io.dptrain.examples.PlotFlag;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code dp plan}: what a run costs under each sampler. */
@Command(
    name = "plan",
    description = "Compare the epsilon of a run under each way of drawing batches.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true)
public final class PlanCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--dataset-size",
      paramLabel = "N",
      required = true,
      description = "Number of examples.")
  private long datasetSize;

  @Option(
      names = "--batch-size",
      paramLabel = "B",
      required = true,
      description = "Examples in a batch; for Poisson sampling, the expected number.")
  private long batchSize;

  @Option(
      names = "--epochs",
      paramLabel = "P",
      required = true,
      description = "Passes over the data.")
  private long epochs;

  @Option(
      names = SamplerChoice.NAME,
      paramLabel = "NAME",
      description =
          "Show this sampler beside Poisson sampling: random-allocation, or poisson for that"
              + " alone. Default: all.")
  private SamplerChoice sampler;

  @Mixin private NoiseFlag noise;
  @Mixin private DeltaFlag delta;

  @Mixin private PlotFlag plot;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    Plan plan =
        new Plan(datasetSize, batchSize, epochs, noise.noiseMultiplier(), delta.delta(), sampler);
    plot.file(); // refused before anything is done
    PlanTable.lines(plan).forEach(out::println);
    plot.draw(() -> PlanPlot.draw(plan)).ifPresent(out::println);
    out.flush();
    DeltaRule.warning(plan.delta(), plan.datasetSize())
        .ifPresent(warning -> spec.commandLine().getErr().println("WARNING: " + warning));
    return 0;
  }
}
