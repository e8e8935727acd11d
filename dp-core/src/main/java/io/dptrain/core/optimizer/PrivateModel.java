package io.dptrain.core.optimizer;

import io.dptrain.core.gradient.ExampleLoss;
import io.dptrain.core.gradient.PerExampleGradients;
import io.dptrain.core.graph.ExampleAnalysis;
import io.dptrain.core.graph.GraphFinding;
import io.dptrain.core.graph.LossInputs;
import io.dptrain.core.graph.PrivacyProofException;
import io.dptrain.core.graph.UnitInputs;
import java.lang.System.Logger.Level;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TFloating;

/**
 * What was found out about a model: its loss per privacy unit and the gradients of that.
 *
 * @param loss one entry or more for each unit
 * @param scale what the sum of a unit's entries is multiplied with
 * @param regularizers scalars that see no data
 * @param gradients the per-example gradients of the trained variables
 * @param dataInputs the placeholders that take examples
 * @param publicInputs the other placeholders that the loss is computed from
 * @param bytesPerUnit about what the forward pass of one unit leaves in memory
 * @param fallback why the model is run on each unit alone, if it is
 */
record PrivateModel<T extends TFloating>(
    Output<T> loss,
    double scale,
    List<Output<T>> regularizers,
    PerExampleGradients<T> gradients,
    List<Output<?>> dataInputs,
    List<Output<?>> publicInputs,
    long bytesPerUnit,
    Optional<PrivacyProofException> fallback) {
  private static final System.Logger LOG = System.getLogger(PrivateModel.class.getName());

  /**
   * Analyzes a loss and adds the backward pass to its graph.
   *
   * @param trained the variables to train; empty for all that the loss is computed from
   * @throws PrivacyProofException if the graph cannot be shown to be private
   */
  static <T extends TFloating> PrivateModel<T> of(
      Ops tf,
      Output<T> loss,
      List<Operand<?>> publicInputs,
      int rowsPerUnit,
      Collection<Output<T>> trained) {
    requireFloating(loss);
    try {
      return followed(tf, ExampleLoss.of(tf, loss, publicInputs, rowsPerUnit), trained);
    } catch (PrivacyProofException e) {
      if (!e.findings().stream()
          .allMatch(finding -> finding.kind() == GraphFinding.Kind.NOT_FOLLOWED)) {
        throw e;
      }
      LOG.log(
          Level.WARNING,
          "the model is run on each example alone, which is slow, because an operation cannot be"
              + " followed: "
              + e.getMessage());
      return mapped(tf, loss, publicInputs, rowsPerUnit, trained, e);
    }
  }

  private static <T extends TFloating> PrivateModel<T> followed(
      Ops tf, ExampleLoss<T> loss, Collection<Output<T>> trained) {
    ExampleAnalysis analysis = loss.analysis();
    Collection<? extends Output<?>> variables = trained.isEmpty() ? analysis.variables() : trained;
    return new PrivateModel<>(
        loss.entries(),
        loss.scale(),
        loss.regularizers(),
        PerExampleGradients.of(tf, loss.entries(), loss.scale(), analysis, variables),
        analysis.dataInputs(),
        analysis.usedPublicInputs(),
        analysis.bytesPerUnit(),
        Optional.empty());
  }

  private static <T extends TFloating> PrivateModel<T> mapped(
      Ops tf,
      Output<T> loss,
      List<Operand<?>> publicInputs,
      int rowsPerUnit,
      Collection<Output<T>> trained,
      PrivacyProofException reason) {
    LossInputs<T> inputs = LossInputs.of(tf, loss, publicInputs);
    UnitInputs units =
        new UnitInputs(
            inputs.dataInputs(),
            inputs.publicInputs(),
            rowsPerUnit,
            UnitInputs.UnitLoss.MEAN_OF_ROWS);
    Collection<? extends Output<?>> variables = trained.isEmpty() ? inputs.variables() : trained;
    PerExampleGradients<T> gradients =
        PerExampleGradients.mapped(tf, inputs.entries(), units, variables);
    long bytes =
        gradients.variables().stream().mapToLong(variable -> variable.shape().size()).sum();
    return new PrivateModel<>(
        inputs.entries(),
        1.0 / rowsPerUnit,
        inputs.regularizers(),
        gradients,
        inputs.dataInputs(),
        inputs.publicInputs(),
        bytes * Float.BYTES,
        Optional.of(reason));
  }

  /** What is minimized, in words. */
  String describe(int rowsPerUnit) {
    return "'%s' of shape %s, the sum of what belongs to one example%s times %s%s"
        .formatted(
            loss.op().name(),
            loss.shape(),
            rowsPerUnit == 1 ? "" : " (" + rowsPerUnit + " rows)",
            scale,
            regularizers.isEmpty() ? "" : ", and " + regularizers.size() + " regularizer(s)");
  }

  private static void requireFloating(Output<?> loss) {
    if (!loss.type().equals(TFloat32.class) && !loss.type().equals(TFloat64.class)) {
      throw new PrivacyProofException(
          new GraphFinding(
              GraphFinding.Kind.NO_EXAMPLE_LOSS,
              loss.op().name(),
              loss.op().type(),
              "is a loss of type " + loss.type().getSimpleName(),
              "compute norms, sums and loss in TFloat32 or TFloat64"));
    }
  }
}
