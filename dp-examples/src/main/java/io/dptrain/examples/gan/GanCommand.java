package io.dptrain.examples.gan;

import io.dptrain.examples.FileFlag;
import io.dptrain.examples.Inputs;
import io.dptrain.examples.Rounded;
import io.dptrain.examples.ThreadsFlag;
import io.dptrain.examples.gan.data.Ring;
import io.dptrain.examples.gan.report.GanSummary;
import io.dptrain.examples.gan.report.GanTable;
import io.dptrain.examples.gan.report.VariantResult;
import io.dptrain.examples.progress.ProgressDisplay;
import io.dptrain.examples.progress.RunsProgress;
import io.dptrain.examples.report.OutputFolder;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code dp gan}: GANs on a ring of Gaussians, with and without control of the discriminator. */
@Command(
    name = "gan",
    description =
        "Train GANs on a ring of 8 Gaussians: without control, with each of four controls, and with"
            + " a private discriminator.",
    footer = {"", "The table of docs/gan.md, in about four minutes: ./dp gan --seeds 10"},
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true)
public final class GanCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--variants",
      paramLabel = "NAME",
      split = ",",
      description =
          "Variants to train, with commas between: none, signal-clipping, weight-clipping,"
              + " gradient-penalty, spectral-normalization, private, private-weight-clipping."
              + " Default: all of them.")
  private List<String> variants;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "3",
      description = "Runs of each variant, with the seeds 1 to N. Default: ${DEFAULT-VALUE}.")
  private int seeds;

  @Option(
      names = "--steps",
      paramLabel = "N",
      defaultValue = "4000",
      description =
          "Steps of each run; one of the discriminator and one of the generator take turns."
              + " Default: ${DEFAULT-VALUE}.")
  private int steps;

  @Option(
      names = "--batch-size",
      paramLabel = "B",
      defaultValue = "256",
      description =
          "Points in one step; expected ones in a private one. Default: ${DEFAULT-VALUE}.")
  private int batchSize;

  @Option(
      names = "--noise-multiplier",
      paramLabel = "S",
      defaultValue = "1.0",
      description =
          "Noise standard deviation divided by the clip norm, for the private variants. Default:"
              + " ${DEFAULT-VALUE}.")
  private double noiseMultiplier;

  @Option(
      names = "--clip-norm",
      paramLabel = "C",
      defaultValue = "1",
      description =
          "Largest l2 norm of the gradient of one point and its generated partner, for the private"
              + " variants. Default: ${DEFAULT-VALUE}.")
  private double l2ClipNorm;

  @Option(
      names = "--delta",
      paramLabel = "D",
      defaultValue = "1e-5",
      description = "Delta of the guarantee. Default: ${DEFAULT-VALUE}.")
  private double delta;

  @Mixin private ThreadsFlag threads;

  @Option(
      names = "--report",
      paramLabel = "DIR",
      defaultValue = "dp-report-gan",
      description = "Folder for the report. Default: ${DEFAULT-VALUE}.")
  private String report;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    GanSettings settings = settings();
    OutputFolder folder =
        OutputFolder.at("--report", FileFlag.path("--report", report, "folder"), GanReport.NAMES);
    printStart(out, settings);
    long start = System.nanoTime();
    List<VariantResult> results = run(settings);
    GanReport written = new GanReport(folder, settings);
    GanSummary summary = written.results(results, (System.nanoTime() - start) / 1e9);
    printResults(out, summary);
    printNotes(out, written.write(summary));
    out.println("report: " + folder.path());
    out.flush();
    return 0;
  }

  private GanSettings settings() {
    return new GanSettings(
        chosen(), seeds, steps, batchSize, noiseMultiplier, l2ClipNorm, delta, threads.threads());
  }

  private List<VariantResult> run(GanSettings settings) {
    int runs = settings.variants().size() * settings.seeds();
    long steps = (long) runs * settings.steps();
    ProgressDisplay display = ProgressDisplay.of(steps, spec.commandLine().getErr());
    try (RunsProgress progress = new RunsProgress(runs, steps, display)) {
      return new GanComparison(settings).run(progress);
    }
  }

  private List<Variant> chosen() {
    List<Variant> all = List.of(Variant.values());
    return variants == null
        ? all
        : variants.stream()
            .map(name -> Inputs.named("--variants", name, all, Variant::id))
            .distinct()
            .toList();
  }

  private static void printStart(PrintWriter out, GanSettings settings) {
    out.printf(
        Locale.ROOT,
        "%d variants, %d seeds each, %,d steps of %d points%n",
        settings.variants().size(),
        settings.seeds(),
        settings.steps(),
        settings.batchSize());
    out.flush();
  }

  /** Printed before the report is written, which can fail. */
  private static void printResults(PrintWriter out, GanSummary summary) {
    out.print(GanTable.of(summary.results(), Ring.OF_EIGHT.modes()));
    summary
        .privacy()
        .ifPresent(
            privacy ->
                out.printf(
                    Locale.ROOT,
                    "epsilon at delta %s, of the discriminator's steps of one run; the generator's"
                        + " cost nothing%n",
                    Rounded.delta(privacy.delta())));
    printNotes(out, summary.warnings());
    out.printf(Locale.ROOT, "time: %.0f s%n", summary.seconds());
    out.flush();
  }

  private static void printNotes(PrintWriter out, List<String> notes) {
    notes.forEach(note -> out.println("note: " + note));
  }
}
