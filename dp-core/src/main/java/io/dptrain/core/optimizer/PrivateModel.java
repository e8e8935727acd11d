package io.dptrain.core.optimizer;

import io.dptrain.core.gradient.ExampleLoss;
import io.dptrain.core.gradient.PerExampleGradients;
import io.dptrain.core.graph.ExampleAnalysis;
import io.dptrain.core.graph.GraphFinding;
import io.dptrain.core.graph.LossInputs;
import io.dptrain.core.graph.PrivacyProofException;
import io.dptrain.core.graph.UnitInputs;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TString;
import org.tensorflow.types.family.TFloating;

/**
 * What was found out about a model: its loss per privacy unit and the gradients of that.
 *
 * @param loss one entry or more for each unit
 * @param scale what the sum of a unit's entries is multiplied with
 * @param regularization what sees no data
 * @param gradients the per-example gradients of the trained variables
 * @param dataInputs the placeholders that take examples
 * @param publicInputs the other placeholders that the loss is computed from
 * @param bytesPerUnit about what one unit leaves in memory, forward and for its norms
 * @param fallback why the model is run on each unit alone, if it is
 */
record PrivateModel<T extends TFloating>(
    Output<T> loss,
    double scale,
    Regularization<T> regularization,
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
    trained.forEach(PrivateModel::requireVariable);
    PrivateModel<T> model = followedOrMapped(tf, loss, publicInputs, rowsPerUnit, trained);
    model.dataInputs().forEach(PrivateModel::requireNumbers);
    return model;
  }

  private static <T extends TFloating> PrivateModel<T> followedOrMapped(
      Ops tf,
      Output<T> loss,
      List<Operand<?>> publicInputs,
      int rowsPerUnit,
      Collection<Output<T>> trained) {
    try {
      return followed(tf, loss, publicInputs, rowsPerUnit, trained);
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
      Ops tf,
      Output<T> loss,
      List<Operand<?>> publicInputs,
      int rowsPerUnit,
      Collection<Output<T>> trained) {
    ExampleLoss<T> found = ExampleLoss.of(tf, loss, publicInputs, rowsPerUnit);
    ExampleAnalysis analysis = found.analysis();
    Regularization<T> regularization = Regularization.of(found.regularizers(), publicInputs);
    PerExampleGradients<T> gradients =
        PerExampleGradients.of(
            tf, found.entries(), found.scale(), analysis, chosen(trained, analysis.variables()));
    return new PrivateModel<>(
        found.entries(),
        found.scale(),
        regularization,
        gradients,
        analysis.dataInputs(),
        union(analysis.usedPublicInputs(), regularization.publicInputs()),
        analysis.bytesPerUnit() + gradients.bytesPerUnit(),
        Optional.empty());
  }

  private static <T extends TFloating> PrivateModel<T> mapped(
      Ops tf,
      Output<T> loss,
      List<Operand<?>> publicInputs,
      int rowsPerUnit,
      Collection<Output<T>> trained,
      PrivacyProofException reason) {
    LossInputs<T> inputs = LossInputs.of(tf, loss, publicInputs, rowsPerUnit);
    Regularization<T> regularization = Regularization.of(inputs.regularizers(), publicInputs);
    UnitInputs units = new UnitInputs(inputs.dataInputs(), inputs.publicInputs(), rowsPerUnit);
    PerExampleGradients<T> gradients =
        PerExampleGradients.mapped(
            tf, inputs.entries(), units, chosen(trained, inputs.variables()));
    return new PrivateModel<>(
        inputs.entries(),
        1.0 / rowsPerUnit,
        regularization,
        gradients,
        inputs.dataInputs(),
        union(inputs.publicInputs(), regularization.publicInputs()),
        bytesOfOneGradient(gradients),
        Optional.of(reason));
  }

  /** The loss and the regularizers: everything that gradients are computed from. */
  List<Output<?>> sources() {
    List<Output<?>> sources = new ArrayList<>(List.of(loss));
    regularization.regularizers().forEach(regularizer -> sources.add(regularizer.value()));
    return sources;
  }

  /** What is minimized, in words. */
  String describe(int rowsPerUnit) {
    int parts = regularization.regularizers().size();
    return "'%s' of shape %s, the sum of what belongs to one example%s times %s%s"
        .formatted(
            loss.op().name(),
            loss.shape(),
            rowsPerUnit == 1 ? "" : " (" + rowsPerUnit + " rows)",
            scale,
            parts == 0 ? "" : ", and " + parts + " regularizer(s) without clipping and noise");
  }

  private static Collection<? extends Output<?>> chosen(
      Collection<? extends Output<?>> trained, Collection<? extends Output<?>> all) {
    return trained.isEmpty() ? all : trained;
  }

  private static List<Output<?>> union(
      Collection<? extends Output<?>> some, Collection<? extends Output<?>> others) {
    Set<Output<?>> all = new LinkedHashSet<>(some);
    all.addAll(others);
    return List.copyOf(all);
  }

  private static long bytesOfOneGradient(PerExampleGradients<?> gradients) {
    return gradients.variables().stream()
        .mapToLong(variable -> variable.shape().size() * bytesOf(variable))
        .sum();
  }

  private static int bytesOf(Output<?> tensor) {
    return tensor.type().equals(TFloat64.class) ? Double.BYTES : Float.BYTES;
  }

  private static void requireFloating(Output<?> loss) {
    if (!loss.type().equals(TFloat32.class) && !loss.type().equals(TFloat64.class)) {
      throw refuse(
          GraphFinding.Kind.NO_EXAMPLE_LOSS,
          loss,
          "is a loss of type " + loss.type().getSimpleName(),
          "compute norms, sums and loss in TFloat32 or TFloat64");
    }
  }

  private static void requireVariable(Output<?> trained) {
    if (!ExampleAnalysis.isVariable(trained)) {
      throw refuse(
          GraphFinding.Kind.NOT_COVERED,
          trained,
          "is to be trained but is no variable",
          "pass what tf.variable(...) returned");
    }
  }

  /** Padding and single rows are copied byte by byte. */
  private static void requireNumbers(Output<?> input) {
    if (input.type().equals(TString.class)) {
      throw refuse(
          GraphFinding.Kind.NOT_FOLLOWED,
          input,
          "takes strings",
          "turn strings into numbers before they are fed");
    }
  }

  private static PrivacyProofException refuse(
      GraphFinding.Kind kind, Output<?> tensor, String reason, String fix) {
    return new PrivacyProofException(new GraphFinding(kind, tensor.op(), reason, fix));
  }
}
