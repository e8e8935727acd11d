package io.dptrain.accountant.filter;

import io.dptrain.accountant.event.EventJson;
import io.dptrain.accountant.event.PrivacyEvent;
import io.dptrain.accountant.internal.JsonObject;
import io.dptrain.accountant.tuning.RepeatedRuns;

/** Costs as JSON. Stateless. */
final class CostJson {
  private static final String KIND = "kind";
  private static final String EVENT = "event";
  private static final String RUNS = "runs";

  private CostJson() {}

  static String write(PrivacyCost cost) {
    if (cost instanceof EventCost events) {
      return of("events")
          .with("steps", events.steps())
          .with(EVENT, json(EventJson.write(events.event())))
          .toString();
    } else if (cost instanceof SearchCost search) {
      return of("search")
          .with(RUNS, json(search.search().toJson()))
          .with(EVENT, json(EventJson.write(search.oneRun())))
          .toString();
    }
    StatedCost stated = (StatedCost) cost;
    return of("stated").with("epsilon", stated.epsilon()).with("delta", stated.delta()).toString();
  }

  private static JsonObject of(String kind) {
    return JsonObject.empty().with(KIND, kind);
  }

  private static JsonObject json(String text) {
    return JsonObject.parse(text);
  }

  static PrivacyCost read(String text) {
    JsonObject json = JsonObject.parse(text);
    String kind = json.text(KIND);
    return switch (kind) {
      case "events" -> new EventCost(event(json), json.count("steps"));
      case "search" ->
          new SearchCost(RepeatedRuns.fromJson(json.object(RUNS).toString()), event(json));
      case "stated" -> new StatedCost(json.number("epsilon"), json.number("delta"));
      default ->
          throw new IllegalArgumentException(
              "the kind of a cost must be one that this version knows, but is " + kind);
    };
  }

  private static PrivacyEvent event(JsonObject json) {
    return EventJson.read(json.object(EVENT).toString());
  }
}
