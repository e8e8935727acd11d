package io.dptrain.core.internal.graph.loss;

import io.dptrain.core.graph.GraphFinding.Kind;
import io.dptrain.core.graph.PrivacyProofException;
import io.dptrain.core.internal.Scalars;
import io.dptrain.core.internal.graph.ForeignInputs;
import io.dptrain.core.internal.graph.Graphs;
import io.dptrain.core.internal.graph.PublicInputs;
import io.dptrain.core.internal.graph.loss.LossTerms.Penalty;
import io.dptrain.core.internal.graph.loss.LossTerms.Reduction;
import io.dptrain.core.internal.graph.loss.LossTerms.Term;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TFloating;

/** Walks down from a loss and collects {@link LossTerms}. Reads one loss. */
final class LossReader<T extends TFloating> {
  private static final Set<String> ADDITIONS = Set.of("Add", "AddV2");

  private final Ops tf;
  private final PublicInputs publicInputs;
  private final Map<GraphOperation, Boolean> seesData = new HashMap<>();
  private final List<Term<T>> terms = new ArrayList<>();
  private final List<Penalty<T>> penalties = new ArrayList<>();
  private Reduction reduction = Reduction.NONE;

  LossReader(Ops tf, List<? extends Operand<?>> publicInputs) {
    this.tf = tf;
    this.publicInputs = PublicInputs.of(publicInputs);
  }

  LossTerms<T> read(Output<T> loss) {
    if (isScalar(loss)) {
      readScalar(loss, Optional.empty());
    } else if (seesData(loss)) {
      readEntries(loss, Optional.empty(), Reduction.NONE, (GraphOperation) loss.op());
    }
    if (terms.isEmpty()) {
      throw seesNoData(loss);
    }
    return new LossTerms<>(reduction, terms, penalties);
  }

  /** Names what supplies data in another way, if something does. */
  private static PrivacyProofException seesNoData(Output<?> loss) {
    return Graphs.ancestorsInOrder(loss).stream()
        .map(ForeignInputs::finding)
        .flatMap(Optional::stream)
        .findFirst()
        .map(PrivacyProofException::new)
        .orElseGet(
            () ->
                PrivacyProofException.of(
                    Kind.NO_EXAMPLE_LOSS,
                    loss.op(),
                    "sees no data, as it is computed from no placeholder that takes examples",
                    "pass the loss of a model that is fed examples through a placeholder of shape"
                        + " [-1, ...], also those that are a constant or a variable of the graph"));
  }

  private void readScalar(Output<T> part, Optional<Operand<T>> factor) {
    GraphOperation operation = (GraphOperation) part.op();
    if (!seesData(part)) {
      penalties.add(new Penalty<>(times(part, factor).asOutput(), Optional.empty()));
      return;
    }
    switch (operation.type()) {
      case "Identity" -> readScalar(input(operation, 0), factor);
      case "Add", "AddV2", "AddN" -> {
        for (int i = 0; i < operation.numInputs(); i++) {
          readScalar(input(operation, i), factor);
        }
      }
      case "Sub" -> {
        readScalar(input(operation, 0), factor);
        readScalar(input(operation, 1), negated(factor, part));
      }
      case "Neg" -> readScalar(input(operation, 0), negated(factor, part));
      case "Mul" -> readProduct(operation, factor);
      case "Div", "RealDiv", "DivNoNan" -> readQuotient(operation, factor);
      case "Mean" -> readReduction(operation, Reduction.MEAN, factor);
      case "Sum" -> readReduction(operation, Reduction.SUM, factor);
      default -> throw refuse(operation);
    }
  }

  private void readProduct(GraphOperation product, Optional<Operand<T>> factor) {
    for (int i = 0; i < 2; i++) {
      if (!seesData(product.input(i))) {
        readScalar(input(product, 1 - i), Optional.of(times(input(product, i), factor)));
        return;
      }
    }
    throw refuse(product);
  }

  private void readQuotient(GraphOperation quotient, Optional<Operand<T>> factor) {
    Output<T> numerator = input(quotient, 0);
    Output<T> divisor = input(quotient, 1);
    GraphOperation above = (GraphOperation) numerator.op();
    if (!seesData(divisor)) {
      readScalar(numerator, Optional.of(times(tf.math.reciprocal(divisor), factor)));
    } else if (above.type().equals("Sum") && EntryCount.isCountOf(divisor, above.input(0))) {
      readReduction(above, Reduction.MEAN, factor);
    } else {
      throw refuse(quotient);
    }
  }

  private void readReduction(
      GraphOperation operation, Reduction found, Optional<Operand<T>> factor) {
    Output<T> reduced = input(operation, 0);
    if (isScalar(reduced)) {
      readScalar(reduced, factor);
    } else {
      readEntries(reduced, factor, found, operation);
    }
  }

  /** A tensor plus a scalar that sees no data: every entry carries the penalty. */
  private void readEntries(
      Output<T> entries, Optional<Operand<T>> factor, Reduction found, GraphOperation reducer) {
    GraphOperation operation = (GraphOperation) entries.op();
    int shift = ADDITIONS.contains(operation.type()) ? scalarWithoutData(operation) : -1;
    if (shift < 0) {
      requireOneReduction(found, reducer);
      terms.add(new Term<>(entries, factor));
      return;
    }
    readEntries(input(operation, 1 - shift), factor, found, reducer);
    Output<T> carrier = terms.get(terms.size() - 1).entries();
    Output<T> value = times(input(operation, shift), factor).asOutput();
    penalties.add(new Penalty<>(value, Optional.of(carrier)));
  }

  private int scalarWithoutData(GraphOperation addition) {
    for (int i = 0; i < 2; i++) {
      if (isScalar(addition.input(i)) && !seesData(addition.input(i))) {
        return i;
      }
    }
    return -1;
  }

  private void requireOneReduction(Reduction found, GraphOperation reducer) {
    if (!terms.isEmpty() && found != reduction) {
      throw PrivacyProofException.of(
          Kind.NO_EXAMPLE_LOSS,
          reducer,
          "is one of a mean and a sum over the batch that are added: how much each counts"
              + " depends on the size of the batch",
          "take the mean of both, or the sum of both");
    }
    reduction = found;
  }

  private Operand<T> times(Operand<T> value, Optional<Operand<T>> factor) {
    return factor.<Operand<T>>map(by -> tf.math.mul(by, value)).orElse(value);
  }

  private Optional<Operand<T>> negated(Optional<Operand<T>> factor, Output<T> like) {
    Operand<T> positive = factor.orElseGet(() -> Scalars.like(tf, 1, like));
    return Optional.of(tf.math.neg(positive));
  }

  private static boolean isScalar(Output<?> tensor) {
    return !tensor.shape().isUnknown() && tensor.shape().numDimensions() == 0;
  }

  private boolean seesData(Output<?> tensor) {
    GraphOperation operation = (GraphOperation) tensor.op();
    if (!seesData.containsKey(operation)) {
      Graphs.ancestorsInOrder(tensor).forEach(this::lookAt);
    }
    return seesData.get(operation);
  }

  /** Notes whether an operation sees data, once that is known of its inputs. */
  private void lookAt(GraphOperation operation) {
    boolean sees =
        publicInputs.takesData(operation)
            || Graphs.inputsOf(operation).stream().anyMatch(seesData::get);
    seesData.put(operation, sees);
  }

  @SuppressWarnings("unchecked") // what is added up to a loss has its type
  private Output<T> input(GraphOperation operation, int index) {
    return (Output<T>) operation.input(index);
  }

  private static PrivacyProofException refuse(GraphOperation operation) {
    return PrivacyProofException.of(
        Kind.NO_EXAMPLE_LOSS,
        operation,
        "makes one number of the whole batch that is not a mean or sum over examples",
        "pass the loss of shape [batch], or its mean or sum; examples must not be combined in any"
            + " other way");
  }
}
