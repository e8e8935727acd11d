package io.dptrain.accountant.event;

import io.dptrain.accountant.PrivacyAccountant;
import io.dptrain.accountant.calibration.NoiseCalibration;
import io.dptrain.accountant.pld.PldAccountant;
import io.dptrain.accountant.rdp.RdpAccountant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** Takes a foreign event to every entry, and tells which did not refuse it by its name. */
public final class ForeignEntries implements Callable<List<String>> {
  private static final PrivacyEvent FOREIGN = new ForeignEvent();

  private final List<String> accepted = new ArrayList<>();

  @Override
  public List<String> call() {
    for (NeighboringRelation relation : NeighboringRelation.values()) {
      tryAll("rdp " + relation, () -> new RdpAccountant(relation));
      tryAll("pld " + relation, () -> new PldAccountant(relation));
    }
    tryAll("pld of a group", () -> PldAccountant.forGroup(3));
    tryCalibration("rdp", RdpAccountant::new);
    tryCalibration("pld", PldAccountant::new);
    return accepted;
  }

  private static Map<String, PrivacyEvent> forms() {
    Map<String, PrivacyEvent> forms = new LinkedHashMap<>();
    forms.put("alone", FOREIGN);
    forms.put("repeated", new SelfComposedEvent(FOREIGN, 3));
    forms.put("repeated zero times", new SelfComposedEvent(FOREIGN, 0));
    forms.put("composed", new ComposedEvent(List.of(new GaussianEvent(1), FOREIGN)));
    forms.put("on a Poisson sample", new PoissonSampledEvent(0.1, FOREIGN));
    forms.put("on a fixed sample", new FixedSizeSampledEvent(10, 2, FOREIGN));
    forms.put("on a truncated sample", new TruncatedPoissonSampledEvent(10, 0.1, 5, FOREIGN));
    forms.put(
        "composed on a sample",
        new PoissonSampledEvent(0.1, new ComposedEvent(List.of(new GaussianEvent(1), FOREIGN))));
    forms.put(
        "repeated on a sample",
        new PoissonSampledEvent(0.1, new SelfComposedEvent(FOREIGN, 2)));
    return forms;
  }

  private void tryAll(String name, Supplier<PrivacyAccountant> accountant) {
    Map<String, Consumer<PrivacyEvent>> entries = new LinkedHashMap<>();
    entries.put("compose", event -> accountant.get().compose(event));
    entries.put("compose many", event -> accountant.get().compose(event, 7));
    entries.put("compose none", event -> accountant.get().compose(event, 0));
    entries.put("epsilonAfter", event -> accountant.get().epsilonAfter(event, 2, 1e-5));
    entries.put(
        "stepsWithin", event -> accountant.get().stepsWithin(event, new PrivacyBudget(1, 1e-5)));
    entries.forEach(
        (entry, call) ->
            forms().forEach((form, event) -> tryOne(name + " " + entry + " " + form, call, event)));
  }

  private void tryCalibration(
      String name, Function<NeighboringRelation, PrivacyAccountant> accountant) {
    forms()
        .forEach(
            (form, event) ->
                tryOne(
                    name + " calibration " + form,
                    e ->
                        NoiseCalibration.noiseMultiplier(
                            new PrivacyBudget(1, 1e-5), noise -> e, accountant),
                    event));
  }

  private void tryOne(String name, Consumer<PrivacyEvent> call, PrivacyEvent event) {
    try {
      call.accept(event);
      accepted.add(name);
    } catch (IllegalArgumentException e) {
      boolean isNamed = e.getMessage().matches(".*Accountant does not cover .*Foreign\\(\\).*");
      if (!isNamed) {
        accepted.add(name + ": " + e.getMessage());
      }
    }
  }
}
