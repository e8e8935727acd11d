package io.dptrain.examples.bench;

import io.dptrain.core.graph.PrivacyProofException;
import io.dptrain.examples.bench.model.BenchModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Measures every chosen model at every chosen batch, and tells of each row when it is done.
 *
 * @param models what to measure
 * @param batches examples per step
 * @param rounds how long to measure each row
 * @param progress takes one line for each row, and for each model that is refused
 */
record BenchRun(
    List<BenchModel> models, List<Integer> batches, Rounds rounds, Consumer<String> progress) {

  /** The rows in order. A model that cannot be shown to be private has none. */
  List<BenchRow> rows() {
    List<BenchRow> rows = new ArrayList<>();
    models.forEach(model -> addRows(model, rows));
    return rows;
  }

  private void addRows(BenchModel model, List<BenchRow> rows) {
    try {
      for (int batch : batches) {
        BenchRow row = StepComparison.measure(model, batch, rounds);
        rows.add(row);
        progress.accept(finished(row));
      }
    } catch (PrivacyProofException e) {
      progress.accept(refused(model, e));
    }
  }

  private static String finished(BenchRow row) {
    return String.format(
        Locale.ROOT,
        "%s, batch %d: ordinary step %.2f ms, private step %.2f ms (medians of %d)",
        row.model(),
        row.batch(),
        row.times().baselineMillis(),
        row.times().millis(),
        row.times().rounds());
  }

  private static String refused(BenchModel model, PrivacyProofException e) {
    String reason = e.getMessage().replaceAll("\\s*\\R\\s*", "; ");
    return model.name() + " is left out, because DpOptimizer refuses it: " + reason;
  }
}
