package io.dptrain.core.gradient;

import io.dptrain.core.graph.ExampleAnalysis;
import io.dptrain.core.graph.ExampleAxis;
import io.dptrain.core.graph.GraphFinding;
import io.dptrain.core.graph.LossTerms;
import io.dptrain.core.graph.PrivacyProofException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TFloating;

/**
 * The loss of each privacy unit, out of whatever loss the model has.
 *
 * <p><b>Formula</b>: a model whose loss is a mean over everything is trained on the mean over
 * units; one whose loss is a sum, or is given per example, on the mean over units of the sum of
 * what belongs to a unit, averaged over the rows of the unit.
 *
 * @param entries the loss, with one entry or more for each unit
 * @param scale what to multiply the sum of a unit's entries with
 * @param regularizers scalars that see no data; their gradient is added after the noise
 * @param analysis where the units lie on the way to the entries
 */
public record ExampleLoss<T extends TFloating>(
    Output<T> entries, double scale, List<Output<T>> regularizers, ExampleAnalysis analysis) {

  /**
   * Takes a loss apart and analyzes it. Adds operations only if it has several parts.
   *
   * @param loss {@code [batch]}, more entries per example, or their mean or sum
   * @throws PrivacyProofException if examples mix, or if the loss is neither
   */
  public static <T extends TFloating> ExampleLoss<T> of(
      Ops tf, Output<T> loss, List<? extends Operand<?>> publicInputs, int rowsPerUnit) {
    LossTerms<T> parts = LossTerms.of(tf, loss, publicInputs);
    if (parts.terms().isEmpty()) {
      throw noExampleLoss(loss, "sees no data", "pass the loss of a model that is fed examples");
    }
    LossTerms.Term<T> first = parts.terms().get(0);
    if (parts.terms().size() == 1 && first.factor().isEmpty()) {
      ExampleAnalysis analysis = ExampleAnalysis.of(first.entries(), publicInputs, rowsPerUnit);
      return new ExampleLoss<>(
          first.entries(), scale(first, analysis), parts.regularizers(), analysis);
    }
    List<Operand<T>> perUnit = new ArrayList<>();
    for (LossTerms.Term<T> term : parts.terms()) {
      ExampleAnalysis analysis = ExampleAnalysis.of(term.entries(), publicInputs, rowsPerUnit);
      perUnit.add(perUnit(tf, term, analysis));
    }
    Output<T> total = (perUnit.size() == 1 ? perUnit.get(0) : tf.math.addN(perUnit)).asOutput();
    ExampleAnalysis analysis = ExampleAnalysis.of(total, publicInputs, rowsPerUnit);
    return new ExampleLoss<>(total, 1, parts.regularizers(), analysis);
  }

  /** One entry per unit. <b>Shape</b> {@code [batch]}. */
  private static <T extends TFloating> Operand<T> perUnit(
      Ops tf, LossTerms.Term<T> term, ExampleAnalysis analysis) {
    Operand<T> entries = term.entries();
    ExampleAxis examples = examplesOf(term, analysis);
    List<Integer> rest =
        IntStream.range(0, entries.shape().numDimensions())
            .filter(axis -> axis != examples.axis())
            .boxed()
            .toList();
    Operand<T> arranged = Arrangement.arrange(tf, entries, examples, rest, List.of());
    Operand<T> sums = tf.reduceSum(arranged, tf.constant(new int[] {1, 2}));
    Operand<T> scaled = tf.math.mul(sums, Rows.constant(tf, scale(term, analysis), sums));
    return term.factor().<Operand<T>>map(by -> tf.math.mul(scaled, by)).orElse(scaled);
  }

  private static <T extends TFloating> double scale(
      LossTerms.Term<T> term, ExampleAnalysis analysis) {
    ExampleAxis examples = examplesOf(term, analysis);
    if (!term.isMean()) {
      return 1.0 / analysis.rowsPerUnit();
    }
    Shape shape = term.entries().shape();
    long entries = examples.outer() * examples.inner();
    for (int axis = 0; axis < shape.numDimensions(); axis++) {
      entries *= axis == examples.axis() ? 1 : shape.get(axis);
    }
    return 1.0 / entries;
  }

  private static <T extends TFloating> ExampleAxis examplesOf(
      LossTerms.Term<T> term, ExampleAnalysis analysis) {
    ExampleAxis examples =
        analysis
            .exampleAxis(term.entries())
            .orElseThrow(
                () ->
                    noExampleLoss(
                        term.entries(), "has no example axis", "pass a loss per example"));
    if (!Arrangement.isStatic(term.entries().shape(), examples)) {
      throw noExampleLoss(
          term.entries(),
          "is a loss of shape "
              + term.entries().shape()
              + ", whose entries per example are unknown",
          "give every axis but that of the examples a static size");
    }
    return examples;
  }

  private static PrivacyProofException noExampleLoss(Output<?> loss, String reason, String fix) {
    return new PrivacyProofException(
        new GraphFinding(
            GraphFinding.Kind.NO_EXAMPLE_LOSS, loss.op().name(), loss.op().type(), reason, fix));
  }
}
