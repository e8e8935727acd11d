package io.dptrain.core.stability.monitor;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What was measured in one step: the loss, and the L2 norm of the gradient and of the value of each
 * variable, all before the update of that step.
 *
 * <p>Each number carries its mark. The loss and the gradient of private data are {@link
 * Privacy#NOT_PRIVATE} unless they were noised. The parameters of a run that is private are a
 * release that its ledger counts, so their norms alone may be {@link Privacy#PUBLIC}: {@link
 * #ofParameters}.
 *
 * @param loss empty if it was not measured
 * @param gradientNorms one for each variable, named after it; empty if they were not measured
 * @param parameterNorms one for each variable, named after it; empty if they were not measured
 */
public record Observation(
    long step,
    Optional<Measured> loss,
    List<Measured> gradientNorms,
    List<Measured> parameterNorms) {

  public Observation {
    if (step < 0) {
      throw new IllegalArgumentException("step must be zero or positive, but is " + step);
    }
    gradientNorms = List.copyOf(gradientNorms);
    parameterNorms = List.copyOf(parameterNorms);
  }

  /** Statistics that all carry the same mark. */
  public static Observation of(
      long step,
      double loss,
      Map<String, Double> gradientNorms,
      Map<String, Double> parameterNorms,
      Privacy privacy) {
    return new Observation(
        step,
        Optional.of(new Measured("loss", loss, privacy)),
        marked(gradientNorms, privacy),
        marked(parameterNorms, privacy));
  }

  /** The worst mark of all numbers. */
  Privacy privacy() {
    return Stream.of(loss.stream(), gradientNorms.stream(), parameterNorms.stream())
        .flatMap(Function.identity())
        .map(Measured::privacy)
        .reduce(Privacy.PUBLIC, Privacy::with);
  }

  /** The same numbers, none of them marked better than a mark. */
  Observation with(Privacy privacy) {
    return new Observation(
        step,
        loss.map(measured -> measured.with(privacy)),
        gradientNorms.stream().map(measured -> measured.with(privacy)).toList(),
        parameterNorms.stream().map(measured -> measured.with(privacy)).toList());
  }

  /** The norms of parameters alone. */
  public static Observation ofParameters(
      long step, Map<String, Double> parameterNorms, Privacy privacy) {
    return new Observation(step, Optional.empty(), List.of(), marked(parameterNorms, privacy));
  }

  /** The L2 norm of the gradient of all variables together; empty if it was not measured. */
  public Optional<Measured> gradientNorm() {
    return total("gradient norm", gradientNorms);
  }

  /** The L2 norm of all variables together; empty if it was not measured. */
  public Optional<Measured> parameterNorm() {
    return total("parameter norm", parameterNorms);
  }

  private static List<Measured> marked(Map<String, Double> values, Privacy privacy) {
    return values.entrySet().stream()
        .map(entry -> new Measured(entry.getKey(), entry.getValue(), privacy))
        .toList();
  }

  private static Optional<Measured> total(String name, List<Measured> norms) {
    double squares = norms.stream().mapToDouble(norm -> norm.value() * norm.value()).sum();
    return norms.stream()
        .map(Measured::privacy)
        .reduce(Privacy::with)
        .map(privacy -> new Measured(name, Math.sqrt(squares), privacy));
  }
}
