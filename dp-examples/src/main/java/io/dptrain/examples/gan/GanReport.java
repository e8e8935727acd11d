package io.dptrain.examples.gan;

import io.dptrain.examples.Versions;
import io.dptrain.examples.gan.data.Ring;
import io.dptrain.examples.gan.report.GanJson;
import io.dptrain.examples.gan.report.GanSummary;
import io.dptrain.examples.gan.report.ModesPlot;
import io.dptrain.examples.gan.report.SamplePlot;
import io.dptrain.examples.gan.report.TimePlot;
import io.dptrain.examples.gan.report.VariantResult;
import io.dptrain.examples.report.Json;
import io.dptrain.examples.report.OutputFolder;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Writes the report folder of a comparison. */
final class GanReport {
  static final String SUMMARY = "summary.json";
  static final String SAMPLES = "samples.png";
  static final String MODES = "modes.png";
  static final String MODES_OVER_TIME = "modes_over_time.png";

  /** All files of a report. */
  static final List<String> NAMES = List.of(SUMMARY, SAMPLES, MODES, MODES_OVER_TIME);

  private final OutputFolder folder;
  private final GanSettings settings;

  GanReport(OutputFolder folder, GanSettings settings) {
    this.folder = folder;
    this.settings = settings;
  }

  /** What a comparison has reached, known before anything is drawn. */
  GanSummary results(List<VariantResult> results, double seconds) {
    GanSummary summary =
        new GanSummary(
            Ring.OF_EIGHT,
            GanSettings.DATASET,
            settings.batchSize(),
            settings.steps(),
            results,
            List.of(),
            Versions.all(),
            seconds);
    return summary.withWarnings(
        summary.privacy().flatMap(facts -> facts.warning(GanSettings.DATASET)).stream().toList());
  }

  /**
   * Writes pictures and summary; the summary last, because it stands for a complete report.
   *
   * @return a sentence for each picture that could not be drawn
   */
  List<String> write(GanSummary summary) {
    List<String> undrawn = pictures(summary.results()).flatMap(Optional::stream).toList();
    folder.writeSummary(SUMMARY, Json.indented(GanJson.of(summary.withWarnings(undrawn))));
    return undrawn;
  }

  /** What could not be drawn. */
  private Stream<Optional<String>> pictures(List<VariantResult> results) {
    return Stream.of(
        folder.writePicture(SAMPLES, () -> SamplePlot.of(Ring.OF_EIGHT, results)),
        folder.writePicture(MODES, () -> ModesPlot.of(Ring.OF_EIGHT, results)),
        folder.writePicture(MODES_OVER_TIME, () -> TimePlot.of(Ring.OF_EIGHT, results)));
  }
}
