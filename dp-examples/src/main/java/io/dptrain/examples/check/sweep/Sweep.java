package io.dptrain.examples.check.sweep;

import io.dptrain.examples.run.SideBySide;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/**
 * Asks every case all questions, in processes that are started again when a kernel ended them.
 * Where an operation, or a step that was accepted, is wrong, it is asked a second time in a fresh
 * process, so that memory which another kernel overwrote is not laid at its door.
 *
 * @param cases the class of the list of cases
 * @param asksGradients whether TensorFlow's gradient is looked at by itself, too
 * @param progress is told each result, by several threads
 */
public record Sweep(
    Class<? extends CaseList> cases, boolean asksGradients, Consumer<CaseResult> progress) {
  private static final int WORKERS = 2;

  /** The results of all cases, in order. */
  public List<CaseResult> run() {
    List<OpCase> all = CaseList.named(cases.getName()).cases();
    List<Callable<Map<Integer, CaseResult>>> parts = new ArrayList<>();
    for (int worker = 0; worker < WORKERS; worker++) {
      int first = worker;
      parts.add(() -> part(all, first));
    }
    Map<Integer, CaseResult> results = new TreeMap<>();
    SideBySide.run(parts, WORKERS).forEach(results::putAll);
    return List.copyOf(results.values());
  }

  /** The cases that fall to one worker. */
  private Map<Integer, CaseResult> part(List<OpCase> all, int first) {
    Map<Integer, CaseResult> results = new LinkedHashMap<>();
    try (WorkerProcess worker = new WorkerProcess(cases.getName())) {
      for (int i = first; i < all.size(); i += WORKERS) {
        CaseResult result = ask(worker, i, all.get(i));
        progress.accept(result);
        results.put(i, result);
      }
    }
    return results;
  }

  private CaseResult ask(WorkerProcess worker, int index, OpCase tried) {
    Answer forward = ask(worker, new Question(index, Question.Kind.FORWARD, CaseGraph.NONE));
    Map<Integer, Answer> gradients = new LinkedHashMap<>();
    Map<Integer, Answer> steps = new LinkedHashMap<>();
    for (int input : tried.trained()) {
      if (asksGradients && input != CaseGraph.NONE) {
        gradients.put(input, ask(worker, new Question(index, Question.Kind.GRADIENT, input)));
      }
      steps.put(input, ask(worker, new Question(index, Question.Kind.STEP, input)));
    }
    return new CaseResult(tried, forward, gradients, steps);
  }

  private static Answer ask(WorkerProcess worker, Question question) {
    Answer answer = worker.ask(question);
    boolean counts = answer.accepted() || question.kind() == Question.Kind.FORWARD;
    if (answer.verdict().isWrong() && counts) {
      worker.stop();
      return worker.ask(question);
    }
    return answer;
  }
}
