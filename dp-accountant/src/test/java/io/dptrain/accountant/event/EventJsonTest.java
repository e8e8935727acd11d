package io.dptrain.accountant.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Events come back as they were, or are refused. */
class EventJsonTest {
  static Stream<PrivacyEvent> events() {
    PrivacyEvent gaussian = new GaussianEvent(Math.nextUp(1.1));
    return Stream.of(
        gaussian,
        new GaussianEvent(Double.MIN_VALUE),
        new GaussianEvent(0),
        new LaplaceEvent(1.0 / 3),
        new NonPrivateEvent(),
        new NoOpEvent(),
        new SelfComposedEvent(gaussian, 1L << 53),
        new SelfComposedEvent(new SelfComposedEvent(gaussian, 3), 0),
        new ComposedEvent(List.of()),
        new ComposedEvent(List.of(gaussian, new LaplaceEvent(2))),
        new PoissonSampledEvent(1 / 3.0, gaussian),
        new FixedSizeSampledEvent(60_000, 256, gaussian),
        new TruncatedPoissonSampledEvent(60_000, 256 / 60_000.0, 320, gaussian),
        new RandomAllocationEvent(234, gaussian),
        PrivacyEvent.adaptivelyClippedGaussian(0.01, 1.1, 7));
  }

  @ParameterizedTest
  @MethodSource("events")
  void read_whatWasWritten_isTheSame(PrivacyEvent event) {
    assertThat(EventJson.read(EventJson.write(event))).isEqualTo(event);
  }

  /** A kind that is added to the vocabulary and not here is found by this. */
  @Test
  void events_coverTheVocabulary() {
    assertThat(events().map(Object::getClass).distinct())
        .containsExactlyInAnyOrder(PrivacyEvent.class.getPermittedSubclasses());
  }

  @Test
  void write_deepNesting_canBeRead() {
    PrivacyEvent event = new GaussianEvent(1);
    for (int i = 0; i < 20; i++) {
      event = new SelfComposedEvent(event, 1);
    }
    assertThat(EventJson.read(EventJson.write(event))).isEqualTo(event);
  }

  @ParameterizedTest
  @ValueSource(ints = {13, 40, 100_000})
  void requireWritable_tooDeepNesting_isRefused(int levels) {
    List<UnaryOperator<PrivacyEvent>> kinds =
        List.of(
            inner -> new SelfComposedEvent(inner, 1),
            inner -> new ComposedEvent(List.of(new NoOpEvent(), inner)),
            inner -> new PoissonSampledEvent(0.5, inner),
            inner -> new TruncatedPoissonSampledEvent(10, 0.5, 8, inner),
            inner -> new FixedSizeSampledEvent(10, 2, inner),
            inner -> new RandomAllocationEvent(10, inner));
    for (UnaryOperator<PrivacyEvent> kind : kinds) {
      PrivacyEvent event = new GaussianEvent(1);
      for (int i = 1; i < levels; i++) {
        event = kind.apply(event);
      }
      PrivacyEvent nested = event;
      assertThatThrownBy(() -> EventJson.requireWritable(nested))
          .hasMessage(
              "an event must have at most 12 levels of events in events, but has more; compose it"
                  + " flat");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"kind\":\"shuffled\"}",
        "{\"kind\":\"gaussian\"}",
        "{\"kind\":\"gaussian\",\"noiseMultiplier\":-1}",
        "{\"kind\":\"gaussian\",\"noiseMultiplier\":\"1\"}",
        "{\"kind\":\"selfComposed\",\"count\":1.5,\"event\":{\"kind\":\"noOp\"}}",
        "{\"kind\":\"selfComposed\",\"count\":1,\"event\":[]}",
        "{\"kind\":\"poissonSampled\",\"samplingProbability\":2,\"event\":{\"kind\":\"noOp\"}}",
        "{}",
        "gaussian",
      })
  void read_anythingElse_isRefused(String text) {
    assertThatThrownBy(() -> EventJson.read(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
