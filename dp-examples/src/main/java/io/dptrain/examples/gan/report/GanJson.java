package io.dptrain.examples.gan.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dptrain.examples.gan.data.Ring;
import io.dptrain.examples.gan.data.SampleQuality;
import io.dptrain.examples.report.PrivacyJson;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeMap;

/** Turns a {@link GanSummary} into JSON with keys in a fixed order. */
public final class GanJson {
  /** Raised when a key changes its meaning or goes away. */
  static final int FORMAT_VERSION = 1;

  private GanJson() {}

  /** UTF-8, indented, with a line end at the end. */
  public static byte[] of(GanSummary summary) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("formatVersion", FORMAT_VERSION);
    json.put("task", "gan");
    putRing(json.putObject("ring"), summary.ring());
    json.put("datasetSize", summary.datasetSize());
    json.put("batchSize", summary.batchSize());
    json.put("steps", summary.steps());
    json.put("seconds", summary.seconds());
    ArrayNode variants = json.putArray("variants");
    summary.results().forEach(result -> put(variants.addObject(), result, summary.ring()));
    summary.warnings().forEach(json.putArray("warnings")::add);
    ObjectNode versions = json.putObject("versions");
    new TreeMap<>(summary.versions()).forEach(versions::put);
    return (json.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private static void putRing(ObjectNode json, Ring ring) {
    json.put("modes", ring.modes());
    json.put("radius", ring.radius());
    json.put("stdDev", ring.stdDev());
    json.put("highQualityDeviations", SampleQuality.DEVIATIONS);
    json.put("leastShareOfAMode", SampleQuality.LEAST_SHARE);
  }

  private static void put(ObjectNode json, VariantResult result, Ring ring) {
    json.put("variant", result.id());
    json.put("control", result.description());
    json.put("medianModes", result.medianModes());
    json.put("runsWithAllModes", result.runsWith(ring.modes()));
    json.put("medianHighQuality", result.medianHighQuality());
    PrivacyJson.putObject(json, result.privacy());
    putRuns(json.putArray("runs"), result.runs());
  }

  private static void putRuns(ArrayNode array, List<GanRun> runs) {
    for (GanRun run : runs) {
      ObjectNode json = array.addObject();
      json.put("seed", run.seed());
      json.put("modes", run.end().modes());
      json.put("highQuality", run.end().highQuality());
      json.put("discriminatorSteps", run.discriminatorSteps());
      json.put("generatorSteps", run.generatorSteps());
      json.put("seconds", run.seconds());
    }
  }
}
