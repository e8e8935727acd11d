package io.dptrain.accountant.pld;

import io.dptrain.accountant.event.NeighboringRelation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a run costs a data set of the stated size: the worse of the two pairs that it belongs to,
 * with a neighbor that has one record fewer, and with one that has one more.
 *
 * <p>Steps that do not depend on the size cost the same in both, and then there is one pair. A pair
 * stays the same through the run, so its steps are composed with each other, not with the other's.
 *
 * <p>Not thread-safe: answers use and fill the recent contours.
 */
final class StatedSize {
  private final List<Composition> pairs;

  StatedSize(Map<LossStep, Long> counts, NeighboringRelation relation, RecentContours recent) {
    Map<LossStep, Long> larger = new LinkedHashMap<>();
    counts.forEach((step, count) -> larger.merge(step.inLargerPair(), count, Long::sum));
    Composition smaller = new Composition(counts, relation, recent);
    this.pairs =
        larger.equals(counts)
            ? List.of(smaller)
            : List.of(smaller, new Composition(larger, relation, recent));
  }

  EpsilonBracket epsilon(double delta) {
    return pairs.stream().map(pair -> pair.epsilon(delta)).reduce(StatedSize::worse).orElseThrow();
  }

  DeltaBracket delta(double epsilon) {
    return pairs.stream().map(pair -> pair.delta(epsilon)).reduce(StatedSize::worse).orElseThrow();
  }

  private static EpsilonBracket worse(EpsilonBracket a, EpsilonBracket b) {
    return new EpsilonBracket(
        Math.max(a.lower(), b.lower()),
        Math.max(a.upper(), b.upper()),
        a.delta(),
        a.upper() >= b.upper() ? a.direction() : b.direction(),
        a.relation());
  }

  private static DeltaBracket worse(DeltaBracket a, DeltaBracket b) {
    return new DeltaBracket(
        Math.max(a.lower(), b.lower()),
        Math.max(a.upper(), b.upper()),
        a.epsilon(),
        a.upper() >= b.upper() ? a.direction() : b.direction(),
        a.relation());
  }
}
