package io.dptrain.core.stability.monitor;

import io.dptrain.core.internal.Checks;
import io.dptrain.core.internal.state.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.op.core.Assign;
import org.tensorflow.op.core.Placeholder;

/**
 * Keeps states of a training that were good, and brings the last of them back.
 *
 * <p>A step shows the parameters before its update, so the state after it may be bad already. A
 * state therefore counts as good only after as many further good steps as lie between two states;
 * the initial state counts from the start.
 *
 * <p><b>Memory</b>: two copies of all variables on the host, three while one is taken. <b>Native
 * memory</b>: owns them and frees them with {@link #close}. The session remains the caller's.
 *
 * <p>Not thread safe.
 */
public final class RollBack implements AutoCloseable {
  /** A variable with what writes its value back. */
  record Restorer(Operand<?> variable, Placeholder<?> value, Assign<?> assign) {}

  private final Session session;
  private final List<Restorer> restorers;
  private final int goodStepsPerState;
  private final int maxRollBacks;
  private final LongConsumer afterwards;
  private Snapshot proven;
  private Snapshot candidate;
  private int goodInARow;
  private int times;
  private boolean closed;

  RollBack(
      Session session,
      List<Restorer> restorers,
      int goodStepsPerState,
      int maxRollBacks,
      LongConsumer afterwards) {
    this.session = session;
    this.restorers = restorers;
    this.goodStepsPerState = goodStepsPerState;
    this.maxRollBacks = maxRollBacks;
    this.afterwards = afterwards;
    this.proven = snapshot(-1);
  }

  /**
   * For all variables that a graph has now, those of the optimizer included: call it after the
   * update was added. Variables that shall keep their value, such as a learning rate, are left out
   * by {@link RollBackBuilder#except}.
   */
  public static RollBackBuilder ofAllVariables(Graph graph) {
    return RollBackBuilder.ofAllVariables(graph);
  }

  /** How often a state was brought back. */
  public int times() {
    return times;
  }

  /** Whether no further roll-back is allowed. */
  public boolean exhausted() {
    return times >= maxRollBacks;
  }

  /** Takes note of a good step, and keeps the state after it if it is time. */
  void goodStep(long step) {
    checkOpen();
    goodInARow++;
    if (goodInARow % goodStepsPerState == 0) {
      Snapshot now = snapshot(step);
      if (candidate != null) {
        proven.close();
        proven = candidate;
      }
      candidate = now;
    }
  }

  /** Brings the last good state back and returns its step. */
  long restore() {
    checkOpen();
    dropCandidate();
    goodInARow = 0;
    Session.Runner runner = session.runner();
    for (int i = 0; i < restorers.size(); i++) {
      runner.feed(restorers.get(i).value(), proven.values().get(i));
      runner.addTarget(restorers.get(i).assign());
    }
    runner.run().close();
    times++;
    afterwards.accept(proven.step());
    return proven.step();
  }

  private Snapshot snapshot(long step) {
    List<Operand<?>> variables = new ArrayList<>();
    restorers.forEach(restorer -> variables.add(restorer.variable()));
    return Snapshot.of(step, session, variables);
  }

  private void dropCandidate() {
    if (candidate != null) {
      candidate.close();
      candidate = null;
    }
  }

  private void checkOpen() {
    Checks.state(!closed, "the roll-back is closed: close it after the last step");
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      dropCandidate();
      proven.close();
    }
  }
}
