package io.dptrain.accountant.ledger;

import io.dptrain.accountant.event.NeighboringRelation;
import io.dptrain.accountant.event.PrivacyBudget;
import io.dptrain.accountant.filter.PrivacyCost;
import io.dptrain.accountant.internal.Checks;
import io.dptrain.accountant.internal.JsonObject;
import io.dptrain.accountant.ledger.LedgerRecord.Charged;
import io.dptrain.accountant.ledger.LedgerRecord.Granted;
import io.dptrain.accountant.ledger.LedgerRecord.Opened;
import io.dptrain.accountant.ledger.LedgerRecord.Resumed;
import io.dptrain.accountant.ledger.LedgerRecord.Settled;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Records as JSON. Stateless. */
final class RecordJson {
  /** Raised when a field changes its meaning or goes away. */
  private static final long FORMAT = 1;

  private RecordJson() {}

  static JsonObject write(LedgerRecord record) {
    if (record instanceof Opened opened) {
      return of("opened", opened)
          .with("format", FORMAT)
          .with("dataset", opened.data().name())
          .with("unit", opened.data().unit())
          .with("size", opened.data().size())
          .with("relation", opened.data().relation().name())
          .with("epsilon", opened.budget().epsilon())
          .with("delta", opened.budget().delta());
    } else if (record instanceof Granted granted) {
      return of("granted", granted)
          .with("purpose", granted.plan().purpose())
          .with("share", granted.share())
          .with("steps", granted.plan().steps())
          .with("holder", granted.holder())
          .with("version", granted.version())
          .with("cost", JsonObject.parse(granted.plan().cost().toJson()))
          .with("details", written(granted.plan().details()));
    } else if (record instanceof Charged charged) {
      return of("charged", charged)
          .with("plan", charged.plan())
          .with("holder", charged.holder())
          .with("steps", charged.steps())
          .with("total", charged.total());
    } else if (record instanceof Settled settled) {
      return of("settled", settled)
          .with("plan", settled.plan())
          .with("holder", settled.holder())
          .with("total", settled.total());
    }
    Resumed resumed = (Resumed) record;
    return of("resumed", resumed).with("plan", resumed.plan()).with("holder", resumed.holder());
  }

  private static JsonObject of(String kind, LedgerRecord record) {
    return JsonObject.empty().with("record", kind).with("at", record.at().toString());
  }

  private static List<JsonObject> written(Map<String, String> details) {
    List<JsonObject> written = new ArrayList<>();
    details.forEach(
        (name, value) -> written.add(JsonObject.empty().with("name", name).with("value", value)));
    return written;
  }

  static LedgerRecord read(JsonObject json) {
    String kind = json.text("record");
    Instant at = at(json.text("at"));
    return switch (kind) {
      case "opened" -> opened(at, json);
      case "granted" -> granted(at, json);
      case "charged" ->
          new Charged(
              at,
              json.count("plan"),
              json.text("holder"),
              json.count("steps"),
              json.count("total"));
      case "settled" ->
          new Settled(at, json.count("plan"), json.text("holder"), json.count("total"));
      case "resumed" -> new Resumed(at, json.count("plan"), json.text("holder"));
      default ->
          throw new IllegalArgumentException(
              "a record must be of a kind that this version knows, but is " + kind);
    };
  }

  private static Instant at(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          "at must be a time, as 2026-01-31T12:00:00Z, but is " + text, e);
    }
  }

  private static NeighboringRelation relation(String text) {
    for (NeighboringRelation relation : NeighboringRelation.values()) {
      if (relation.name().equals(text)) {
        return relation;
      }
    }
    throw new IllegalArgumentException(
        "relation must be one that this version knows, but is " + text);
  }

  private static Opened opened(Instant at, JsonObject json) {
    long format = json.count("format");
    Checks.require(
        format == FORMAT,
        "format must be %s, but is %s; read it with the version of dptrain that wrote it",
        FORMAT,
        format);
    return new Opened(
        at,
        new ProtectedData(
            json.text("dataset"),
            json.text("unit"),
            json.count("size"),
            relation(json.text("relation"))),
        new PrivacyBudget(json.number("epsilon"), json.number("delta")));
  }

  private static Granted granted(Instant at, JsonObject json) {
    Map<String, String> details = new LinkedHashMap<>();
    json.objects("details").forEach(d -> details.put(d.text("name"), d.text("value")));
    SpendingPlan plan =
        new SpendingPlan(
            json.text("purpose"), PrivacyCost.fromJson(json.object("cost").toString()), details);
    Checks.require(
        plan.steps() == json.count("steps"),
        "steps must be %s, as the cost says, but is %s",
        plan.steps(),
        json.count("steps"));
    return new Granted(at, plan, json.number("share"), json.text("holder"), json.text("version"));
  }
}
