package io.dptrain.core.gradient;

import java.util.List;
import java.util.Locale;
import org.tensorflow.ndarray.Shape;

/**
 * How the per-example gradient of one variable is computed.
 *
 * @param variable its name in the graph
 * @param shape its shape
 * @param uses where it meets data, in words
 * @param form how norms and sums are computed, in words
 * @param normMultiplications what the norms cost, per example
 */
public record VariableExplanation(
    String variable, Shape shape, List<String> uses, String form, long normMultiplications) {

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s %s: %s; %,d multiplications per example for its norm; used by %s",
        variable,
        shape,
        form,
        normMultiplications,
        String.join(", ", uses));
  }
}
