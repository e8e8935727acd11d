package io.dptrain.core.internal.graph.loss;

import io.dptrain.core.graph.GraphFinding;
import io.dptrain.core.graph.GraphFinding.Kind;
import io.dptrain.core.graph.PrivacyProofException;
import io.dptrain.core.internal.UnitSize;
import io.dptrain.core.internal.graph.axis.Arrangement;
import io.dptrain.core.internal.graph.axis.ExampleAxis;
import io.dptrain.core.internal.graph.axis.Rows;
import io.dptrain.core.internal.graph.flow.ExampleAnalysis;
import io.dptrain.core.internal.graph.loss.LossTerms.Reduction;
import io.dptrain.core.internal.graph.loss.LossTerms.Term;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TFloating;

/**
 * The loss of each privacy unit, out of whatever loss the model has.
 *
 * <p><b>Formula</b>: a model whose loss is a mean over everything is trained on the mean over
 * units; one whose loss is a sum, or is given per example, on the mean over units of the sum of
 * what belongs to a unit, averaged over the rows of the unit. Where units have different numbers of
 * rows, it is the mean over the rows that a unit has, of what belongs to each.
 *
 * @param entries the loss, with one entry or more for each unit
 * @param scale what to multiply the sum of a unit's entries with
 * @param form what the loss of the program is over its batch
 * @param regularizers what sees no data; their gradient is added after the noise
 * @param analysis where the units lie on the way to the entries
 * @param rowWeights what each row counts, if units have different numbers of rows
 */
public record ExampleLoss<T extends TFloating>(
    Output<T> entries,
    double scale,
    LossForm form,
    List<Regularizer<T>> regularizers,
    ExampleAnalysis analysis,
    Optional<RowWeights<T>> rowWeights) {

  /**
   * The loss of units of some size.
   *
   * @param loss {@code [batch]}, more entries per example, or their mean or sum
   * @throws PrivacyProofException as {@link #of(Ops, Output, List, int)} does, and where rows of a
   *     unit meet although units have different numbers of them: what a unit does not have would
   *     count there
   */
  public static <T extends TFloating> ExampleLoss<T> of(
      Ops tf, Output<T> loss, List<? extends Operand<?>> publicInputs, UnitSize size) {
    return size.varies()
        ? weighted(tf, loss, publicInputs, size.most())
        : of(tf, loss, publicInputs, size.most());
  }

  /** Each row is followed alone, and then each unit, whose rows are weighted and added up. */
  private static <T extends TFloating> ExampleLoss<T> weighted(
      Ops tf, Output<T> loss, List<? extends Operand<?>> publicInputs, int most) {
    ExampleLoss<T> rows = ofRows(tf, loss, publicInputs, most);
    RowWeights<T> weights = RowWeights.create(tf, loss.type(), most);
    Output<T> weighted = weights.weighted(tf, rows.perExample(tf));
    return new ExampleLoss<>(
        weighted,
        1,
        rows.form(),
        rows.regularizers().stream().map(penalty -> penalty.besideUnitsOf(most)).toList(),
        ExampleAnalysis.of(weighted, publicInputs, most),
        Optional.of(weights));
  }

  private static <T extends TFloating> ExampleLoss<T> ofRows(
      Ops tf, Output<T> loss, List<? extends Operand<?>> publicInputs, int most) {
    try {
      return of(tf, loss, publicInputs, 1);
    } catch (PrivacyProofException apart) {
      try {
        of(tf, loss, publicInputs, most);
      } catch (PrivacyProofException together) {
        throw apart; // what is wrong is wrong with units as well, or is mapped over them
      }
      throw meeting(apart, most);
    }
  }

  /** Followed for whole units and not for rows. */
  private static PrivacyProofException meeting(PrivacyProofException apart, int most) {
    GraphFinding first = apart.findings().get(0);
    return new PrivacyProofException(
        new GraphFinding(
            Kind.MIXES_EXAMPLES,
            first.operation(),
            first.type(),
            "lets rows of a unit meet, where one that a unit does not have would count",
            "let each row have a loss of its own, or give every unit as many rows and say"
                + " rowsPerUnit("
                + most
                + ")"));
  }

  /** One entry for each example. <b>Shape</b> {@code [batch]}. */
  private Operand<T> perExample(Ops tf) {
    ExampleAxis examples = analysis.exampleAxis(entries).orElseThrow();
    boolean isPlain =
        scale == 1 && entries.shape().numDimensions() == 1 && examples.equals(ExampleAxis.ROWS);
    return isPlain ? entries : UnitLosses.of(tf, entries, examples, scale);
  }

  /**
   * Takes a loss apart and analyzes it. Adds operations only if it has several parts or factors.
   *
   * @param loss {@code [batch]}, more entries per example, or their mean or sum
   * @throws PrivacyProofException if examples mix, or if the loss is none of these
   */
  public static <T extends TFloating> ExampleLoss<T> of(
      Ops tf, Output<T> loss, List<? extends Operand<?>> publicInputs, int rowsPerUnit) {
    LossTerms<T> parts = LossTerms.of(tf, loss, publicInputs, rowsPerUnit);
    Map<Output<T>, EntriesOfUnits<T>> byEntries = analyzed(parts, publicInputs, rowsPerUnit);
    List<Regularizer<T>> regularizers = regularizers(parts, byEntries, rowsPerUnit);
    Reduction reduction = parts.reduction();
    LossForm form = LossForm.of(loss, reduction == Reduction.MEAN, reduction != Reduction.NONE);
    Term<T> first = parts.terms().get(0);
    // Entries that are all of the loss are trained on as they are: no operation is added.
    EntriesOfUnits<T> entries = byEntries.get(first.entries());
    if (parts.terms().size() == 1 && first.share().factor().isEmpty() && entries.isShaped()) {
      double scale = entries.scale(parts.reduction()) * first.share().weight();
      return new ExampleLoss<>(
          first.entries(), scale, form, regularizers, entries.analysis(), Optional.empty());
    }
    List<Operand<T>> perUnit =
        parts.terms().stream()
            .map(term -> byEntries.get(term.entries()).perUnit(tf, term, parts.reduction()))
            .toList();
    Output<T> total = Rows.sum(tf, perUnit).asOutput();
    // The sum of the terms is a new tensor, which no analysis has seen yet.
    ExampleAnalysis analysis = ExampleAnalysis.of(total, publicInputs, rowsPerUnit);
    return new ExampleLoss<>(total, 1, form, regularizers, analysis, Optional.empty());
  }

  /** All terms are looked at, so that what is wrong with one does not hide what is with another. */
  private static <T extends TFloating> Map<Output<T>, EntriesOfUnits<T>> analyzed(
      LossTerms<T> parts, List<? extends Operand<?>> publicInputs, int rowsPerUnit) {
    Map<Output<T>, EntriesOfUnits<T>> byEntries = new HashMap<>();
    Set<GraphFinding> findings = new LinkedHashSet<>();
    for (Term<T> term : parts.terms()) {
      try {
        ExampleAnalysis analysis = ExampleAnalysis.of(term.entries(), publicInputs, rowsPerUnit);
        byEntries.put(term.entries(), new EntriesOfUnits<>(term.entries(), analysis));
      } catch (PrivacyProofException e) {
        findings.addAll(e.findings());
      }
    }
    if (!findings.isEmpty()) {
      throw new PrivacyProofException(List.copyOf(findings));
    }
    return byEntries;
  }

  /** A penalty keeps the proportion to the data that it has in the loss. */
  private static <T extends TFloating> List<Regularizer<T>> regularizers(
      LossTerms<T> parts, Map<Output<T>, EntriesOfUnits<T>> byEntries, int rowsPerUnit) {
    List<Regularizer<T>> regularizers = new ArrayList<>();
    for (LossTerms.Penalty<T> penalty : parts.penalties()) {
      double weight = 1;
      boolean oncePerBatch = false;
      if (parts.reduction() != Reduction.MEAN) {
        oncePerBatch = penalty.carrier().isEmpty();
        weight =
            penalty.carrier().map(entries -> (double) byEntries.get(entries).count()).orElse(1.0)
                / rowsPerUnit;
      }
      regularizers.add(new Regularizer<>(penalty.value(), weight, oncePerBatch));
    }
    return regularizers;
  }

  /**
   * Entries of a loss, and where the units lie among them.
   *
   * @param entries one or more for each unit
   * @param analysis the analysis of the entries
   */
  private record EntriesOfUnits<T extends TFloating>(Output<T> entries, ExampleAnalysis analysis) {

    /** What the sum of a unit's entries is multiplied with. */
    double scale(Reduction reduction) {
      return 1.0 / (reduction == Reduction.MEAN ? count() : analysis.rowsPerUnit());
    }

    /** How many entries belong to one unit. */
    long count() {
      return Arrangement.entriesPerExample(analysis.shape(entries), examples());
    }

    /** Whether TensorFlow itself knows their shape. */
    boolean isShaped() {
      return Arrangement.isStatic(entries.shape(), examples());
    }

    /** One entry per unit. <b>Shape</b> {@code [batch]}. */
    Operand<T> perUnit(Ops tf, Term<T> term, Reduction reduction) {
      Output<T> shaped = analysis.shaped(tf, entries).asOutput();
      return term.share().of(tf, UnitLosses.of(tf, shaped, examples(), scale(reduction)));
    }

    private ExampleAxis examples() {
      ExampleAxis examples =
          analysis
              .exampleAxis(entries)
              .orElseThrow(
                  () ->
                      PrivacyProofException.of(
                          Kind.NO_EXAMPLE_LOSS,
                          entries.op(),
                          "has no example axis",
                          "pass a loss per example"));
      if (!Arrangement.isStatic(analysis.shape(entries), examples)) {
        throw PrivacyProofException.of(
            Kind.NO_EXAMPLE_LOSS,
            entries.op(),
            "is a loss of shape "
                + analysis.shape(entries)
                + ", whose entries per example are unknown",
            "give every axis but that of the examples a static size");
      }
      return examples;
    }
  }
}
