package io.dptrain.accountant;

import io.dptrain.accountant.event.ComposedEvent;
import io.dptrain.accountant.event.FixedSizeSampledEvent;
import io.dptrain.accountant.event.LaplaceEvent;
import io.dptrain.accountant.event.NeighboringRelation;
import io.dptrain.accountant.event.PoissonSampledEvent;
import io.dptrain.accountant.event.PrivacyEvent;
import io.dptrain.accountant.event.RandomAllocationEvent;
import io.dptrain.accountant.event.TruncatedPoissonSampledEvent;
import io.dptrain.accountant.rdp.RdpAccountant;

class RdpAccountantContractTest extends PrivacyAccountantContract {
  @Override
  double slack() {
    return 0;
  }

  @Override
  PrivacyAccountant accountant(NeighboringRelation relation) {
    return new RdpAccountant(relation);
  }

  @Override
  PrivacyAccountant fromJson(String json, NeighboringRelation relation) {
    return RdpAccountant.fromJson(json, relation);
  }

  @Override
  boolean covers(PrivacyEvent event, NeighboringRelation relation) {
    if (event instanceof ComposedEvent composed) {
      return composed.events().stream().allMatch(part -> covers(part, relation));
    } else if (event instanceof PoissonSampledEvent sampled) {
      return relation == NeighboringRelation.ADD_OR_REMOVE_ONE
          && !(sampled.event() instanceof LaplaceEvent);
    } else if (event instanceof FixedSizeSampledEvent) {
      return relation == NeighboringRelation.REPLACE_ONE;
    }
    return !(event instanceof TruncatedPoissonSampledEvent)
        && !(event instanceof RandomAllocationEvent);
  }
}
