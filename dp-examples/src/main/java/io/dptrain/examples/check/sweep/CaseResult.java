package io.dptrain.examples.check.sweep;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
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
  private static final double SMALL_PART = 0.05;

  /** Types that the library computes itself, in shapes in which TensorFlow is wrong. */
  private static final Set<String> COMPUTED_ELSEWHERE = Set.of("Conv2D", "Conv2DBackpropInput");

  /** What an accepted model does here that breaks the guarantee, one line each. */
  public List<String> broken() {
    return steps.entrySet().stream()
        .filter(entry -> entry.getValue().accepted())
        .flatMap(entry -> harm(entry.getKey(), entry.getValue()))
        .distinct()
        .toList();
  }

  private Stream<String> harm(int input, Answer step) {
    Stream<String> computed =
        isTrainedOn(input, step) ? Stream.of(line("computes", forward)) : Stream.empty();
    Stream<String> moved =
        step.verdict().isWrong()
            ? Stream.of(line(input < 0 ? "step" : "step for input " + input, step))
            : Stream.empty();
    return Stream.concat(computed, moved);
  }

  /**
   * Whether a step has the numbers that are wrong forward: not where its own error is a small part
   * of theirs, as then something else took the place of the operation.
   */
  private boolean isTrainedOn(int input, Answer step) {
    boolean isElsewhere =
        COMPUTED_ELSEWHERE.contains(tried.op())
            && input >= 0
            && step.verdict() == Verdict.RIGHT
            && (forward.verdict() == Verdict.MIXES || step.error() < SMALL_PART * forward.error());
    return forward.verdict().isWrong() && !isElsewhere;
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
