package io.dptrain.examples.accounting;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Locale;

/** The ways to draw batches that {@code --sampler} names. */
enum SamplerChoice {
  /** Each example joins each batch by chance. */
  POISSON("Poisson"),

  /** Each example is in exactly one step of each epoch. */
  RANDOM_ALLOCATION("random allocation");

  static final String NAME = "--sampler";

  private final String words;

  SamplerChoice(String words) {
    this.words = words;
  }

  /** What says how long such a run is, and how much of the data a step sees. */
  List<RunPart> parts() {
    return switch (this) {
      case POISSON -> List.of(RunPart.SAMPLING_PROBABILITY, RunPart.STEPS);
      case RANDOM_ALLOCATION -> List.of(RunPart.STEPS_PER_EPOCH, RunPart.EPOCHS);
    };
  }

  /** Those of them that {@code dp calibrate} finds. */
  List<RunPart> found() {
    return parts().stream().filter(part -> part != RunPart.SAMPLING_PROBABILITY).toList();
  }

  SamplerChoice other() {
    return this == POISSON ? RANDOM_ALLOCATION : POISSON;
  }

  boolean isCoveredBy(AccountantChoice accountant) {
    return this == POISSON || accountant == AccountantChoice.PLD;
  }

  /** For sentences and tables. */
  String words() {
    return words;
  }

  /** As it is typed. */
  @JsonValue
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
