package io.dptrain.examples.accounting;

import io.dptrain.examples.ArgumentText;
import io.dptrain.examples.Inputs;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Option;

/** How much noise a run adds, how its batches are drawn and how many they are. */
final class RunFlags {
  static final String PROBABILITY = "--sampling-probability";
  static final String STEPS = "--steps";
  static final String STEPS_PER_EPOCH = "--steps-per-epoch";
  static final String EPOCHS = "--epochs";

  @Option(names = NoiseFlag.NAME, paramLabel = "S", description = NoiseFlag.TEXT)
  private Double noiseMultiplier;

  @Option(
      names = SamplerChoice.NAME,
      paramLabel = "NAME",
      description =
          "How batches are drawn: poisson, each example into each batch by chance, or"
              + " random-allocation, each into one step of each epoch. Default: poisson.")
  private SamplerChoice sampler;

  @Option(
      names = PROBABILITY,
      paramLabel = "Q",
      description = "Probability with which each example joins each batch; poisson.")
  private Double samplingProbability;

  @Option(names = STEPS, paramLabel = "T", description = "Number of updates; poisson.")
  private Long steps;

  @Option(
      names = STEPS_PER_EPOCH,
      paramLabel = "T",
      description = "Number of updates in an epoch; random-allocation.")
  private Long stepsPerEpoch;

  @Option(
      names = EPOCHS,
      paramLabel = "P",
      description = "Number of epochs, a begun one counted whole; random-allocation.")
  private Long epochs;

  boolean hasNoise() {
    return noiseMultiplier != null;
  }

  double noiseMultiplier() {
    return Inputs.nonNegative(NoiseFlag.NAME, noiseMultiplier);
  }

  /** What was typed of the run but for its noise. */
  RunParts parts() {
    return new RunParts(
        UnaryOperator.identity(), sampler == null ? SamplerChoice.POISSON : sampler, given());
  }

  private Map<RunPart, Number> given() {
    Map<RunPart, Number> given = new EnumMap<>(RunPart.class);
    given.put(RunPart.SAMPLING_PROBABILITY, samplingProbability);
    given.put(RunPart.STEPS, steps);
    given.put(RunPart.STEPS_PER_EPOCH, stepsPerEpoch);
    given.put(RunPart.EPOCHS, epochs);
    given.values().removeIf(Objects::isNull);
    return given;
  }

  /**
   * The run, of which nothing may be missing, its noise included.
   *
   * @param other a further flag that the command needs, to be named with those that are missing
   * @param value of that; null if it is missing
   * @param alternative what else may be done, as the end of a sentence
   */
  Run run(AccountantChoice accountant, String other, Double value, String alternative) {
    RunParts parts = parts();
    parts.requireCovered(accountant);
    List<String> missing = new ArrayList<>(hasNoise() ? List.of() : List.of(NoiseFlag.NAME));
    missing.addAll(parts.missingNames());
    if (value == null) {
      missing.add(other);
    }
    Inputs.require(missing.isEmpty(), ArgumentText.missing(missing) + alternative);
    return parts.run();
  }

  /** The flags of these that were typed. */
  List<String> typed() {
    List<String> typed = new ArrayList<>(hasNoise() ? List.of(NoiseFlag.NAME) : List.of());
    if (sampler != null) {
      typed.add(SamplerChoice.NAME);
    }
    given().keySet().forEach(part -> typed.add(part.flag()));
    return typed;
  }
}
