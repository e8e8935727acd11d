package io.dptrain.core.internal.sums;

import io.dptrain.core.graph.GraphFinding;
import io.dptrain.core.graph.PrivacyProofException;
import io.dptrain.core.internal.UnitSize;
import io.dptrain.core.internal.gradient.SiteGradients;
import io.dptrain.core.internal.graph.DataInputs;
import io.dptrain.core.internal.graph.ForeignInputs;
import io.dptrain.core.internal.graph.Graphs;
import io.dptrain.core.internal.graph.MendedGraph;
import io.dptrain.core.internal.graph.PublicInputs;
import io.dptrain.core.internal.graph.UnitInputs;
import io.dptrain.core.internal.graph.Variables;
import io.dptrain.core.internal.graph.axis.ExampleAxis;
import io.dptrain.core.internal.graph.flow.ExampleAnalysis;
import io.dptrain.core.internal.graph.loss.ExampleLoss;
import io.dptrain.core.internal.graph.loss.LossForm;
import io.dptrain.core.internal.graph.loss.LossInputs;
import io.dptrain.core.internal.graph.loss.PlainLoss;
import io.dptrain.core.internal.graph.loss.Regularization;
import io.dptrain.core.internal.graph.loss.RowWeights;
import io.dptrain.core.internal.graph.op.OpRegistry;
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
 * Finds out what a model is: follows its examples, or, where that is not possible, has it run on
 * each privacy unit alone.
 *
 * @param tf where the backward pass is added
 * @param loss what is to be minimized, in any of the forms that {@link
 *     io.dptrain.core.optimizer.DpOptimizer#minimize} takes
 * @param publicInputs the placeholders that hold nothing private
 * @param size how many consecutive rows are one privacy unit
 * @param trained the variables to train; empty for all that the loss is computed from
 */
record ModelReader<T extends TFloating>(
    Ops tf,
    Output<T> loss,
    List<Operand<?>> publicInputs,
    UnitSize size,
    Collection<Output<T>> trained) {
  private static final System.Logger LOG = System.getLogger(PrivateModel.class.getName());

  /**
   * Analyzes the loss and adds the backward pass to its graph.
   *
   * @throws PrivacyProofException if the graph cannot be shown to be private
   */
  PrivateModel<T> read() {
    requireFloating(loss);
    trained.forEach(ModelReader::requireVariable);
    requireDataInputs();
    Output<T> plain = PlainLoss.of(tf, loss, publicInputs);
    PrivateModel<T> model =
        new ModelReader<>(tf, plain, publicInputs, size, trained).followedOrMapped();
    model.dataInputs().forEach(ModelReader::requireNumbers);
    return model;
  }

  /** Says what is wrong with the placeholders, and what would be once they are mended. */
  private void requireDataInputs() {
    PublicInputs declared = PublicInputs.of(publicInputs);
    List<GraphFinding> findings = DataInputs.findings(loss, declared);
    if (findings.isEmpty()) {
      return;
    }
    Set<GraphFinding> all = new LinkedHashSet<>(findings);
    MendedGraph.of(loss, declared)
        .ifPresent(
            mended -> {
              try (mended) {
                all.addAll(findingsIn(mended));
              }
            });
    throw new PrivacyProofException(List.copyOf(all));
  }

  /** What is wrong with the copy, which is thrown away, so that nothing is accepted by it. */
  private List<GraphFinding> findingsIn(MendedGraph mended) {
    Ops ops = Ops.create(mended.graph()).withSubScope("dptrain");
    List<Operand<?>> known = mended.publicInputs();
    List<Output<T>> variables =
        trained.stream().flatMap(variable -> inside(mended, variable).stream()).toList();
    try {
      Output<T> plain = PlainLoss.of(ops, inside(mended, loss).orElseThrow(), known);
      new ModelReader<>(ops, plain, known, size, variables).followed();
      return List.of();
    } catch (PrivacyProofException e) {
      // What is not followed alone would be mapped, and not refused.
      return isNotFollowedAlone(e) ? List.of() : e.findings();
    } catch (RuntimeException e) { // the exceptions of TensorFlow have no other common type
      // The program does not fit to the new shapes: its placeholders are what can be told.
      LOG.log(Level.DEBUG, "the program with mended placeholders was not looked at", e);
      return List.of();
    }
  }

  @SuppressWarnings("unchecked") // a copy has the type of what it is a copy of
  private static <T extends TFloating> Optional<Output<T>> inside(
      MendedGraph mended, Output<T> tensor) {
    return mended.inside(tensor).map(found -> (Output<T>) found);
  }

  private static boolean isNotFollowedAlone(PrivacyProofException refusal) {
    return refusal.findings().stream()
        .allMatch(finding -> finding.kind() == GraphFinding.Kind.NOT_FOLLOWED);
  }

  private PrivateModel<T> followedOrMapped() {
    try {
      return followed();
    } catch (PrivacyProofException e) {
      if (!isNotFollowedAlone(e)) {
        throw e;
      }
      LOG.log(
          Level.WARNING,
          "the model is run on each example alone, which is slow, because an operation cannot be"
              + " followed: "
              + e.getMessage());
      return mapped(e);
    }
  }

  private PrivateModel<T> followed() {
    ExampleLoss<T> found = ExampleLoss.of(tf, loss, publicInputs, size);
    ExampleAnalysis analysis = found.analysis();
    Regularization<T> regularization = Regularization.of(found.regularizers(), publicInputs);
    SiteGradients<T> gradients =
        SiteGradients.of(
            tf, found.entries(), found.scale(), analysis, chosen(analysis.variables()));
    return new PrivateModel<>(
        found.entries(),
        analysis.exampleAxis(found.entries()).orElseThrow(),
        found.scale(),
        found.form(),
        regularization,
        gradients,
        analysis.dataInputs(),
        found.rowWeights(),
        union(analysis.usedPublicInputs(), regularization.publicInputs()),
        analysis.bytesPerUnit() + gradients.bytesPerUnit(),
        Optional.empty());
  }

  private PrivateModel<T> mapped(PrivacyProofException reason) {
    LossInputs<T> inputs = LossInputs.of(tf, loss, publicInputs, size.most());
    Regularization<T> regularization = Regularization.of(inputs.regularizers(), publicInputs);
    Optional<RowWeights<T>> weights =
        size.varies()
            ? Optional.of(RowWeights.create(tf, loss.type(), size.most()))
            : Optional.empty();
    Output<T> entries =
        weights.map(own -> own.weighted(tf, inputs.entries())).orElse(inputs.entries());
    List<Output<?>> data = new ArrayList<>(inputs.dataInputs());
    weights.ifPresent(own -> data.add(own.placeholder()));
    double scale = size.varies() ? 1 : 1.0 / size.most();
    UnitInputs units = new UnitInputs(data, inputs.publicInputs(), size.most(), scale);
    SiteGradients<T> gradients =
        SiteGradients.mapped(tf, entries, units, chosen(inputs.variables()));
    return new PrivateModel<>(
        entries,
        new ExampleAxis(0, 1, size.most()),
        scale,
        LossForm.ofMapped(loss, inputs.isMean()),
        regularization,
        gradients,
        units.data(),
        weights,
        union(inputs.publicInputs(), regularization.publicInputs()),
        gradients.bytesOfOneGradient(),
        Optional.of(reason));
  }

  private Collection<? extends Output<?>> chosen(Collection<? extends Output<?>> all) {
    return trained.isEmpty() ? all : trained;
  }

  private static List<Output<?>> union(
      Collection<? extends Output<?>> some, Collection<? extends Output<?>> others) {
    Set<Output<?>> all = new LinkedHashSet<>(some);
    all.addAll(others);
    return List.copyOf(all);
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
    if (!Variables.isVariable(trained.op())) {
      Graphs.ancestorsInOrder(trained).stream()
          .filter(source -> OpRegistry.isResourceVariable(source.type()))
          .findFirst()
          .flatMap(ForeignInputs::finding)
          .ifPresent(
              finding -> {
                throw new PrivacyProofException(finding);
              });
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
