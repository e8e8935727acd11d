package io.dptrain.core.optimizer;

import io.dptrain.core.internal.seam.StepRuns;
import io.dptrain.core.internal.sums.ClippedSumGraph;
import io.dptrain.core.internal.sums.FedInputs;
import io.dptrain.core.internal.sums.MadeUpRows;
import io.dptrain.core.internal.sums.RowMask;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TFInvalidArgumentException;
import org.tensorflow.exceptions.TFOutOfRangeException;
import org.tensorflow.types.TFloat32;

/**
 * Runs a model once on rows that are nobody's, before a step is charged. In a step, every failure
 * is taken for the doing of single rows and is not shown; here it can be shown that a model fails
 * whatever the rows are.
 */
final class TrialRun {
  private static final System.Logger LOG = System.getLogger(TrialRun.class.getName());
  private static final int UNITS = 2;

  private final ClippedSumGraph<?> graph;
  private final int rowsPerUnit;

  TrialRun(ClippedSumGraph<?> graph, int rowsPerUnit) {
    this.graph = graph;
    this.rowsPerUnit = rowsPerUnit;
  }

  /**
   * Requires that some made-up rows can be run, or that the reason lies in their values. A model
   * with public inputs is not tried, for what may be fed to these is not known.
   *
   * @throws IllegalStateException if the model cannot be run
   */
  void require(Session session, double[] clipNorms) {
    if (!graph.model().publicInputs().isEmpty()) {
      return;
    }
    StepRuns runs = new StepRuns(session, clipNorms, false);
    List<RuntimeException> failures = new ArrayList<>();
    for (MadeUpRows.Kind kind : MadeUpRows.Kind.values()) {
      Optional<RuntimeException> failure = failure(runs, kind);
      if (failure.isEmpty()) {
        return;
      }
      failures.add(failure.get());
    }
    refusal(failures)
        .ifPresent(
            refusal -> {
              throw refusal;
            });
    LOG.log(
        Level.WARNING,
        "neither rows of zeros or ones nor random ones can be run, so it was not seen that the model"
            + " can be run at all; if it cannot, every step is noise alone. TensorFlow says of the"
            + " random ones: "
            + failures.get(0).getMessage());
  }

  private Optional<RuntimeException> failure(StepRuns runs, MadeUpRows.Kind kind) {
    try (FedInputs feeds = MadeUpRows.feeds(graph.model(), kind, UNITS, rowsPerUnit, 1);
        TFloat32 mask = RowMask.of(UNITS, UNITS)) {
      Session.Runner runner = feeds.feedTo(runs.runner()).feed(graph.mask().weights(), mask);
      graph.sums().forEach(runner::fetch);
      runs.run(runner, graph.clipNorms()).close();
      return Optional.empty();
    } catch (RuntimeException e) {
      return Optional.of(e);
    }
  }

  /** Why a model cannot be run, if that does not lie in the rows. */
  static Optional<IllegalStateException> refusal(List<RuntimeException> failures) {
    return failures.stream()
        .filter(failure -> !mayLieInTheRows(failure))
        .findFirst()
        .map(
            failure ->
                new IllegalStateException(
                    "TensorFlow cannot run the model in this session, whatever the data is, so no"
                        + " step was charged: "
                        + failure.getMessage(),
                    failure));
  }

  /** That a form of an operation is not supported is an invalid argument to some kernels, too. */
  private static boolean mayLieInTheRows(RuntimeException failure) {
    return failure instanceof TFOutOfRangeException
        || (failure instanceof TFInvalidArgumentException
            && !String.valueOf(failure.getMessage()).contains("not supported"));
  }
}
