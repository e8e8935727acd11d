package io.dptrain.core.optimizer;

import io.dptrain.core.Doubles;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.RunMetadata;
import org.tensorflow.proto.RunOptions;

/** The runs of one step, all with the clip norms of the step, and what was recorded of them. */
final class StepRuns {
  private final PrivateUpdate<?> update;
  private final Session session;
  private final double[] clipNorms;
  private final boolean trace;
  private final List<RunMetadata> traces = new ArrayList<>();

  /**
   * The runs of a step.
   *
   * @param trace whether time and memory of every operation are recorded
   */
  StepRuns(PrivateUpdate<?> update, Session session, double[] clipNorms, boolean trace) {
    this.update = update;
    this.session = session;
    this.clipNorms = clipNorms;
    this.trace = trace;
  }

  Session.Runner runner() {
    return session.runner();
  }

  /**
   * Runs. The caller closes the result.
   *
   * @throws RuntimeException what TensorFlow throws if the run fails
   */
  Result run(Session.Runner runner) {
    try (Tensor norms = clipNorms()) {
      update.clipNorms().ifPresent(placeholder -> runner.feed(placeholder, norms));
      return trace ? traced(runner) : runner.run();
    }
  }

  private Tensor clipNorms() {
    return Doubles.tensor(update.model().loss().type(), Shape.of(clipNorms.length), clipNorms);
  }

  /** What was recorded of the runs that did not fail. */
  List<RunMetadata> traces() {
    return List.copyOf(traces);
  }

  private Result traced(Session.Runner runner) {
    RunOptions full =
        RunOptions.newBuilder().setTraceLevel(RunOptions.TraceLevel.FULL_TRACE).build();
    Result result = runner.setOptions(full).runAndFetchMetadata();
    traces.add(result.getMetadata().orElseThrow());
    return result;
  }
}
