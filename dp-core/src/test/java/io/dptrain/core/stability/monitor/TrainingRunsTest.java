package io.dptrain.core.stability.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.dptrain.core.stability.monitor.Runs.Run;
import io.dptrain.core.testing.SmallNet;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The monitor with its default settings on runs that blow up and runs that do not. */
class TrainingRunsTest {
  private static final int SETTLING = 50;
  private static final int MEAN = 10;
  private static final Map<SmallNet.Kind, SmallNet> NETS = new EnumMap<>(SmallNet.Kind.class);

  @BeforeAll
  static void build() {
    for (SmallNet.Kind kind : SmallNet.Kind.values()) {
      NETS.put(kind, new SmallNet(kind));
    }
  }

  @AfterAll
  static void free() {
    NETS.values().forEach(SmallNet::close);
  }

  @Test
  void observe_twentyRunsThatBlowUp_raisesInAllBeforeTheLossIsLost() {
    List<String> early = new ArrayList<>();
    for (Run run : Runs.blowingUp()) {
      Watched watched = watch(run);
      assertThat(watched.end).as("%s must blow up", run).isLessThan(Runs.STEPS);
      assertThat(watched.raised).as("%s", run).isBetween(0L, watched.end);
      if (watched.raised < watched.end) {
        early.add(run + " " + watched);
      }
    }
    assertThat(early).hasSizeGreaterThanOrEqualTo(18);
  }

  @Test
  void observe_twentyRunsThatLearn_raisesNothing() {
    for (Run run : Runs.healthy()) {
      Watched watched = watch(run);
      assertThat(watched.end).as("%s must not blow up", run).isEqualTo(Runs.STEPS);
      assertThat(watched.raised).as("%s: %s", run, watched.events).isEqualTo(-1);
    }
  }

  @Test
  void observe_withRollBackAndHalvedLearningRate_savesTheRunsThatBlowUp() {
    List<String> saved = new ArrayList<>();
    List<String> lost = new ArrayList<>();
    for (Run run : Runs.blowingUp()) {
      Rescue rescue = rescue(run);
      (rescue.saved() ? saved : lost).add(run + " " + rescue);
    }
    assertThat(saved).as("lost: %s", lost).hasSizeGreaterThanOrEqualTo(15);
  }

  /** When the monitor raised something first, -1 for never, and when the loss was lost. */
  private record Watched(long raised, long end, List<StabilityEvent> events) {}

  private static Watched watch(Run run) {
    SmallNet net = NETS.get(run.kind());
    Random random = Runs.start(net, run);
    TrainingMonitor monitor = TrainingMonitor.create();
    List<StabilityEvent> events = new ArrayList<>();
    long end = Runs.STEPS;
    for (long step = 0; step < end; step++) {
      Observation seen = net.step(step, run.rateAt(step), random, UpdateLimits.NONE);
      events.addAll(monitor.observe(seen).events());
      end = seen.loss().orElseThrow().isFinite() ? end : step;
    }
    return new Watched(events.isEmpty() ? -1 : events.get(0).step(), end, events);
  }

  /**
   * How a run went that was rolled back.
   *
   * @param times how often
   * @param start the mean loss under the initial weights
   * @param after the losses after the last roll-back
   */
  private record Rescue(int times, double start, List<Double> after) {
    /** From fifty steps after the last roll-back to the end, the loss is not above its start. */
    boolean saved() {
      return times > 0 && after.size() >= 2 * SETTLING && worst() <= start;
    }

    /** Losses of batches scatter, so means over ten; NaN if a loss is not finite. */
    private double worst() {
      double worst = 0;
      for (int from = SETTLING; from + MEAN <= after.size(); from++) {
        worst = Math.max(worst, mean(after.subList(from, from + MEAN)));
      }
      return worst;
    }

    @Override
    public String toString() {
      return "rolled back %d times, start %.3g, %d steps afterwards, worst %.3g"
          .formatted(times, start, after.size(), worst());
    }
  }

  private static Rescue rescue(Run run) {
    SmallNet net = NETS.get(run.kind());
    Random random = Runs.start(net, run);
    double start = startLoss(net, random);
    double[] share = {1};
    List<Double> after = new ArrayList<>();
    try (RollBack rollBack =
        RollBack.ofAllVariables(net.graph).afterwards(step -> share[0] /= 2).start(net.session)) {
      TrainingMonitor monitor = TrainingMonitor.builder().rollBack(rollBack).build();
      for (long step = 0; step < 2 * Runs.STEPS; step++) {
        Observation seen = net.step(step, share[0] * run.rateAt(step), random, monitor.limits());
        after.add(seen.loss().orElseThrow().value());
        if (!monitor.observe(seen).good()) {
          after.clear();
        }
      }
      return new Rescue(rollBack.times(), start, after);
    }
  }

  private static double startLoss(SmallNet net, Random random) {
    List<Double> losses = new ArrayList<>();
    for (int i = 0; i < 2 * MEAN; i++) {
      losses.add(net.step(0, 0, random, UpdateLimits.NONE).loss().orElseThrow().value());
    }
    return mean(losses);
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(value -> value).average().orElseThrow();
  }
}
