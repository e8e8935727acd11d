package io.dptrain.core.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TFloating;

/**
 * A loss taken apart: what belongs to examples, without the mean or sum over the batch that was put
 * on top of it, and regularizers, which see no data.
 *
 * <p>Followed from the scalar down: {@code Mean} and {@code Sum} over all axes, a sum divided by
 * the number of its entries (as the losses of tensorflow-framework write a mean), sums and
 * differences of such, and products with what sees no data. Anything else over the batch is
 * refused: it is not a mean over examples.
 *
 * @param terms the parts of the loss that see data, before they are averaged
 * @param regularizers scalars that see no data
 */
public record LossTerms<T extends TFloating>(List<Term<T>> terms, List<Output<T>> regularizers) {

  /**
   * One part of a loss.
   *
   * @param entries one entry or more for each example
   * @param isMean whether the loss has the mean of the entries, rather than their sum
   * @param factor what the entries are multiplied with, a scalar that sees no data; empty for one
   */
  public record Term<T extends TFloating>(
      Output<T> entries, boolean isMean, Optional<Operand<T>> factor) {}

  /**
   * Takes a loss apart. Adds operations where factors and signs have to be carried along.
   *
   * @param loss a scalar, or one entry or more for each example
   * @param publicInputs placeholders that hold nothing private
   * @throws PrivacyProofException if a scalar is computed from data in another way
   */
  public static <T extends TFloating> LossTerms<T> of(
      Ops tf, Output<T> loss, List<? extends Operand<?>> publicInputs) {
    Reader<T> reader = new Reader<>(tf, publicInputs);
    reader.read(loss, Optional.empty());
    return new LossTerms<>(List.copyOf(reader.terms), List.copyOf(reader.regularizers));
  }

  /** Walks down from the loss. */
  private static final class Reader<T extends TFloating> {
    private static final Set<String> COUNTING =
        Set.of("Cast", "Prod", "Slice", "StridedSlice", "Identity", "Reshape");

    private final Ops tf;
    private final Set<GraphOperation> publicInputs = new HashSet<>();
    private final Map<GraphOperation, Boolean> seesData = new HashMap<>();
    private final List<Term<T>> terms = new ArrayList<>();
    private final List<Output<T>> regularizers = new ArrayList<>();

    Reader(Ops tf, List<? extends Operand<?>> publicInputs) {
      this.tf = tf;
      publicInputs.forEach(input -> this.publicInputs.add((GraphOperation) input.asOutput().op()));
    }

    void read(Output<T> part, Optional<Operand<T>> factor) {
      GraphOperation operation = (GraphOperation) part.op();
      if (!seesData(operation)) {
        regularizers.add(times(part, factor).asOutput());
      } else if (isScalar(part)) {
        readScalar(operation, factor);
      } else if (!readShifted(operation, factor)) {
        terms.add(new Term<>(part, false, factor));
      }
    }

    private void readScalar(GraphOperation operation, Optional<Operand<T>> factor) {
      switch (operation.type()) {
        case "Identity" -> read(input(operation, 0), factor);
        case "Add", "AddV2", "AddN" -> {
          for (int i = 0; i < operation.numInputs(); i++) {
            read(input(operation, i), factor);
          }
        }
        case "Sub" -> {
          read(input(operation, 0), factor);
          read(input(operation, 1), Optional.of(tf.math.neg(orOne(factor, input(operation, 1)))));
        }
        case "Neg" ->
            read(input(operation, 0), Optional.of(tf.math.neg(orOne(factor, input(operation, 0)))));
        case "Mul" -> readProduct(operation, factor);
        case "Div", "RealDiv", "DivNoNan" -> readQuotient(operation, factor);
        case "Mean", "Sum" -> readReduction(operation, operation.type().equals("Mean"), factor);
        default -> throw refuse(operation);
      }
    }

    private void readProduct(GraphOperation operation, Optional<Operand<T>> factor) {
      for (int i = 0; i < 2; i++) {
        if (!seesData((GraphOperation) operation.input(i).op()) && isScalar(operation.input(i))) {
          read(input(operation, 1 - i), Optional.of(times(input(operation, i), factor)));
          return;
        }
      }
      throw refuse(operation);
    }

    private void readQuotient(GraphOperation operation, Optional<Operand<T>> factor) {
      Output<T> numerator = input(operation, 0);
      GraphOperation above = (GraphOperation) numerator.op();
      GraphOperation divisor = (GraphOperation) operation.input(1).op();
      if (!seesData(divisor)) {
        Operand<T> reciprocal = tf.math.reciprocal(input(operation, 1));
        read(numerator, Optional.of(times(reciprocal, factor)));
      } else if (above.type().equals("Sum") && counts(divisor, above.input(0))) {
        readReduction(above, true, factor);
      } else {
        throw refuse(operation);
      }
    }

    private void readReduction(
        GraphOperation operation, boolean isMean, Optional<Operand<T>> factor) {
      Output<T> reduced = input(operation, 0);
      if (isScalar(reduced)) {
        read(reduced, factor);
      } else {
        List<Term<T>> before = List.copyOf(terms);
        read(reduced, factor);
        for (int i = before.size(); i < terms.size(); i++) {
          Term<T> term = terms.get(i);
          terms.set(i, new Term<>(term.entries(), isMean, term.factor()));
        }
      }
    }

    /** A vector plus a scalar that sees no data: every example carries the regularizer. */
    private boolean readShifted(GraphOperation operation, Optional<Operand<T>> factor) {
      if (!Set.of("Add", "AddV2").contains(operation.type())
          || operation.output(0).shape().numDimensions() != 1) {
        return false;
      }
      for (int i = 0; i < 2; i++) {
        Output<?> shift = operation.input(i);
        if (isScalar(shift) && !seesData((GraphOperation) shift.op())) {
          read(input(operation, i), factor);
          read(input(operation, 1 - i), factor);
          return true;
        }
      }
      return false;
    }

    /** Whether a number is the count of the entries of a tensor. */
    private static boolean counts(GraphOperation number, Output<?> entries) {
      GraphOperation operation = number;
      while (COUNTING.contains(operation.type())) {
        operation = (GraphOperation) operation.input(0).op();
      }
      return Set.of("Shape", "Size").contains(operation.type())
          && operation.input(0).equals(entries);
    }

    private Operand<T> times(Operand<T> value, Optional<Operand<T>> factor) {
      return factor.<Operand<T>>map(by -> tf.math.mul(by, value)).orElse(value);
    }

    private Operand<T> orOne(Optional<Operand<T>> factor, Output<T> like) {
      return factor.orElseGet(() -> tf.dtypes.cast(tf.constant(1), like.type()));
    }

    private static boolean isScalar(Output<?> tensor) {
      return !tensor.shape().isUnknown() && tensor.shape().numDimensions() == 0;
    }

    private boolean seesData(GraphOperation operation) {
      Boolean known = seesData.get(operation);
      if (known == null) {
        for (GraphOperation ancestor : Graphs.ancestorsInOrder(operation.output(0))) {
          boolean sees =
              ancestor.type().startsWith("Placeholder") && !publicInputs.contains(ancestor);
          for (GraphOperation input : Graphs.inputsOf(ancestor)) {
            sees |= seesData.getOrDefault(input, false);
          }
          seesData.put(ancestor, sees);
        }
        known = seesData.get(operation);
      }
      return known;
    }

    @SuppressWarnings("unchecked") // what is added up to a loss has its type
    private Output<T> input(GraphOperation operation, int index) {
      return (Output<T>) operation.input(index);
    }

    private static PrivacyProofException refuse(GraphOperation operation) {
      return new PrivacyProofException(
          new GraphFinding(
              GraphFinding.Kind.NO_EXAMPLE_LOSS,
              operation.name(),
              operation.type(),
              "makes one number of the whole batch that is not a mean or sum over examples",
              "pass the loss of shape [batch], or its mean or sum; examples must not be combined"
                  + " in any other way"));
    }
  }
}
