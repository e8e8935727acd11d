package io.dptrain.examples.accounting;

import io.dptrain.examples.ArgumentText;
import io.dptrain.examples.Inputs;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * What was said of a run, by flags or in a row of a table. What goes with another sampler is
 * refused.
 *
 * @param named from a flag to what stood for it
 * @param given what was not left out
 */
record RunParts(
    UnaryOperator<String> named, SamplerChoice sampler, Map<RunPart, ? extends Number> given) {
  static final long MOST_STEPS = 1L << 53;

  RunParts {
    for (RunPart part : given.keySet()) {
      Inputs.require(
          sampler.parts().contains(part),
          "%s goes with %s %s, but the sampler is %s; give %s in its place, or %s %s"
              .formatted(
                  named.apply(part.flag()),
                  named.apply(SamplerChoice.NAME),
                  sampler.other(),
                  sampler,
                  String.join(" and ", names(named, sampler.parts())),
                  named.apply(SamplerChoice.NAME),
                  sampler.other()));
    }
  }

  private static List<String> names(UnaryOperator<String> named, List<RunPart> parts) {
    return parts.stream().map(part -> named.apply(part.flag())).toList();
  }

  private String names(String between, List<RunPart> parts) {
    return String.join(between, names(named, parts));
  }

  /** What the sampler needs and was left out. */
  List<RunPart> missing() {
    return sampler.parts().stream().filter(part -> !given.containsKey(part)).toList();
  }

  /** The names of these. */
  List<String> missingNames() {
    return names(named, missing());
  }

  /** The part that was left out, to be found for a given noise. */
  RunPart open() {
    List<RunPart> missing = missing();
    Inputs.require(
        !missing.isEmpty(),
        "%s leaves nothing to find beside %s; leave out %s or %s"
            .formatted(
                NoiseFlag.NAME,
                names(" and ", sampler.parts()),
                NoiseFlag.NAME,
                names(" or ", sampler.found())));
    Inputs.require(
        !missing.contains(RunPart.SAMPLING_PROBABILITY),
        ArgumentText.missing(names(named, List.of(RunPart.SAMPLING_PROBABILITY))));
    Inputs.require(missing.size() == 1, names(" and ", missing) + " are missing; add one of them");
    return missing.get(0);
  }

  /** The run, of which nothing may be missing. */
  Run run() {
    Inputs.require(missing().isEmpty(), ArgumentText.missing(missingNames()));
    return switch (sampler) {
      case POISSON -> new Run.Poisson(probability(), count(RunPart.STEPS));
      case RANDOM_ALLOCATION -> randomAllocation();
    };
  }

  private Run randomAllocation() {
    long stepsPerEpoch = count(RunPart.STEPS_PER_EPOCH);
    long epochs = count(RunPart.EPOCHS);
    Inputs.require(
        epochs <= MOST_STEPS / stepsPerEpoch,
        "%s times %s must be at most 2^53, but is %s x %s; lower them"
            .formatted(
                named.apply(RunFlags.STEPS_PER_EPOCH),
                named.apply(RunFlags.EPOCHS),
                stepsPerEpoch,
                epochs));
    return new Run.RandomAllocation(stepsPerEpoch, epochs);
  }

  /** Refuses an accountant that knows no bound for the sampler. */
  void requireCovered(AccountantChoice accountant) {
    Inputs.require(
        sampler.isCoveredBy(accountant),
        "%s %s knows no bound for %s %s; give %s %s"
            .formatted(
                named.apply(AnswerFlags.ACCOUNTANT),
                accountant,
                named.apply(SamplerChoice.NAME),
                sampler,
                named.apply(AnswerFlags.ACCOUNTANT),
                accountant.other()));
  }

  /** The same and a further part. */
  RunParts with(RunPart part, long value) {
    Map<RunPart, Number> all = new EnumMap<>(RunPart.class);
    all.putAll(given);
    all.put(part, value);
    return new RunParts(named, sampler, all);
  }

  double probability() {
    RunPart part = RunPart.SAMPLING_PROBABILITY;
    return Inputs.probability(named.apply(part.flag()), given.get(part).doubleValue());
  }

  /** A part that counts. */
  long count(RunPart part) {
    return Inputs.count(named.apply(part.flag()), given.get(part).longValue());
  }
}
