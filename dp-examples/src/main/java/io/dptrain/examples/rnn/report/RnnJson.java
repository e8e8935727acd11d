package io.dptrain.examples.rnn.report;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.dptrain.examples.Versions;
import io.dptrain.examples.report.PrivacyFacts;
import io.dptrain.examples.report.PrivacyJson;
import io.dptrain.examples.rnn.data.AddingSet;
import io.dptrain.examples.rnn.train.AddingExperiment;
import io.dptrain.examples.rnn.train.Ending;
import io.dptrain.examples.rnn.train.RnnSettings;
import io.dptrain.examples.run.Finding;
import io.dptrain.examples.run.Seed;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The report as the keys of {@code summary.json}. What does not exist, such as the epsilon of a run
 * without privacy, is null.
 */
public record RnnJson(
    int formatVersion,
    String task,
    int length,
    int datasetSize,
    int testSize,
    double solvedBelow,
    double divergedAbove,
    double constantAnswerLoss,
    double delta,
    double seconds,
    List<RowJson> rows,
    List<String> warnings,
    Map<String, String> versions) {
  /** Raised when a key changes its meaning or goes away. */
  private static final int FORMAT_VERSION = 1;

  record RowJson(
      String cell,
      String variant,
      String clipping,
      int seeds,
      double solvedShare,
      double divergedShare,
      double stalledShare,
      Double medianStepsToSolve,
      double medianTestLoss,
      double largestGradientNorm,
      @JsonUnwrapped RnnSettings settings,
      Double epsilon,
      PrivacyJson privacy,
      List<RunJson> runs) {
    static RowJson of(Row row) {
      RnnSettings settings = row.of().settings();
      return new RowJson(
          row.of().cell().label(),
          row.variant().label(),
          row.variant().description(settings, row.of().data().train().length()),
          row.findings().size(),
          row.share(Ending.SOLVED),
          row.share(Ending.DIVERGED),
          row.share(Ending.STALLED),
          orNull(row.stepsToSolve()),
          row.testLoss(),
          row.largestGradientNorm(),
          settings,
          row.privacy().map(PrivacyFacts::epsilon).orElse(null),
          PrivacyJson.orNull(row.privacy()),
          row.result().seeds().stream().map(seed -> RunJson.of(row, seed)).toList());
    }

    private static Double orNull(double value) {
      return Double.isNaN(value) ? null : (Double) value;
    }
  }

  record RunJson(long seed, String ending, long steps, double testLoss) {
    static RunJson of(Row row, Seed seed) {
      Finding found = seed.of(row.variant().label());
      double loss = found.number(AddingExperiment.LOSS);
      long steps = (long) found.number(AddingExperiment.STEPS);
      return new RunJson(seed.seed(), Ending.of(loss).label(), steps, loss);
    }
  }

  /**
   * Adds the versions of the libraries that run now.
   *
   * @param rows at least one, all on the same data
   * @param seconds from the first run to the last
   * @param warnings what the reader must know before using the numbers, one sentence each
   */
  public static RnnJson of(List<Row> rows, double seconds, List<String> warnings) {
    AddingExperiment any = rows.get(0).of();
    return new RnnJson(
        FORMAT_VERSION,
        "adding problem",
        any.data().train().length(),
        any.data().train().size(),
        any.data().test().size(),
        AddingExperiment.SOLVED_BELOW,
        AddingExperiment.DIVERGED_ABOVE,
        AddingSet.BASELINE,
        any.delta(),
        seconds,
        rows.stream().map(RowJson::of).toList(),
        warnings,
        new TreeMap<>(Versions.all()));
  }
}
