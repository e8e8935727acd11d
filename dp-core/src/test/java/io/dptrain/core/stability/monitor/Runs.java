package io.dptrain.core.stability.monitor;

import io.dptrain.core.testing.SmallNet;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Seeded runs of {@link SmallNet}, of which we know how they end if nobody steps in. */
final class Runs {
  static final int STEPS = 150;

  /** The step at which the learning rate of some runs jumps. */
  private static final int JUMP = 60;

  private Runs() {}

  /**
   * One run.
   *
   * @param gain of the weights at the start
   * @param rate the learning rate
   * @param jump what the rate is multiplied with later, as by a mistake in a schedule; mostly 1
   */
  record Run(SmallNet.Kind kind, double gain, double rate, double jump, long seed) {
    double rateAt(long step) {
      return step < JUMP ? rate : jump * rate;
    }
  }

  /** Twenty runs whose loss becomes infinite or NaN. */
  static List<Run> blowingUp() {
    List<Run> runs = new ArrayList<>();
    add(runs, 2, SmallNet.Kind.DEEP_LINEAR, 0.5, 1, 1);
    add(runs, 2, SmallNet.Kind.DEEP_LINEAR, 0.7, 1, 1);
    add(runs, 2, SmallNet.Kind.DEEP_LINEAR, 1, 1, 1);
    add(runs, 2, SmallNet.Kind.DEEP_LINEAR, 1.3, 0.2, 1);
    add(runs, 2, SmallNet.Kind.DEEP_LINEAR, 1.6, 0.03, 1);
    add(runs, 2, SmallNet.Kind.DEEP_LINEAR, 0.7, 0.1, 20);
    add(runs, 2, SmallNet.Kind.RECURRENT, 0.7, 3, 1);
    add(runs, 2, SmallNet.Kind.RECURRENT, 1, 3, 1);
    add(runs, 2, SmallNet.Kind.RECURRENT, 2, 1, 1);
    add(runs, 2, SmallNet.Kind.RECURRENT, 1, 0.3, 20);
    return runs;
  }

  /** Twenty runs that learn. */
  static List<Run> healthy() {
    List<Run> runs = new ArrayList<>();
    add(runs, 3, SmallNet.Kind.DEEP_LINEAR, 0.5, 0.1, 1);
    add(runs, 2, SmallNet.Kind.DEEP_LINEAR, 0.7, 0.3, 1);
    add(runs, 2, SmallNet.Kind.DEEP_LINEAR, 1, 0.3, 1);
    add(runs, 2, SmallNet.Kind.DEEP_LINEAR, 1.3, 0.01, 1);
    add(runs, 2, SmallNet.Kind.RECURRENT, 0.7, 0.3, 1);
    add(runs, 2, SmallNet.Kind.RECURRENT, 1, 1, 1);
    add(runs, 2, SmallNet.Kind.RECURRENT, 2, 0.1, 1);
    add(runs, 3, SmallNet.Kind.RELU, 1.3, 0.1, 1);
    add(runs, 2, SmallNet.Kind.RELU, 1.6, 0.1, 1);
    return runs;
  }

  private static void add(
      List<Run> runs, int times, SmallNet.Kind kind, double gain, double rate, double jump) {
    for (int i = 0; i < times; i++) {
      runs.add(new Run(kind, gain, rate, jump, 2000 + runs.size()));
    }
  }

  /** Starts the net of a run over, and gives the randomness of its batches. */
  static Random start(SmallNet net, Run run) {
    net.start(run.gain(), run.seed());
    return new Random(run.seed());
  }
}
