package io.dptrain.core.optimizer;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import org.tensorflow.Session;

/**
 * The sessions that a step may be run in: they hold weights that can be read and are finite, and
 * can run the model. It is looked at before a session's first step is charged, and again after
 * something went wrong in it; no data is needed for that.
 *
 * <p>Not thread safe. It does not keep a session from being collected.
 */
final class ReadySessions {
  private final Set<Session> ready = Collections.newSetFromMap(new WeakHashMap<>());
  private final Set<Session> tried = Collections.newSetFromMap(new WeakHashMap<>());

  /**
   * Requires that a step can be run.
   *
   * @param steps how many steps were charged
   * @throws IllegalStateException if the session was never initialized or is closed, or cannot run
   *     the model
   * @throws WeightsNotFiniteException if trained variables hold NaN or infinity
   */
  void require(
      Session session,
      PrivateStep<?> step,
      DpOptimizer.Settings settings,
      double[] clipNorms,
      long steps) {
    if (ready.contains(session)) {
      return;
    }
    requireFinite(session, step, steps);
    if (!tried.contains(session)) {
      new TrialRun(step.sums(), settings.rowsPerUnit()).require(session, clipNorms);
      tried.add(session);
    }
    ready.add(session);
  }

  /**
   * Requires weights that are finite.
   *
   * @param steps how many steps were charged
   * @throws IllegalStateException if the session was never initialized or is closed
   * @throws WeightsNotFiniteException if trained variables hold NaN or infinity
   */
  void requireFinite(Session session, PrivateStep<?> step, long steps) {
    List<String> notFinite = ready.contains(session) ? List.of() : notFinite(session, step);
    if (!notFinite.isEmpty()) {
      throw new WeightsNotFiniteException(notFinite, steps);
    }
  }

  /** Looks at a session again before its next step. */
  void doubt(Session session) {
    ready.remove(session);
  }

  private static List<String> notFinite(Session session, PrivateStep<?> step) {
    try {
      return step.update().weights().notFinite(session);
    } catch (RuntimeException e) {
      throw new IllegalStateException(
          "the session cannot read the variables of the model, so no step was charged: "
              + e.getMessage()
              + "; call session.initialize() after minimize(...), and keep the session open until"
              + " the last step",
          e);
    }
  }
}
