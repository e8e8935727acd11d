package io.dptrain.examples.clipping;

import io.dptrain.examples.PlotFlag;
import io.dptrain.examples.run.Result;
import io.dptrain.examples.run.Runner;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code dp clipping}: what each way to clip does to a handful of gradients. */
@Command(
    name = "clipping",
    description = "Show what each way to clip does to six gradients in the plane.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true)
public final class ClippingCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private PlotFlag plot;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    plot.file(); // refused before anything is done
    Result result = new Runner(1, 1, false).run(new ClippingExperiment());
    List<Outcome> outcomes = ClippingExperiment.outcomes(result);
    ClippingTable.lines(outcomes).forEach(out::println);
    plot.draw(() -> ClippingPlot.draw(outcomes)).ifPresent(out::println);
    out.flush();
    return 0;
  }
}
