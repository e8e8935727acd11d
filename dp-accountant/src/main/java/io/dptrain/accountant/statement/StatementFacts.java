package io.dptrain.accountant.statement;

import io.dptrain.accountant.attack.TradeOff;
import io.dptrain.accountant.event.NeighboringRelation;
import io.dptrain.accountant.event.PrivacyEvent;
import io.dptrain.accountant.filter.BudgetFilter;
import io.dptrain.accountant.internal.JsonObject;
import io.dptrain.accountant.ledger.BudgetReport;
import io.dptrain.accountant.ledger.PlanReport;
import io.dptrain.accountant.pld.EpsilonBracket;
import io.dptrain.accountant.pld.PldAccountant;
import io.dptrain.accountant.rdp.RdpAccountant;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * All that a statement says, computed from what a ledger says and from nothing else. Numbers that
 * were computed are rounded to six digits, away from what they bound. Stateless.
 */
final class StatementFacts {
  /** Raised when a field changes its meaning or goes away. */
  private static final long FORMAT = 1;

  private static final MathContext UP = new MathContext(6, RoundingMode.CEILING);
  private static final MathContext DOWN = new MathContext(6, RoundingMode.FLOOR);
  private static final double FALSE_POSITIVES = 0.01;

  private StatementFacts() {}

  static JsonObject of(BudgetReport report) {
    BudgetFilter filter = BudgetFilter.of(report.budget(), report.data().relation());
    return JsonObject.empty()
        .with("format", FORMAT)
        .with("data", data(report))
        .with("guarantee", guarantee(report, filter))
        .with("spent", spent(report))
        .with("plans", plans(report))
        .with("covered", StatementWords.COVERED)
        .with("notCovered", StatementWords.NOT_COVERED)
        .with("ledger", ledger(report));
  }

  private static JsonObject data(BudgetReport report) {
    return JsonObject.empty()
        .with("name", report.data().name())
        .with("unit", report.data().unit())
        .with("size", report.data().size())
        .with("relation", report.data().relation().name());
  }

  private static JsonObject guarantee(BudgetReport report, BudgetFilter filter) {
    return JsonObject.empty()
        .with("epsilon", report.budget().epsilon())
        .with("delta", report.budget().delta())
        .with("truePositiveRateAtOnePercent", up(filter.truePositiveRate(FALSE_POSITIVES)))
        .with("holds", StatementWords.HOLDS);
  }

  private static JsonObject spent(BudgetReport report) {
    return JsonObject.empty()
        .with("share", up(report.spent()))
        .with("epsilon", up(report.epsilonSpent()))
        .with("holds", StatementWords.HOLDS_IF_FIXED);
  }

  private static List<JsonObject> plans(BudgetReport report) {
    // Plans of one kind cost the same, and what an event costs alone may take seconds.
    Map<PrivacyEvent, JsonObject> known = new HashMap<>();
    return report.plans().stream()
        .map(plan -> plan(plan, event -> known.computeIfAbsent(event, e -> alone(e, report))))
        .toList();
  }

  private static JsonObject plan(PlanReport plan, Function<PrivacyEvent, JsonObject> alone) {
    JsonObject json =
        JsonObject.empty()
            .with("number", plan.number())
            .with("purpose", plan.plan().purpose())
            .with("granted", plan.granted().toString())
            .with("version", plan.version())
            .with("steps", plan.plan().steps())
            .with("charged", plan.charged())
            .with("share", up(plan.share()))
            .with("mechanism", plan.plan().cost().describe())
            .with("cost", JsonObject.parse(plan.plan().cost().toJson()));
    Optional<PrivacyEvent> event = plan.plan().cost().asEvent();
    if (event.isPresent()) {
      json = json.with("alone", alone.apply(event.get()));
    }
    List<JsonObject> details = new ArrayList<>();
    plan.plan()
        .details()
        .forEach(
            (name, value) ->
                details.add(JsonObject.empty().with("name", name).with("value", value)));
    return json.with("details", details);
  }

  /** What the plan costs by itself, at its declared length. */
  private static JsonObject alone(PrivacyEvent event, BudgetReport report) {
    NeighboringRelation relation = report.data().relation();
    double delta = report.budget().delta();
    PldAccountant pld = new PldAccountant(relation).compose(event);
    EpsilonBracket bracket = pld.guarantee(delta);
    JsonObject json =
        JsonObject.empty()
            .with("epsilon", up(bracket.upper()))
            .with("epsilonLower", down(bracket.lower()));
    Optional<Double> rdp = rdp(event, relation, delta);
    if (rdp.isPresent()) {
      json = json.with("epsilonByRdp", up(rdp.get()));
    }
    return json.with(
        "truePositiveRateAtOnePercent", up(new TradeOff(pld).truePositiveRate(FALSE_POSITIVES)));
  }

  private static Optional<Double> rdp(
      PrivacyEvent event, NeighboringRelation relation, double delta) {
    try {
      return Optional.of(new RdpAccountant(relation).compose(event).epsilon(delta));
    } catch (IllegalArgumentException e) { // the event is not covered
      return Optional.empty();
    }
  }

  private static JsonObject ledger(BudgetReport report) {
    return JsonObject.empty().with("records", report.records()).with("hash", report.hash());
  }

  static double up(double value) {
    return Double.isFinite(value) ? BigDecimal.valueOf(value).round(UP).doubleValue() : value;
  }

  private static double down(double value) {
    return Double.isFinite(value) ? BigDecimal.valueOf(value).round(DOWN).doubleValue() : value;
  }
}
