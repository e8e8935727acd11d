package io.dptrain.accountant.filter;

import io.dptrain.accountant.event.EventJson;
import io.dptrain.accountant.event.GaussianEvent;
import io.dptrain.accountant.event.JointGaussian;
import io.dptrain.accountant.event.NeighboringRelation;
import io.dptrain.accountant.event.PrivacyEvent;
import io.dptrain.accountant.internal.Checks;
import io.dptrain.accountant.pld.PldAccountant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.DoubleUnaryOperator;

/** See {@link PrivacyCost#ofRun}. */
record EventCost(PrivacyEvent event, long steps) implements PrivacyCost {
  EventCost {
    EventJson.requireWritable(event);
    Checks.positiveCount("steps", steps);
  }

  @Override
  public String describe() {
    return event.describe();
  }

  @Override
  public Optional<PrivacyEvent> asEvent() {
    return Optional.of(event);
  }

  @Override
  public DoubleUnaryOperator delta(NeighboringRelation relation) {
    return new PldAccountant(relation).compose(event)::delta;
  }

  @Override
  public OptionalDouble gaussianShift(NeighboringRelation relation) {
    List<PrivacyEvent> others = new ArrayList<>();
    Optional<GaussianEvent> together = JointGaussian.of(event, others::add);
    return together.isPresent() && others.isEmpty()
        ? OptionalDouble.of(relation.contributions() / together.get().noiseMultiplier())
        : OptionalDouble.empty();
  }
}
