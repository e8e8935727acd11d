package io.dptrain.core.internal.graph.loss;

import io.dptrain.core.graph.GraphFinding;
import io.dptrain.core.graph.GraphFinding.Kind;
import io.dptrain.core.graph.PrivacyProofException;
import io.dptrain.core.internal.graph.ForeignInputs;
import io.dptrain.core.internal.graph.Graphs;
import io.dptrain.core.internal.graph.PublicInputs;
import io.dptrain.core.internal.graph.axis.Arrangement;
import io.dptrain.core.internal.graph.axis.ExampleAxis;
import io.dptrain.core.internal.graph.axis.Size;
import io.dptrain.core.internal.graph.axis.Sizes;
import io.dptrain.core.internal.graph.flow.ExampleAnalysis;
import io.dptrain.core.internal.graph.loss.LossTerms.Penalty;
import io.dptrain.core.internal.graph.loss.LossTerms.Reduction;
import io.dptrain.core.internal.graph.loss.LossTerms.Share;
import io.dptrain.core.internal.graph.loss.LossTerms.Term;
import io.dptrain.core.internal.graph.op.OpFacts;
import io.dptrain.core.internal.graph.op.OpKind;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.IntStream;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TFloating;

/** Walks down from a loss and collects {@link LossTerms}. Reads one loss. */
final class LossReader<T extends TFloating> {
  private static final Set<Kind> BLAMED = EnumSet.of(Kind.MIXES_EXAMPLES, Kind.NOT_PUBLIC);
  private static final Set<String> ADDITIONS = Set.of("Add", "AddV2");

  private final Ops tf;
  private final PublicInputs publicInputs;
  private final ExampleAnalysis known;
  private final Map<GraphOperation, Boolean> seesData = new HashMap<>();
  private final List<Term<T>> terms = new ArrayList<>();
  private final List<Penalty<T>> penalties = new ArrayList<>();
  private final Set<GraphFinding> findings = new LinkedHashSet<>();
  private Reduction reduction = Reduction.NONE;
  private Average average; // null where no number of rows divides what is read

  /**
   * What is divided by the number of rows in the batch.
   *
   * @param quotient the division
   * @param counted the number of rows
   */
  private record Average(GraphOperation quotient, Output<?> counted) {}

  /**
   * @param known what is known of all that the loss is computed from
   */
  LossReader(Ops tf, List<? extends Operand<?>> publicInputs, ExampleAnalysis known) {
    this.tf = tf;
    this.publicInputs = PublicInputs.of(publicInputs);
    this.known = known;
  }

  LossTerms<T> read(Output<T> loss) {
    if (isReduced(loss)) {
      readReduced(loss, Share.one());
    } else if (seesData(loss)) {
      readEntries(loss, Share.one(), Reduction.NONE, (GraphOperation) loss.op());
    }
    requireNoFindings();
    if (terms.isEmpty()) {
      throw seesNoData(loss);
    }
    return new LossTerms<>(reduction, terms, penalties);
  }

  /** What is wrong with some parts of the loss does not hide what is with the others. */
  private void requireNoFindings() {
    if (findings.isEmpty()) {
      return;
    }
    for (Term<T> term : terms) {
      findings.addAll(known.another(term.entries()).findings());
    }
    throw new PrivacyProofException(List.copyOf(findings));
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

  /** Reads a tensor without an axis of examples. It counts as the sum of its entries. */
  private void readReduced(Output<T> part, Share<T> share) {
    GraphOperation operation = (GraphOperation) part.op();
    if (!seesData(part)) {
      if (average != null) {
        throw refuse(average.quotient());
      }
      penalties.add(new Penalty<>(share.of(tf, total(part)).asOutput(), Optional.empty()));
      return;
    }
    switch (operation.type()) {
      case "Identity", "Reshape", "Squeeze", "ExpandDims" -> readInput(operation, 0, share);
      case "Add", "AddV2", "AddN" -> {
        for (int i = 0; i < operation.numInputs(); i++) {
          readSummand(operation, i, share);
        }
      }
      case "Sub" -> {
        readSummand(operation, 0, share);
        readSummand(operation, 1, share.times(-1));
      }
      case "Neg" -> readInput(operation, 0, share.times(-1));
      case "Mul" -> readProduct(operation, share);
      case "Div", "RealDiv", "DivNoNan" -> readQuotient(operation, share);
      case "Mean" -> readReduction(operation, Reduction.MEAN, share);
      case "Sum" -> readReduction(operation, Reduction.SUM, share);
      default -> throw refuse(operation);
    }
  }

  /** The others are read as well if one of them is refused. */
  private void readSummand(GraphOperation operation, int index, Share<T> share) {
    try {
      readInput(operation, index, share);
    } catch (PrivacyProofException e) {
      findings.addAll(e.findings());
    }
  }

  /** An input that is broadcast counts as often as it is repeated. */
  private void readInput(GraphOperation operation, int index, Share<T> share) {
    Output<T> input = input(operation, index);
    if (!isReduced(input)) {
      throw refuse(operation);
    }
    readReduced(input, share.times((double) size(operation.output(0)) / size(input)));
  }

  private void readProduct(GraphOperation product, Share<T> share) {
    for (int i = 0; i < 2; i++) {
      if (!seesData(product.input(i))) {
        readScaled(product, 1 - i, input(product, i), share);
        return;
      }
    }
    throw refuse(product);
  }

  /** An input that is multiplied with what sees no data. */
  private void readScaled(GraphOperation operation, int index, Operand<T> by, Share<T> share) {
    Output<T> input = input(operation, index);
    if (size(by.asOutput()) == 1) {
      readInput(operation, index, share.times(tf, total(by.asOutput())));
    } else if (size(input) == 1) {
      readReduced(input, share.times(tf, total(by.asOutput())));
    } else {
      throw PrivacyProofException.of(
          Kind.NO_EXAMPLE_LOSS,
          operation,
          "weighs the entries that a mean or sum over the batch left",
          "multiply with the weights before the mean or sum over the batch");
    }
  }

  private void readQuotient(GraphOperation quotient, Share<T> share) {
    Output<T> divisor = input(quotient, 1);
    Optional<Size> count = count(divisor);
    // The number itself: what it was read from, the shape of a mean, may see data.
    if (count.filter(size -> size.isConstant() && size.outer() > 0).isPresent()) {
      readInput(quotient, 0, share.times(1.0 / count.get().outer()));
      return;
    }
    if (!seesData(divisor)) {
      readScaled(quotient, 0, tf.math.reciprocal(divisor), share);
      return;
    }
    readAverage(quotient, share);
  }

  /** A sum, or what is made of sums alone, over the number of rows or a multiple of it. */
  private void readAverage(GraphOperation quotient, Share<T> share) {
    Output<T> numerator = input(quotient, 0);
    Output<T> counted = input(quotient, 1);
    Share<T> times = share;
    for (int factor = factorWithoutData(counted);
        factor >= 0;
        factor = factorWithoutData(counted)) {
      GraphOperation product = (GraphOperation) counted.op();
      times = times.times(tf, tf.math.reciprocal(total(input(product, factor))));
      counted = input(product, 1 - factor);
    }
    boolean isOneCount = count(counted).filter(Size::isBatch).isPresent();
    if (average != null || !isOneCount || size(quotient.output(0)) != size(numerator)) {
      throw refuse(quotient);
    }
    average = new Average(quotient, counted);
    try {
      readReduced(numerator, times);
    } finally {
      average = null;
    }
  }

  private int factorWithoutData(Output<?> product) {
    return product.op().type().equals("Mul")
        ? scalarWithoutData((GraphOperation) product.op())
        : -1;
  }

  /**
   * How many entries there are for each one that a divisor counts: one if it is the number of
   * entries, {@code k} if it is the number of rows of {@code [batch, k]}. Empty if it counts
   * something else than examples or what belongs to them.
   */
  private OptionalDouble entriesPerCounted(Output<?> entries, Output<?> divisor) {
    Optional<Size> counted = count(divisor).filter(Size::isBatch);
    Optional<ExampleAxis> examples = known.exampleAxis(entries);
    if (counted.isEmpty()) {
      return OptionalDouble.empty();
    }
    if (examples.isEmpty() || !Arrangement.isStatic(known.shape(entries), examples.get())) {
      // What is wrong with the entries is said when they are analyzed.
      return OptionalDouble.of(1);
    }
    double each = counted.get().axis(0).indicesPerExample();
    return OptionalDouble.of(
        Arrangement.entriesPerExample(known.shape(entries), examples.get()) / each);
  }

  /** The one size that a tensor holds, whatever type of number it has. */
  private Optional<Size> count(Output<?> tensor) {
    return known
        .dependence(Graphs.withoutCasts(tensor))
        .filter(Sizes.class::isInstance)
        .map(sizes -> ((Sizes) sizes).entries())
        .filter(sizes -> sizes.size() == 1)
        .map(sizes -> sizes.get(0));
  }

  private void readReduction(GraphOperation operation, Reduction found, Share<T> share) {
    Output<T> reduced = input(operation, 0);
    if (average != null && !isReduced(reduced)) {
      readAveraged(operation, found, share);
      return;
    }
    double kept = size(operation.output(0));
    boolean isMean = found == Reduction.MEAN;
    if (isReduced(reduced)) {
      readReduced(reduced, isMean ? share.times(kept / size(reduced)) : share);
    } else {
      readEntries(reduced, isMean ? share.times(kept) : share, found, operation);
    }
  }

  /** A sum over the batch that is divided by the number of rows is a mean, and nothing else is. */
  private void readAveraged(GraphOperation operation, Reduction found, Share<T> share) {
    Output<T> entries = input(operation, 0);
    OptionalDouble each = entriesPerCounted(entries, average.counted());
    if (found != Reduction.SUM || each.isEmpty()) {
      throw refuse(average.quotient());
    }
    readEntries(entries, share.times(each.getAsDouble()), Reduction.MEAN, operation);
  }

  /** A tensor plus a scalar that sees no data: every entry carries the penalty. */
  private void readEntries(
      Output<T> entries, Share<T> share, Reduction found, GraphOperation reducer) {
    GraphOperation operation = (GraphOperation) entries.op();
    int shift = ADDITIONS.contains(operation.type()) ? scalarWithoutData(operation) : -1;
    if (shift < 0) {
      requireOneReduction(found, reducer);
      terms.add(new Term<>(entries, share));
      return;
    }
    readEntries(input(operation, 1 - shift), share, found, reducer);
    Output<T> carrier = terms.get(terms.size() - 1).entries();
    Output<T> value = share.of(tf, input(operation, shift)).asOutput();
    penalties.add(new Penalty<>(value, Optional.of(carrier)));
  }

  private int scalarWithoutData(GraphOperation pair) {
    for (int i = 0; i < 2; i++) {
      if (isScalar(pair.input(i)) && !seesData(pair.input(i))) {
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

  /** The sum of the entries of a tensor that sees no data, a scalar. */
  private Operand<T> total(Output<T> tensor) {
    if (isScalar(tensor)) {
      return tensor;
    }
    int[] axes = IntStream.range(0, shape(tensor).numDimensions()).toArray();
    return tf.reduceSum(tensor, tf.constant(axes));
  }

  private boolean isScalar(Output<?> tensor) {
    Shape shape = shape(tensor);
    return !shape.isUnknown() && shape.numDimensions() == 0;
  }

  /** Whether no size of a tensor depends on the batch, so that it has no axis of examples. */
  private boolean isReduced(Output<?> tensor) {
    Shape shape = shape(tensor);
    return known.exampleAxis(tensor).isEmpty()
        && !shape.isUnknown()
        && !shape.hasUnknownDimension();
  }

  private long size(Output<?> tensor) {
    return shape(tensor).size();
  }

  /** That of a tensor of the loss, or of one that was added since. */
  private Shape shape(Output<?> tensor) {
    return known.shape(tensor);
  }

  private boolean seesData(Output<?> tensor) {
    GraphOperation operation = (GraphOperation) tensor.op();
    if (!seesData.containsKey(operation)) {
      Graphs.ancestorsInOrder(tensor).forEach(this::lookAt);
    }
    return seesData.get(operation) && !known.isDataFree(tensor);
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

  private PrivacyProofException refuse(GraphOperation operation) {
    List<GraphFinding> behind = faultsBehind(operation);
    if (!behind.isEmpty()) {
      return new PrivacyProofException(behind);
    }
    return new PrivacyProofException(new WholeBatch(known, this::seesData).finding(operation));
  }

  /** What was wrong before, other than a mean or sum, and is more to blame. */
  private List<GraphFinding> faultsBehind(GraphOperation operation) {
    Set<String> names = new HashSet<>();
    for (GraphOperation ancestor : Graphs.ancestorsInOrder(operation.output(0))) {
      names.add(ancestor.name());
    }
    names.remove(operation.name());
    return known.findings().stream()
        .filter(finding -> BLAMED.contains(finding.kind()))
        .filter(finding -> names.contains(finding.operation()))
        .filter(finding -> OpFacts.kindOf(finding.type()) != OpKind.REDUCTION)
        .toList();
  }
}
