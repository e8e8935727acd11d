package io.dptrain.examples.rnn.report;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.dptrain.examples.Versions;
import io.dptrain.examples.report.PrivacyFacts;
import io.dptrain.examples.report.PrivacyJson;
import io.dptrain.examples.rnn.data.AddingSet;
import io.dptrain.examples.rnn.train.Ending;
import io.dptrain.examples.rnn.train.Outcome;
import io.dptrain.examples.rnn.train.RnnSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
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

  /**
   * What holds for the whole report.
   *
   * @param seconds from the first run to the last
   * @param warnings what the reader must know before using the numbers, one sentence each
   */
  public record Facts(
      int length,
      int trainSize,
      int testSize,
      double delta,
      double seconds,
      List<String> warnings) {

    /** The same with further warnings. */
    public Facts withWarnings(List<String> more) {
      List<String> all = new ArrayList<>(warnings);
      all.addAll(more);
      return new Facts(length, trainSize, testSize, delta, seconds, List.copyOf(all));
    }
  }

  /** A row, the settings of its network, and the guarantee of one seed if it is private. */
  public record SetRow(Row row, RnnSettings settings, Optional<PrivacyFacts> privacy) {}

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
    static RowJson of(SetRow set, int length) {
      Row row = set.row();
      return new RowJson(
          row.cell().label(),
          row.variant().label(),
          row.variant().description(set.settings(), length),
          row.outcomes().size(),
          row.share(Ending.SOLVED),
          row.share(Ending.DIVERGED),
          row.share(Ending.STALLED),
          orNull(row.stepsToSolve()),
          row.testLoss(),
          row.largestGradientNorm(),
          set.settings(),
          orNull(row.epsilon()),
          PrivacyJson.orNull(set.privacy()),
          row.outcomes().stream().map(RunJson::of).toList());
    }
  }

  record RunJson(long seed, String ending, long steps, double testLoss) {
    static RunJson of(Outcome outcome) {
      return new RunJson(
          outcome.key().seed(), outcome.ending().label(), outcome.steps(), outcome.testLoss());
    }
  }

  /** Adds the versions of the libraries that run now. */
  public static RnnJson of(Facts facts, List<SetRow> rows) {
    return new RnnJson(
        FORMAT_VERSION,
        "adding problem",
        facts.length(),
        facts.trainSize(),
        facts.testSize(),
        Outcome.SOLVED_BELOW,
        Outcome.DIVERGED_ABOVE,
        AddingSet.BASELINE,
        facts.delta(),
        facts.seconds(),
        rows.stream().map(row -> RowJson.of(row, facts.length())).toList(),
        facts.warnings(),
        new TreeMap<>(Versions.all()));
  }

  private static Double orNull(OptionalDouble value) {
    return value.isPresent() ? (Double) value.getAsDouble() : null;
  }
}
