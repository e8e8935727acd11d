package io.dptrain.accountant.event;

import io.dptrain.accountant.internal.Checks;
import io.dptrain.accountant.internal.JsonObject;
import java.util.List;
import java.util.Objects;

/**
 * Events as one line of JSON each, for records that outlive a process. Every number comes back as
 * it was. Stateless.
 */
public final class EventJson {
  private static final String KIND = "kind";
  private static final String EVENT = "event";

  /** So that with the levels that a record adds it stays within what a reader of JSON allows. */
  private static final int MOST_LEVELS = 12;

  private EventJson() {}

  /**
   * Requires that an event can be part of a record: it has at most 12 levels of events in events.
   *
   * @throws IllegalArgumentException if it has more, or holds an event that cannot be written
   */
  public static void requireWritable(PrivacyEvent event) {
    Objects.requireNonNull(event, "event");
    Checks.require(
        levels(event, 1) <= MOST_LEVELS,
        "an event must have at most %s levels of events in events, but has more; compose it flat",
        MOST_LEVELS);
  }

  /** How deep the events nest; not looked at beyond {@link #MOST_LEVELS}. */
  private static int levels(PrivacyEvent event, int above) {
    if (above > MOST_LEVELS) {
      return above;
    }
    int most = above;
    for (PrivacyEvent inner : inside(event)) {
      most = Math.max(most, levels(inner, above + 1));
    }
    return most;
  }

  private static List<PrivacyEvent> inside(PrivacyEvent event) {
    if (event instanceof ComposedEvent composed) {
      return composed.events();
    } else if (event instanceof SelfComposedEvent repeated) {
      return List.of(repeated.event());
    } else if (event instanceof PoissonSampledEvent sampled) {
      return List.of(sampled.event());
    } else if (event instanceof TruncatedPoissonSampledEvent sampled) {
      return List.of(sampled.event());
    } else if (event instanceof FixedSizeSampledEvent sampled) {
      return List.of(sampled.event());
    } else if (event instanceof RandomAllocationEvent allocated) {
      return List.of(allocated.event());
    } else if (event instanceof GaussianEvent
        || event instanceof LaplaceEvent
        || event instanceof NonPrivateEvent
        || event instanceof NoOpEvent) {
      return List.of();
    }
    throw notWritable(event);
  }

  private static IllegalArgumentException notWritable(PrivacyEvent event) {
    return new IllegalArgumentException(
        "an event must be of a kind that can be written, but is " + event.describe());
  }

  /** Returns the event as text. */
  public static String write(PrivacyEvent event) {
    return written(Objects.requireNonNull(event, "event")).toString();
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IllegalArgumentException if it is anything else, or an event that this version does not
   *     know
   */
  public static PrivacyEvent read(String json) {
    return read(JsonObject.parse(json));
  }

  private static JsonObject written(PrivacyEvent event) {
    if (event instanceof GaussianEvent gaussian) {
      return of("gaussian").with("noiseMultiplier", gaussian.noiseMultiplier());
    } else if (event instanceof LaplaceEvent laplace) {
      return of("laplace").with("noiseMultiplier", laplace.noiseMultiplier());
    } else if (event instanceof NonPrivateEvent) {
      return of("nonPrivate");
    } else if (event instanceof NoOpEvent) {
      return of("noOp");
    } else if (event instanceof SelfComposedEvent repeated) {
      return of("selfComposed")
          .with("count", repeated.count())
          .with(EVENT, written(repeated.event()));
    } else if (event instanceof ComposedEvent composed) {
      return of("composed")
          .with("events", composed.events().stream().map(EventJson::written).toList());
    }
    return writtenSampled(event);
  }

  private static JsonObject writtenSampled(PrivacyEvent event) {
    if (event instanceof PoissonSampledEvent sampled) {
      return of("poissonSampled")
          .with("samplingProbability", sampled.samplingProbability())
          .with(EVENT, written(sampled.event()));
    } else if (event instanceof TruncatedPoissonSampledEvent sampled) {
      return of("truncatedPoissonSampled")
          .with("datasetSize", sampled.datasetSize())
          .with("samplingProbability", sampled.samplingProbability())
          .with("maxBatchSize", sampled.maxBatchSize())
          .with(EVENT, written(sampled.event()));
    } else if (event instanceof FixedSizeSampledEvent sampled) {
      return of("fixedSizeSampled")
          .with("datasetSize", sampled.datasetSize())
          .with("batchSize", sampled.batchSize())
          .with(EVENT, written(sampled.event()));
    } else if (event instanceof RandomAllocationEvent allocated) {
      return of("randomAllocation")
          .with("steps", allocated.steps())
          .with(EVENT, written(allocated.event()));
    }
    throw notWritable(event);
  }

  private static JsonObject of(String kind) {
    return JsonObject.empty().with(KIND, kind);
  }

  private static PrivacyEvent read(JsonObject json) {
    String kind = json.text(KIND);
    return switch (kind) {
      case "gaussian" -> new GaussianEvent(json.number("noiseMultiplier"));
      case "laplace" -> new LaplaceEvent(json.number("noiseMultiplier"));
      case "nonPrivate" -> new NonPrivateEvent();
      case "noOp" -> new NoOpEvent();
      case "selfComposed" -> new SelfComposedEvent(inner(json), json.count("count"));
      case "composed" -> new ComposedEvent(readAll(json.objects("events")));
      case "poissonSampled" ->
          new PoissonSampledEvent(json.number("samplingProbability"), inner(json));
      case "truncatedPoissonSampled" ->
          new TruncatedPoissonSampledEvent(
              json.count("datasetSize"),
              json.number("samplingProbability"),
              json.count("maxBatchSize"),
              inner(json));
      case "fixedSizeSampled" ->
          new FixedSizeSampledEvent(
              json.count("datasetSize"), json.count("batchSize"), inner(json));
      case "randomAllocation" -> new RandomAllocationEvent(json.count("steps"), inner(json));
      default ->
          throw new IllegalArgumentException(
              "the kind of an event must be one that this version knows, but is " + kind);
    };
  }

  private static PrivacyEvent inner(JsonObject json) {
    return read(json.object(EVENT));
  }

  private static List<PrivacyEvent> readAll(List<JsonObject> events) {
    return events.stream().map(EventJson::read).toList();
  }
}
