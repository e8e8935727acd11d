package io.dptrain.accountant.filter;

import io.dptrain.accountant.event.EventJson;
import io.dptrain.accountant.event.NeighboringRelation;
import io.dptrain.accountant.event.PrivacyEvent;
import io.dptrain.accountant.pld.PldAccountant;
import io.dptrain.accountant.rdp.RdpAccountant;
import io.dptrain.accountant.tuning.RepeatedRuns;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.DoubleUnaryOperator;

/** See {@link PrivacyCost#ofSearch}. */
record SearchCost(RepeatedRuns search, PrivacyEvent oneRun) implements PrivacyCost {
  SearchCost {
    Objects.requireNonNull(search, "search");
    EventJson.requireWritable(oneRun);
  }

  @Override
  public String describe() {
    return "the best of " + search.describe() + ", each " + oneRun.describe();
  }

  @Override
  public DoubleUnaryOperator delta(NeighboringRelation relation) {
    Map<Long, PldAccountant> many = new HashMap<>();
    DoubleUnaryOperator byRdp = byRdp(relation);
    return epsilon ->
        Math.min(
            byRdp.applyAsDouble(epsilon),
            search.deltaOfAllRuns(
                runs ->
                    many.computeIfAbsent(runs, k -> new PldAccountant(relation).compose(oneRun, k))
                        .delta(epsilon)));
  }

  /** No bound, where that accountant does not cover the event: then the other one decides. */
  private DoubleUnaryOperator byRdp(NeighboringRelation relation) {
    try {
      RdpAccountant one = new RdpAccountant(relation).compose(oneRun);
      return search.curve(one.curve(), one::delta)::delta;
    } catch (IllegalArgumentException e) {
      return epsilon -> 1;
    }
  }
}
