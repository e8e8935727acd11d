package io.dptrain.core.internal.graph.loss;

import io.dptrain.core.internal.Scalars;
import io.dptrain.core.internal.graph.flow.ExampleAnalysis;
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
 * <p>Followed from the loss down, as far as the sizes of tensors do not depend on the batch: {@code
 * Mean} and {@code Sum} over the batch, whatever axes they keep, a sum, or what is made of sums
 * alone, divided by the number of its entries (as the losses of tensorflow-framework write a mean)
 * or of the rows, sums and differences of such, and products with what sees no data. Several
 * entries that are left count as their sum, as for any optimizer. Anything else over the batch is
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
   * @param share what the entries count
   */
  public record Term<T extends TFloating>(Output<T> entries, Share<T> share) {}

  /**
   * What a part of a loss is multiplied with.
   *
   * @param factor a scalar that sees no data; empty for one
   * @param weight a number, such as how many means were added up: a mean over axis 0 of {@code
   *     [batch, k]} has {@code k} entries, and their sum is {@code k} times the mean of all
   */
  public record Share<T extends TFloating>(Optional<Operand<T>> factor, double weight) {

    static <T extends TFloating> Share<T> one() {
      return new Share<>(Optional.empty(), 1);
    }

    /** The share multiplied with a scalar. */
    Share<T> times(Ops tf, Operand<T> by) {
      return new Share<>(
          Optional.of(factor.<Operand<T>>map(own -> tf.math.mul(own, by)).orElse(by)), weight);
    }

    /** The share multiplied with a number. */
    Share<T> times(double by) {
      return new Share<>(factor, weight * by);
    }

    /** A tensor that is multiplied with the share. */
    Operand<T> of(Ops tf, Operand<T> value) {
      Operand<T> weighted =
          weight == 1 ? value : tf.math.mul(value, Scalars.like(tf, weight, value));
      return factor.<Operand<T>>map(by -> tf.math.mul(weighted, by)).orElse(weighted);
    }
  }

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
   * @param rowsPerUnit how many rows are one privacy unit
   * @throws io.dptrain.core.graph.PrivacyProofException if a scalar is computed from data in
   *     another way, or if no part sees data
   */
  public static <T extends TFloating> LossTerms<T> of(
      Ops tf, Output<T> loss, List<? extends Operand<?>> publicInputs, int rowsPerUnit) {
    ExampleAnalysis known = ExampleAnalysis.lenient(loss, publicInputs, rowsPerUnit);
    return new LossReader<T>(tf, publicInputs, known).read(loss);
  }
}
