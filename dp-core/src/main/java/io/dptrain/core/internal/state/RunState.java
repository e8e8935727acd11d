package io.dptrain.core.internal.state;

import io.dptrain.core.clip.ClipNorms;
import io.dptrain.core.ledger.PrivacyLedger;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What changes from step to step beside the variables of the graph, and what a run would need to go
 * on: how many steps were charged, which the ledger knows, and the clip norms that were learned.
 *
 * <p>Not thread safe.
 */
public final class RunState {
  private final PrivacyLedger ledger;
  private final Optional<ClipNorms> clipNorms;

  /**
   * The state of a run.
   *
   * @param clipNorms those of the model; empty if they do not change from step to step
   */
  public RunState(PrivacyLedger ledger, Optional<ClipNorms> clipNorms) {
    this.ledger = ledger;
    this.clipNorms = clipNorms;
  }

  /** How many steps were charged. */
  private long steps() {
    return ledger.steps();
  }

  /** The clip norms of the next step, one for each group; empty if they do not change. */
  public double[] clipNorms() {
    return clipNorms.map(norms -> norms.of(steps())).orElse(new double[0]);
  }

  /**
   * What a checkpoint keeps of it.
   *
   * @param run the identity of the run
   * @param process who wrote the last record of its ledger
   * @param notes of the program
   */
  SavedState saved(String run, String process, Map<String, String> notes) {
    double[] learned = clipNorms.map(ClipNorms::learned).orElse(new double[0]);
    return new SavedState(run, process, steps(), Arrays.stream(learned).boxed().toList(), notes);
  }

  /**
   * Goes on from what a checkpoint kept. The ledger is ahead of it, or has as many steps.
   *
   * @throws IllegalArgumentException if no run of this model can have learned that
   */
  void goOnFrom(SavedState saved) {
    double[] learned = saved.clipNorms().stream().mapToDouble(norm -> norm).toArray();
    clipNorms.ifPresent(norms -> norms.goOnFrom(learned));
  }

  /**
   * Takes into account what a step released.
   *
   * @param statistics the noised statistics that the clipping asked for
   */
  public void learn(List<double[]> statistics) {
    double[] learned = statistics.stream().flatMapToDouble(Arrays::stream).toArray();
    clipNorms.ifPresent(norms -> norms.learn(learned));
  }
}
