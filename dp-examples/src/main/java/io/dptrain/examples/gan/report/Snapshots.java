package io.dptrain.examples.gan.report;

import java.util.ArrayList;
import java.util.List;

/** Samples of a run over time. Not thread safe. */
public final class Snapshots {
  private final List<Snapshot> all = new ArrayList<>();

  /** Samples after a number of steps. <b>Shape</b> {@code [count, 2]}. */
  record Snapshot(long step, List<float[]> samples) {}

  /** Keeps samples of <b>shape</b> {@code [count, 2]}. */
  public void add(long step, float[][] samples) {
    all.add(new Snapshot(step, List.of(samples)));
  }

  List<Snapshot> all() {
    return List.copyOf(all);
  }
}
