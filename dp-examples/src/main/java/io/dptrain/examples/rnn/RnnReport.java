package io.dptrain.examples.rnn;

import io.dptrain.examples.report.Json;
import io.dptrain.examples.report.OutputFolder;
import io.dptrain.examples.report.PrivacyFacts;
import io.dptrain.examples.rnn.model.CellKind;
import io.dptrain.examples.rnn.report.RnnJson;
import io.dptrain.examples.rnn.report.RnnPictures;
import io.dptrain.examples.rnn.report.Row;
import io.dptrain.examples.rnn.train.PlannedPrivacy;
import io.dptrain.examples.rnn.train.RnnSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes a report folder.
 *
 * @param settings of each network
 */
record RnnReport(OutputFolder folder, Map<CellKind, RnnSettings> settings) {
  /** The file that stands for a complete report. */
  static final String SUMMARY = "summary.json";

  /** All files that a report may have. */
  static List<String> names() {
    List<String> names = new ArrayList<>(List.of(SUMMARY));
    for (CellKind cell : CellKind.values()) {
      names.addAll(RnnPictures.names(cell));
    }
    return names;
  }

  /** What the reader must know of the privacy before using the numbers. */
  List<String> warnings(List<Row> rows, RnnJson.Facts facts) {
    return rows.stream()
        .flatMap(row -> privacy(row, facts).stream())
        .findFirst()
        .flatMap(privacy -> privacy.warning(facts.trainSize()))
        .stream()
        .toList();
  }

  private Optional<PrivacyFacts> privacy(Row row, RnnJson.Facts facts) {
    return row.epsilon().isPresent()
        ? Optional.of(PlannedPrivacy.of(settings.get(row.cell()), facts.trainSize(), facts.delta()))
        : Optional.empty();
  }

  /**
   * Writes pictures, then the summary.
   *
   * @return a sentence for each picture that could not be drawn
   */
  List<String> write(List<Row> rows, RnnJson.Facts facts) {
    List<String> undrawn = new ArrayList<>();
    settings.forEach((cell, used) -> draw(ofCell(rows, cell), used.steps(), undrawn));
    folder.writeSummary(
        SUMMARY, Json.indented(RnnJson.of(facts.withWarnings(undrawn), withSettings(rows, facts))));
    return undrawn;
  }

  private void draw(List<Row> rows, long steps, List<String> undrawn) {
    RnnPictures.of(rows, steps)
        .forEach((name, picture) -> folder.writePicture(name, picture).ifPresent(undrawn::add));
  }

  private static List<Row> ofCell(List<Row> rows, CellKind cell) {
    return rows.stream().filter(row -> row.cell() == cell).toList();
  }

  private List<RnnJson.SetRow> withSettings(List<Row> rows, RnnJson.Facts facts) {
    return rows.stream()
        .map(row -> new RnnJson.SetRow(row, settings.get(row.cell()), privacy(row, facts)))
        .toList();
  }
}
