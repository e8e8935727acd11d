package io.dptrain.core.optimizer;

import io.dptrain.core.gradient.VariableExplanation;
import io.dptrain.core.graph.PublicValue;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How a model is trained privately: what the loss was taken for, and for each variable where it is
 * used, which rule gives its gradient and what that costs.
 *
 * @param loss what is minimized, in words
 * @param variables one entry for each trained variable
 * @param bytesPerExample about what one example leaves in memory, forward and for its norms
 * @param physicalBatchSize the most examples that are computed at once
 * @param fallback why the model is run on each example alone, if it is
 * @param takenAsPublic constants that are large enough to hold data, and variables that are not
 *     trained: they are not hidden, so they must hold nothing private
 * @param notPrivateOutput variables of the graph that something writes from data, neither clipped
 *     nor noised, such as metrics and averages: their values must not be shown
 */
public record ModelExplanation(
    String loss,
    List<VariableExplanation> variables,
    long bytesPerExample,
    int physicalBatchSize,
    Optional<String> fallback,
    List<PublicValue> takenAsPublic,
    List<String> notPrivateOutput) {

  /** One line for each thing. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("loss: ").append(loss).append('\n');
    variables.forEach(variable -> text.append(variable).append('\n'));
    text.append(
        String.format(
            Locale.ROOT,
            "memory: about %,d bytes per example, at most %,d examples at once\n",
            bytesPerExample,
            physicalBatchSize));
    fallback.ifPresent(
        reason -> text.append("run on each example alone: ").append(reason).append('\n'));
    takenAsPublic.forEach(value -> text.append("taken as public: ").append(value).append('\n'));
    notPrivateOutput.forEach(
        variable -> text.append("not private output: ").append(variable).append('\n'));
    return text.toString();
  }
}
