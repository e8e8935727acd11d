package io.dptrain.examples.check.sweep;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;

/**
 * The process that asks: reads one question a line and answers each in a line, until a kernel ends
 * it or there are no more.
 */
public final class Worker {
  /** In front of what is said for the parent; native code may print, too. */
  static final String MARK = "@@ ";

  /** In front of the answer that holds if the process ends before the next one. */
  static final String PENDING = "@? ";

  /** In front of the reason for which a case cannot be tried. */
  static final String BROKEN = "@! ";

  private Worker() {}

  /**
   * Answers what standard input asks.
   *
   * @param arguments the name of a class that lists the cases
   */
  public static void main(String[] arguments) throws IOException {
    List<OpCase> cases = CaseList.named(arguments[0]).cases();
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    int current = -1;
    Truth truth = null;
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      Question question = Question.parse(line);
      OpCase tried = cases.get(question.caseIndex());
      try {
        if (question.caseIndex() != current) {
          current = question.caseIndex();
          truth = Truth.of(tried);
        }
        System.out.println(MARK + answer(tried, question, truth).line());
      } catch (RuntimeException e) {
        System.out.println(BROKEN + tried.name() + ": " + e);
      }
      System.out.flush();
    }
  }

  private static Answer answer(OpCase tried, Question question, Truth truth) {
    Consumer<Answer> pending = answer -> System.out.println(PENDING + answer.line());
    try {
      return switch (question.kind()) {
        case FORWARD -> new ForwardQuestion(tried, truth).ask();
        case GRADIENT -> new GradientQuestion(tried, truth, question.input()).ask();
        case STEP -> new StepQuestion(tried, truth, question.input(), pending).ask();
      };
    } catch (RuntimeException e) {
      boolean none = String.valueOf(e.getMessage()).contains("No gradient defined");
      return Answer.of(none ? Verdict.NO_GRADIENT : Verdict.FAILS, String.valueOf(e.getMessage()));
    }
  }
}
