package io.dptrain.examples.clipping;

import io.dptrain.examples.FileFlag;
import io.dptrain.examples.report.Png;
import io.dptrain.examples.run.Result;
import io.dptrain.examples.run.Runner;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code dp clipping}: what each way to clip does to a handful of gradients. */
@Command(
    name = "clipping",
    description = "Show what each way to clip does to six gradients in the plane.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true)
public final class ClippingCommand implements Callable<Integer> {
  private static final String PLOT = "--plot";

  @Spec private CommandSpec spec;

  @Option(
      names = PLOT,
      paramLabel = "FILE.png",
      description = "Draw the gradients before and after into this file.")
  private String plot;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    Optional<Path> file = Optional.ofNullable(plot).map(name -> FileFlag.png(PLOT, name));
    Result result = new Runner(1, 1, false).run(new ClippingExperiment());
    List<Outcome> outcomes = ClippingExperiment.outcomes(result);
    ClippingTable.lines(outcomes).forEach(out::println);
    file.ifPresent(
        picture -> {
          Png.write(PLOT, picture, () -> ClippingPlot.draw(outcomes));
          out.println("plot: " + picture);
        });
    out.flush();
    return 0;
  }
}
