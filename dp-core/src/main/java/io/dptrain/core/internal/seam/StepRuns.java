package io.dptrain.core.internal.seam;

import io.dptrain.core.internal.Doubles;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.RunMetadata;
import org.tensorflow.proto.RunOptions;
import org.tensorflow.types.family.TFloating;

/** The runs of one step, all with the clip norms of the step, and what was recorded of them. */
public final class StepRuns {
  private final Session session;
  private final double[] clipNorms;
  private final boolean trace;
  private final List<RunMetadata> traces = new ArrayList<>();

  /**
   * The runs of a step.
   *
   * @param trace whether time and memory of every operation are recorded
   */
  public StepRuns(Session session, double[] clipNorms, boolean trace) {
    this.session = session;
    this.clipNorms = clipNorms;
    this.trace = trace;
  }

  public Session.Runner runner() {
    return session.runner();
  }

  /**
   * Runs. The caller closes the result.
   *
   * @param input takes the clip norms, if they change from step to step
   * @throws RuntimeException what TensorFlow throws if the run fails
   */
  public Result run(Session.Runner runner, Optional<? extends Operand<? extends TFloating>> input) {
    if (input.isEmpty()) {
      return traced(runner);
    }
    Operand<? extends TFloating> placeholder = input.get();
    try (Tensor norms = Doubles.tensor(placeholder.type(), Shape.of(clipNorms.length), clipNorms)) {
      return traced(runner.feed(placeholder, norms));
    }
  }

  /** What was recorded of the runs that did not fail. */
  public List<RunMetadata> traces() {
    return List.copyOf(traces);
  }

  private Result traced(Session.Runner runner) {
    if (!trace) {
      return runner.run();
    }
    RunOptions full =
        RunOptions.newBuilder().setTraceLevel(RunOptions.TraceLevel.FULL_TRACE).build();
    Result result = runner.setOptions(full).runAndFetchMetadata();
    traces.add(result.getMetadata().orElseThrow());
    return result;
  }
}
