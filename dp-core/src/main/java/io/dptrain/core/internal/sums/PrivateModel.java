package io.dptrain.core.internal.sums;

import io.dptrain.core.graph.PrivacyProofException;
import io.dptrain.core.internal.UnitSize;
import io.dptrain.core.internal.gradient.SiteGradients;
import io.dptrain.core.internal.graph.axis.ExampleAxis;
import io.dptrain.core.internal.graph.loss.LossForm;
import io.dptrain.core.internal.graph.loss.Regularization;
import io.dptrain.core.internal.graph.loss.RowWeights;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TFloating;

/**
 * What was found out about a model: its loss per privacy unit and the gradients of that.
 *
 * @param loss one entry or more for each unit
 * @param lossAxis where the units lie in the loss
 * @param scale what the sum of a unit's entries is multiplied with
 * @param form what the loss of the program is over its batch
 * @param regularization what sees no data
 * @param gradients the per-example gradients of the trained variables
 * @param dataInputs the placeholders that take examples, and the weights of their rows if there are
 *     any
 * @param rowWeights what each row counts, if units have different numbers of rows
 * @param publicInputs the other placeholders that the loss is computed from
 * @param bytesPerUnit about what one unit leaves in memory, forward and for its norms
 * @param fallback why the model is run on each unit alone, if it is
 */
public record PrivateModel<T extends TFloating>(
    Output<T> loss,
    ExampleAxis lossAxis,
    double scale,
    LossForm form,
    Regularization<T> regularization,
    SiteGradients<T> gradients,
    List<Output<?>> dataInputs,
    Optional<RowWeights<T>> rowWeights,
    List<Output<?>> publicInputs,
    long bytesPerUnit,
    Optional<PrivacyProofException> fallback) {

  /**
   * Analyzes a loss and adds the backward pass to its graph.
   *
   * @param trained the variables to train; empty for all that the loss is computed from
   * @throws PrivacyProofException if the graph cannot be shown to be private
   */
  public static <T extends TFloating> PrivateModel<T> of(
      Ops tf,
      Output<T> loss,
      List<Operand<?>> publicInputs,
      UnitSize size,
      Collection<Output<T>> trained) {
    return new ModelReader<>(tf, loss, publicInputs, size, trained).read();
  }

  /** The placeholders that a feeder feeds rows to. */
  public List<Output<?>> rowInputs() {
    return dataInputs.stream()
        .filter(input -> rowWeights.stream().noneMatch(own -> own.placeholder().equals(input)))
        .toList();
  }

  /** The loss and the regularizers: everything that gradients are computed from. */
  public List<Output<?>> sources() {
    List<Output<?>> sources = new ArrayList<>(List.of(loss));
    regularization.regularizers().forEach(regularizer -> sources.add(regularizer.value()));
    return sources;
  }

  /**
   * What is minimized, in words.
   *
   * @param expectedBatchSize what the sum over the units of a batch is divided by
   */
  public String describe(UnitSize size, double expectedBatchSize) {
    int parts = regularization.regularizers().size();
    return "'%s' of shape %s, the sum of what belongs to one example%s times %s%s; %s"
        .formatted(
            loss.op().name(),
            loss.shape(),
            size.varies() || size.most() > 1 ? " (" + size + " rows)" : "",
            scale,
            parts == 0 ? "" : ", and " + parts + " regularizer(s) without clipping and noise",
            size.varies()
                ? form.learningRate(expectedBatchSize) + form.perRow()
                : form.learningRate(expectedBatchSize * size.most()));
  }
}
