package io.dptrain.examples.check;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dptrain.examples.check.sweep.Answer;
import io.dptrain.examples.check.sweep.CaseResult;
import io.dptrain.examples.report.AtomicFiles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The report as JSON. */
final class CheckJson {
  /** The flag that names the file. */
  static final String FLAG = "--json";

  private CheckJson() {}

  /** Writes over an earlier file of that name. */
  static void write(Path file, CheckReport report) {
    byte[] bytes = (json(report).toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8);
    AtomicFiles.write(FLAG, file, out -> out.write(bytes));
  }

  static ObjectNode json(CheckReport report) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("holds", report.holds());
    Machine machine = report.machine();
    json.put("processor", machine.processor());
    json.put("instructionSet", machine.instructionSet());
    json.put("tensorflow", machine.tensorFlow());
    json.put("build", machine.build());
    ArrayNode operations = json.putArray("operations");
    report.operations().forEach(result -> put(operations.addObject(), result));
    put(json.putArray("noise"), report.noise());
    put(json.putArray("clipping"), report.clipping());
    return json;
  }

  private static void put(ObjectNode json, CaseResult result) {
    json.put("op", result.tried().op());
    json.put("case", result.tried().label());
    put(json.putObject("forward"), result.forward());
    put(json.putArray("gradients"), result.gradients());
    put(json.putArray("steps"), result.steps());
  }

  private static void put(ArrayNode array, Map<Integer, Answer> answers) {
    answers.forEach(
        (input, answer) -> {
          ObjectNode json = array.addObject().put("input", input);
          json.put("accepted", answer.accepted());
          put(json, answer);
        });
  }

  private static void put(ObjectNode json, Answer answer) {
    json.put("verdict", answer.verdict().name());
    json.put("error", answer.error());
    json.put("detail", answer.detail());
  }

  private static void put(ArrayNode array, List<Measured> measured) {
    for (Measured one : measured) {
      ObjectNode json = array.addObject().put("what", one.what()).put("value", one.value());
      json.put("least", one.least()).put("most", one.most()).put("holds", one.holds());
    }
  }
}
