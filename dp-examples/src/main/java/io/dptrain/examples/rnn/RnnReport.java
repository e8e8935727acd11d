package io.dptrain.examples.rnn;

import io.dptrain.examples.report.OutputFolder;
import io.dptrain.examples.rnn.model.CellKind;
import io.dptrain.examples.rnn.report.RnnJson;
import io.dptrain.examples.rnn.report.RnnPictures;
import io.dptrain.examples.rnn.report.Row;
import io.dptrain.examples.rnn.train.RnnSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

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

  /**
   * Writes pictures, then the summary.
   *
   * @return sentences about what went wrong
   */
  List<String> write(List<Row> rows, RnnJson.Facts facts) {
    List<String> warnings = new ArrayList<>(facts.warnings());
    settings.forEach((cell, used) -> draw(ofCell(rows, cell), used.steps(), warnings));
    byte[] json = RnnJson.of(facts.withWarnings(warnings), withSettings(rows));
    folder.writeSummary(SUMMARY, json);
    return warnings;
  }

  private void draw(List<Row> rows, long steps, List<String> warnings) {
    RnnPictures.of(rows, steps)
        .forEach((name, picture) -> folder.writePicture(name, picture).ifPresent(warnings::add));
  }

  private static List<Row> ofCell(List<Row> rows, CellKind cell) {
    return rows.stream().filter(row -> row.cell() == cell).toList();
  }

  private List<RnnJson.SetRow> withSettings(List<Row> rows) {
    return rows.stream().map(row -> new RnnJson.SetRow(row, settings.get(row.cell()))).toList();
  }
}
