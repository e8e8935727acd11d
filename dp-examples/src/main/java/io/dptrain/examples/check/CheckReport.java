package io.dptrain.examples.check;

import io.dptrain.examples.check.sweep.CaseResult;
import java.util.List;

/**
 * What was found on a machine.
 *
 * @param machine where
 * @param operations what came of each operation
 * @param noise what was measured of noise
 * @param clipping what was measured of norms and clipped sums
 */
record CheckReport(
    Machine machine, List<CaseResult> operations, List<Measured> noise, List<Measured> clipping) {

  /** Whether all that {@code minimize} accepts is right here, and noise and clipping hold. */
  boolean holds() {
    return broken().isEmpty()
        && noise.stream().allMatch(Measured::holds)
        && clipping.stream().allMatch(Measured::holds);
  }

  /** What is accepted and wrong, one line each. */
  List<String> broken() {
    return operations.stream().flatMap(result -> result.broken().stream()).toList();
  }

  /** What is accepted and does not run, one line each. */
  List<String> unusable() {
    return operations.stream().flatMap(result -> result.unusable().stream()).toList();
  }

  /** What this machine or TensorFlow has wrong, and is not trained. */
  List<CaseResult> keptOut() {
    return operations.stream()
        .filter(result -> result.isWrong() && result.broken().isEmpty())
        .toList();
  }
}
