package io.dptrain.examples.check.sweep;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The answers of one case.
 *
 * @param tried the case
 * @param forward what it computes
 * @param gradients TensorFlow's gradient, for each input that has one
 * @param steps {@code minimize} and a private step, for each input that can be trained, or -1
 */
public record CaseResult(
    OpCase tried, Answer forward, Map<Integer, Answer> gradients, Map<Integer, Answer> steps) {

  /** What an accepted model does here that breaks the guarantee, one line each. */
  public List<String> broken() {
    return steps.entrySet().stream()
        .filter(entry -> entry.getValue().accepted())
        .flatMap(entry -> harm(entry.getKey(), entry.getValue()))
        .distinct()
        .toList();
  }

  /**
   * Of a step, which has its loss and its update compared: what TensorFlow computes wrong forward
   * is not always what a model is trained on.
   */
  private Stream<String> harm(int input, Answer step) {
    return step.verdict().isWrong()
        ? Stream.of(line(input < 0 ? "step" : "step for input " + input, step))
        : Stream.empty();
  }

  /** Models that are accepted and then cannot run, one line each. */
  public List<String> unusable() {
    return steps.values().stream()
        .filter(step -> step.accepted() && step.verdict() == Verdict.FAILS)
        .map(step -> line("step", step))
        .distinct()
        .toList();
  }

  /** What TensorFlow has wrong, whether or not it is refused. */
  public boolean isWrong() {
    return forward.verdict().isWrong()
        || gradients.values().stream().anyMatch(answer -> answer.verdict().isWrong());
  }

  private String line(String what, Answer answer) {
    return "%s: %s %s%s"
        .formatted(
            tried.name(),
            what,
            answer.verdict().name().toLowerCase(Locale.ROOT).replace('_', ' '),
            answer.detail().isEmpty()
                ? " (relative error %.1e)".formatted(answer.error())
                : " (" + answer.detail() + ")");
  }
}
