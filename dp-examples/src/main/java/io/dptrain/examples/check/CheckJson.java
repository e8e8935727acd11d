package io.dptrain.examples.check;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.dptrain.examples.check.sweep.Answer;
import io.dptrain.examples.check.sweep.CaseResult;
import java.util.List;
import java.util.Map;

/** A {@link CheckReport} as the keys of its file. */
record CheckJson(
    boolean holds,
    String processor,
    String instructionSet,
    String tensorflow,
    String build,
    List<CaseJson> operations,
    List<Measured> noise,
    List<Measured> clipping) {

  /**
   * @param forward nothing is accepted or refused where values are computed
   */
  record CaseJson(
      String op,
      @JsonProperty("case") String label,
      @JsonIgnoreProperties("accepted") Answer forward,
      List<InputJson> gradients,
      List<InputJson> steps) {
    static CaseJson of(CaseResult result) {
      return new CaseJson(
          result.tried().op(),
          result.tried().label(),
          result.forward(),
          InputJson.of(result.gradients()),
          InputJson.of(result.steps()));
    }
  }

  record InputJson(int input, @JsonUnwrapped Answer answer) {
    static List<InputJson> of(Map<Integer, Answer> answers) {
      return answers.entrySet().stream()
          .map(entry -> new InputJson(entry.getKey(), entry.getValue()))
          .toList();
    }
  }

  static CheckJson of(CheckReport report) {
    Machine machine = report.machine();
    return new CheckJson(
        report.holds(),
        machine.processor(),
        machine.instructionSet(),
        machine.tensorFlow(),
        machine.build(),
        report.operations().stream().map(CaseJson::of).toList(),
        report.noise(),
        report.clipping());
  }
}
