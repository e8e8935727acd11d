package io.dptrain.core.internal.graph.loss;

import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TFloating;

/**
 * A loss taken apart: what belongs to examples, without the mean or sum over the batch that was put
 * on top of it, and penalties, which see no data.
 *
 * <p>Followed from the scalar down: {@code Mean} and {@code Sum} over all axes, a sum divided by
 * the number of its entries (as the losses of tensorflow-framework write a mean), sums and
 * differences of such, and products with what sees no data. Anything else over the batch is
 * refused: it is not a mean over examples.
 *
 * @param reduction how the entries become the loss; the same for all terms
 * @param terms the parts of the loss that see data, before they are averaged; may be empty
 * @param penalties the parts that see no data
 */
record LossTerms<T extends TFloating>(
    Reduction reduction, List<Term<T>> terms, List<Penalty<T>> penalties) {

  /** How entries become a loss. */
  public enum Reduction {
    /** They are the loss. */
    NONE,
    /** The loss is their mean. */
    MEAN,
    /** The loss is their sum. */
    SUM
  }

  /**
   * One part of a loss that sees data.
   *
   * @param entries one entry or more for each example
   * @param factor what the entries are multiplied with, a scalar that sees no data; empty for one
   */
  public record Term<T extends TFloating>(Output<T> entries, Optional<Operand<T>> factor) {}

  /**
   * One part of a loss that sees no data.
   *
   * @param value a scalar
   * @param carrier the entries of a term, if the value is added to each of them before the
   *     reduction, rather than once after it
   */
  public record Penalty<T extends TFloating>(Output<T> value, Optional<Output<T>> carrier) {}

  /** Copies the lists. */
  public LossTerms {
    terms = List.copyOf(terms);
    penalties = List.copyOf(penalties);
  }

  /**
   * Takes a loss apart. Adds operations where factors and signs have to be carried along.
   *
   * @param loss a scalar, or one entry or more for each example
   * @param publicInputs placeholders that hold nothing private
   * @throws io.dptrain.core.graph.PrivacyProofException if a scalar is computed from data in
   *     another way, or if no part sees data
   */
  public static <T extends TFloating> LossTerms<T> of(
      Ops tf, Output<T> loss, List<? extends Operand<?>> publicInputs) {
    return new LossReader<T>(tf, publicInputs).read(loss);
  }
}
