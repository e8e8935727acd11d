package io.dptrain.examples.gan;

import io.dptrain.examples.Inputs;
import io.dptrain.examples.ReportFlag;
import io.dptrain.examples.Rounded;
import io.dptrain.examples.RunnerFlags;
import io.dptrain.examples.figure.Figure;
import io.dptrain.examples.figure.Group;
import io.dptrain.examples.gan.data.Ring;
import io.dptrain.examples.gan.report.GanJson;
import io.dptrain.examples.gan.report.GanTable;
import io.dptrain.examples.gan.report.ModesPlot;
import io.dptrain.examples.gan.report.SamplePlot;
import io.dptrain.examples.gan.report.VariantResult;
import io.dptrain.examples.report.Json;
import io.dptrain.examples.report.OutputFolder;
import io.dptrain.examples.report.PrivacyFacts;
import io.dptrain.examples.run.Finding;
import io.dptrain.examples.run.Result;
import io.dptrain.examples.run.Runner;
import java.awt.image.BufferedImage;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.math3.stat.StatUtils;
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
  static final String SUMMARY = "summary.json";
  static final String SAMPLES = "samples.png";
  static final String MODES = "modes.png";
  static final String MODES_OVER_TIME = "modes_over_time.png";

  private static final List<String> NAMES = List.of(SUMMARY, SAMPLES, MODES, MODES_OVER_TIME);
  private static final Ring RING = Ring.OF_EIGHT;

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

  @Mixin private RunnerFlags runner;

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

  @Mixin private ReportFlag report;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    GanSettings settings = settings();
    Runner checked = runner.runner();
    OutputFolder folder = report.folder(NAMES);
    printStart(out, settings, checked.seeds());
    long start = System.nanoTime();
    List<Result> runs = new ArrayList<>();
    checked.run(List.of(new GanExperiment(settings)), spec.commandLine().getErr(), runs::add);
    double seconds = (System.nanoTime() - start) / 1e9;
    List<VariantResult> results = results(runs.get(0), settings);
    Optional<PrivacyFacts> privacy = privacy(results);
    List<String> warnings = new ArrayList<>();
    privacy.flatMap(facts -> facts.warning(GanSettings.DATASET)).ifPresent(warnings::add);
    GanTable.of(results, RING.modes()).forEach(out::println);
    privacy.ifPresent(facts -> out.println(cost(facts)));
    printNotes(out, warnings);
    out.printf(Locale.ROOT, "time: %.0f s%n", seconds);
    out.flush(); // before the report is written, which can fail
    List<String> undrawn = draw(folder, runs.get(0), results);
    printNotes(out, undrawn);
    warnings.addAll(undrawn);
    GanJson summary =
        GanJson.of(
            RING,
            GanSettings.DATASET,
            settings.batchSize(),
            settings.steps(),
            seconds,
            results,
            warnings);
    folder.writeSummary(SUMMARY, Json.indented(summary));
    out.println("report: " + folder.path());
    out.flush();
    return 0;
  }

  private GanSettings settings() {
    return new GanSettings(
        Inputs.chosen("--variants", variants, List.of(Variant.values()), Variant::id),
        steps,
        batchSize,
        noiseMultiplier,
        l2ClipNorm,
        delta);
  }

  private static List<VariantResult> results(Result result, GanSettings settings) {
    return settings.variants().stream()
        .map(
            variant ->
                new VariantResult(
                    variant.id(), variant.description(settings), result.findings(variant.id())))
        .toList();
  }

  private static void printStart(PrintWriter out, GanSettings settings, int seeds) {
    out.printf(
        Locale.ROOT,
        "%d variants, %d seeds each, %,d steps of %d points%n",
        settings.variants().size(),
        seeds,
        settings.steps(),
        settings.batchSize());
    out.flush();
  }

  /** The privacy of one of the private variants, if there is any. */
  private static Optional<PrivacyFacts> privacy(List<VariantResult> results) {
    return results.stream().flatMap(result -> result.privacy().stream()).findFirst();
  }

  private static String cost(PrivacyFacts facts) {
    return "epsilon at delta "
        + Rounded.delta(facts.delta())
        + ", of the discriminator's steps of one run; the generator's cost nothing";
  }

  private static void printNotes(PrintWriter out, List<String> notes) {
    notes.forEach(note -> out.println("note: " + note));
  }

  /** A sentence for each picture that could not be drawn. */
  private static List<String> draw(
      OutputFolder folder, Result result, List<VariantResult> results) {
    return Stream.of(
            folder.writePicture(SAMPLES, () -> SamplePlot.of(RING, results)),
            folder.writePicture(MODES, () -> ModesPlot.of(RING, results)),
            folder.writePicture(MODES_OVER_TIME, () -> overTime(result)))
        .flatMap(Optional::stream)
        .toList();
  }

  private static BufferedImage overTime(Result result) {
    List<String> ids = result.experiment().variants();
    List<Group> means =
        IntStream.range(0, ids.size())
            .mapToObj(
                i ->
                    Group.of(
                        i,
                        ids.get(i),
                        List.of(Finding.across(result.findings(ids.get(i)), StatUtils::mean))))
            .toList();
    String title =
        "Modes found, of %d, mean over the seeds 1 to %d"
            .formatted(RING.modes(), result.seeds().size());
    return Figure.draw(title, result.experiment().panels(), means);
  }
}
