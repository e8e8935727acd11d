package io.dptrain.examples.rnn.report;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dptrain.examples.Versions;
import io.dptrain.examples.report.PrivacyFacts;
import io.dptrain.examples.report.PrivacyJson;
import io.dptrain.examples.rnn.data.AddingSet;
import io.dptrain.examples.rnn.train.Ending;
import io.dptrain.examples.rnn.train.Outcome;
import io.dptrain.examples.rnn.train.RnnSettings;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * The report as JSON. What does not exist, such as the epsilon of a run without privacy, is null;
 * what is not finite is a string.
 */
public final class RnnJson {
  /** Raised when a key changes its meaning or goes away. */
  static final int FORMAT_VERSION = 1;

  private RnnJson() {}

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

  /** UTF-8, indented, with a line end at the end. */
  public static byte[] of(Facts facts, List<SetRow> rows) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("formatVersion", FORMAT_VERSION);
    json.put("task", "adding problem");
    json.put("length", facts.length());
    json.put("datasetSize", facts.trainSize());
    json.put("testSize", facts.testSize());
    json.put("solvedBelow", Outcome.SOLVED_BELOW);
    json.put("divergedAbove", Outcome.DIVERGED_ABOVE);
    json.put("constantAnswerLoss", AddingSet.BASELINE);
    json.put("delta", facts.delta());
    json.put("seconds", facts.seconds());
    var array = json.putArray("rows");
    rows.forEach(row -> putRow(array.addObject(), row, facts.length()));
    facts.warnings().forEach(json.putArray("warnings")::add);
    new TreeMap<>(Versions.all()).forEach(json.putObject("versions")::put);
    return (json.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private static void putRow(ObjectNode json, SetRow set, int length) {
    Row row = set.row();
    RnnSettings settings = set.settings();
    json.put("cell", row.cell().label());
    json.put("variant", row.variant().label());
    json.put("clipping", row.variant().description(settings, length));
    json.put("seeds", row.outcomes().size());
    json.put("solvedShare", row.share(Ending.SOLVED));
    json.put("divergedShare", row.share(Ending.DIVERGED));
    json.put("stalledShare", row.share(Ending.STALLED));
    putNumber(json, "medianStepsToSolve", row.stepsToSolve());
    putNumber(json, "medianTestLoss", OptionalDouble.of(row.testLoss()));
    putNumber(json, "largestGradientNorm", OptionalDouble.of(row.largestGradientNorm()));
    putSettings(json, settings);
    putNumber(json, "epsilon", row.epsilon());
    PrivacyJson.putObject(json, set.privacy());
    var runs = json.putArray("runs");
    row.outcomes().forEach(outcome -> putRun(runs.addObject(), outcome));
  }

  private static void putSettings(ObjectNode json, RnnSettings settings) {
    json.put("units", settings.units());
    json.put("steps", settings.steps());
    json.put("batchSize", settings.batchSize());
    json.put("learningRate", settings.learningRate());
    json.put("l2ClipNorm", settings.l2ClipNorm());
    json.put("momentum", settings.momentum());
    json.put("noiseMultiplier", settings.noiseMultiplier());
  }

  private static void putRun(ObjectNode json, Outcome outcome) {
    json.put("seed", outcome.key().seed());
    json.put("ending", outcome.ending().label());
    json.put("steps", outcome.steps());
    putNumber(json, "testLoss", OptionalDouble.of(outcome.testLoss()));
  }

  private static void putNumber(ObjectNode json, String key, OptionalDouble value) {
    if (value.isEmpty()) {
      json.putNull(key);
    } else if (Double.isFinite(value.getAsDouble())) {
      json.put(key, value.getAsDouble());
    } else {
      json.put(key, Double.toString(value.getAsDouble()));
    }
  }
}
