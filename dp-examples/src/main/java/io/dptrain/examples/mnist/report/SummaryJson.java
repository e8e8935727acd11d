package io.dptrain.examples.mnist.report;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dptrain.examples.report.PrivacyJson;
import java.nio.charset.StandardCharsets;
import java.util.TreeMap;

/**
 * Turns a {@link RunSummary} into flat JSON with keys in a fixed order.
 *
 * <p>Keys of privacy are null in a run without privacy, never absent.
 */
final class SummaryJson {
  /** Raised when a key changes its meaning or goes away. */
  static final int FORMAT_VERSION = 1;

  private SummaryJson() {}

  /** UTF-8, indented, with a line end at the end. */
  static byte[] of(RunSummary summary) {
    return (tree(summary).toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private static ObjectNode tree(RunSummary summary) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("formatVersion", FORMAT_VERSION);
    json.put("task", summary.task());
    putData(json, summary.data());
    json.put("testAccuracy", summary.testAccuracy());
    json.put("privatelyTrained", summary.privacy().isPresent());
    PrivacyJson.put(json, summary.privacy());
    PrivacyJson.put(json, summary.sampling());
    putTraining(json, summary.training());
    summary.warnings().forEach(json.putArray("warnings")::add);
    ObjectNode versions = json.putObject("versions");
    new TreeMap<>(summary.versions()).forEach(versions::put);
    return json;
  }

  private static void putData(ObjectNode json, DataFacts data) {
    json.put("dataOrigin", data.origin());
    json.put("syntheticData", data.synthetic());
    json.put("datasetSize", data.trainExamples());
    json.put("testSize", data.testExamples());
  }

  private static void putTraining(ObjectNode json, TrainingFacts training) {
    json.put("steps", training.steps());
    json.put("epochs", training.epochs());
    json.put("learningRate", training.learningRate());
    json.put("seed", training.seed());
    json.put("seconds", training.seconds());
  }
}
