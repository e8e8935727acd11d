package io.dptrain.core.internal.graph.loss;

import io.dptrain.core.graph.GraphFinding.Kind;
import io.dptrain.core.graph.PrivacyProofException;
import io.dptrain.core.internal.graph.Graphs;
import io.dptrain.core.internal.graph.PublicInputs;
import io.dptrain.core.internal.graph.axis.Arrangement;
import io.dptrain.core.internal.graph.loss.LossTerms.Term;
import io.dptrain.core.internal.graph.op.OpRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TFloating;

/**
 * What a loss is computed from, found without following the examples: for a model that is run on
 * each example alone.
 *
 * @param entries the loss before a mean or sum over the batch was taken. <b>Shape</b> {@code
 *     [batch]}
 * @param isMean whether the loss was a mean over the batch, and not a sum or given per example
 * @param regularizers the parts that see no data
 * @param dataInputs the placeholders that take examples
 * @param publicInputs the declared public placeholders among its inputs
 * @param variables the variables it is computed from
 */
public record LossInputs<T extends TFloating>(
    Output<T> entries,
    boolean isMean,
    List<Regularizer<T>> regularizers,
    List<Output<?>> dataInputs,
    List<Output<?>> publicInputs,
    List<Output<?>> variables) {

  /**
   * Looks at everything behind a loss. Adds operations if the loss has several parts.
   *
   * @param loss of which {@link io.dptrain.core.internal.graph.DataInputs#findings} finds nothing
   * @param rowsPerUnit how many rows are one privacy unit
   * @throws PrivacyProofException if there is not one entry per row
   */
  public static <T extends TFloating> LossInputs<T> of(
      Ops tf, Output<T> loss, List<? extends Operand<?>> publicInputs, int rowsPerUnit) {
    LossTerms<T> parts = LossTerms.of(tf, loss, publicInputs, rowsPerUnit);
    Output<T> entries = entries(tf, parts);
    PublicInputs declared = PublicInputs.of(publicInputs);
    List<Output<?>> data = new ArrayList<>();
    List<Output<?>> known = new ArrayList<>();
    List<Output<?>> variables = new ArrayList<>();
    for (GraphOperation operation : Graphs.ancestorsInOrder(entries)) {
      if (OpRegistry.isVariable(operation.type())) {
        variables.add(operation.output(0));
      } else if (declared.takesData(operation)) {
        data.add(operation.output(0));
      } else if (declared.contains(operation)) {
        known.add(operation.output(0));
      }
    }
    boolean isMean = parts.reduction() == LossTerms.Reduction.MEAN;
    return new LossInputs<>(
        entries, isMean, regularizers(parts, rowsPerUnit), data, known, variables);
  }

  private static <T extends TFloating> Output<T> entries(Ops tf, LossTerms<T> parts) {
    List<Operand<T>> weighted = new ArrayList<>();
    for (Term<T> term : parts.terms()) {
      weighted.add(term.share().of(tf, rows(tf, term.entries())));
    }
    return (weighted.size() == 1 ? weighted.get(0) : tf.math.addN(weighted)).asOutput();
  }

  /** Entries with nothing but one axis of rows, perhaps among axes of size one. */
  private static <T extends TFloating> Operand<T> rows(Ops tf, Output<T> entries) {
    Shape shape = entries.shape();
    boolean areRows =
        !shape.isUnknown() && LongStream.of(shape.asArray()).filter(size -> size != 1).count() == 1;
    if (!areRows) {
      throw noExampleLoss(entries, "has shape " + shape + " instead of [batch]");
    }
    return Arrangement.reshape(tf, entries, -1);
  }

  /** With one entry per row, what every entry carries counts once. */
  private static <T extends TFloating> List<Regularizer<T>> regularizers(
      LossTerms<T> parts, int rowsPerUnit) {
    List<Regularizer<T>> regularizers = new ArrayList<>();
    for (LossTerms.Penalty<T> penalty : parts.penalties()) {
      boolean once = penalty.carrier().isEmpty() && parts.reduction() == LossTerms.Reduction.SUM;
      regularizers.add(new Regularizer<>(penalty.value(), once ? 1.0 / rowsPerUnit : 1, once));
    }
    return regularizers;
  }

  private static PrivacyProofException noExampleLoss(Output<?> loss, String reason) {
    return PrivacyProofException.of(
        Kind.NO_EXAMPLE_LOSS,
        loss.op(),
        reason,
        "pass the loss of shape [batch] of a model that is fed examples");
  }
}
