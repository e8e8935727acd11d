package io.dptrain.core.internal.graph;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.tensorflow.GraphOperation;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TInt32;

/**
 * Whether a number that is fed may be that of the rows in a batch, by which a sum is divided. That
 * number is private, and a step divides a sum by the expected one itself, so that as a public input
 * it would divide a second time. It is advice for a message, and decides nothing.
 */
final class NumberOfRows {
  private static final Set<String> QUOTIENTS = Set.of("Div", "DivNoNan", "RealDiv", "Xdivy");
  private static final Set<String> PRODUCTS = Set.of("Mul", "MulNoNan");
  private static final Set<String> INVERSES = Set.of("Inv", "Reciprocal");

  /** A number may as well be taken out of them. */
  private static final Set<String> LINEAR =
      Set.of("Add", "AddN", "AddV2", "Div", "DivNoNan", "Mul", "MulNoNan", "Neg", "RealDiv", "Sub");

  private final GraphOperation number;

  /** Without a sum over the batch on the way down, or up. */
  private final Set<GraphOperation> below = new HashSet<>();

  private final Set<GraphOperation> above = new HashSet<>();

  private NumberOfRows(GraphOperation number) {
    this.number = number;
  }

  /** What to write if it is; empty if it divides no sum over the batch, and multiplies none. */
  static Optional<String> advice(GraphOperation number) {
    return new NumberOfRows(number).advice();
  }

  private Optional<String> advice() {
    Deque<Output<?>> open = new ArrayDeque<>(Set.of(number.output(0)));
    while (!open.isEmpty()) {
      Output<?> tensor = open.pop();
      for (GraphOperation consumer : ((GraphOperation) tensor.op()).consumers()) {
        Optional<String> advice = advice(tensor, consumer);
        if (advice.isPresent()) {
          return advice;
        }
        if (Graphs.isCast(consumer)) {
          open.add(consumer.output(0));
        }
      }
    }
    return Optional.empty();
  }

  private Optional<String> advice(Output<?> tensor, GraphOperation consumer) {
    if (isInverse(consumer, tensor)) {
      return consumer.consumers().stream()
          .filter(product -> PRODUCTS.contains(product.type()))
          .filter(product -> meetsSum(product, consumer.output(0)))
          .map(product -> mean("it is"))
          .findFirst();
    }
    if (QUOTIENTS.contains(consumer.type()) && consumer.input(1).equals(tensor)) {
      GraphOperation sum = (GraphOperation) Graphs.withoutCasts(consumer.input(0)).op();
      OptionalInt axis = axisOfBatch(sum);
      if (axis.isPresent()) {
        return Optional.of(count(sum, axis.getAsInt()));
      }
      return meetsSum(consumer, tensor) ? Optional.of(mean("it is")) : Optional.empty();
    }
    return PRODUCTS.contains(consumer.type()) && isOfSum(consumer, tensor)
        ? Optional.of(mean("it is one over"))
        : Optional.empty();
  }

  private static boolean isInverse(GraphOperation operation, Output<?> tensor) {
    return INVERSES.contains(operation.type())
        || (QUOTIENTS.contains(operation.type())
            && operation.input(1).equals(tensor)
            && operation.input(0).op().type().equals("Const"));
  }

  /** Whether what a pair joins with a tensor is a sum over the batch, or becomes a part of one. */
  private boolean meetsSum(GraphOperation pair, Output<?> tensor) {
    return isOfSum(pair, tensor) || reachesSum(pair.consumers(), GraphOperation::consumers, below);
  }

  private boolean isOfSum(GraphOperation pair, Output<?> tensor) {
    GraphOperation other = (GraphOperation) pair.input(pair.input(0).equals(tensor) ? 1 : 0).op();
    return reachesSum(List.of(other), Graphs::inputsOf, above);
  }

  /**
   * Whether a sum over the batch is found from some operations on, behind linear ones.
   *
   * @param seen of which none is found
   */
  private static boolean reachesSum(
      Collection<GraphOperation> from,
      Function<GraphOperation, ? extends Collection<GraphOperation>> next,
      Set<GraphOperation> seen) {
    Deque<GraphOperation> open = new ArrayDeque<>(from);
    while (!open.isEmpty()) {
      GraphOperation operation = open.pop();
      if (axisOfBatch(operation).isPresent()) {
        return true;
      }
      boolean isLinear = LINEAR.contains(operation.type()) || Graphs.isCast(operation);
      if (isLinear && seen.add(operation)) {
        open.addAll(next.apply(operation));
      }
    }
    return false;
  }

  /** The axis of any length that an operation sums over; empty if it is no such sum. */
  private static OptionalInt axisOfBatch(GraphOperation operation) {
    Optional<long[]> axes =
        operation.type().equals("Sum")
            ? Graphs.constantLongs(operation.input(1).op())
            : Optional.empty();
    if (axes.isEmpty()) {
      return OptionalInt.empty();
    }
    Shape summed = operation.input(0).shape();
    if (summed.isUnknown()) {
      return LongStream.of(axes.get()).anyMatch(axis -> axis == 0)
          ? OptionalInt.of(0)
          : OptionalInt.empty();
    }
    int rank = summed.numDimensions();
    return LongStream.of(axes.get())
        .mapToInt(axis -> (int) Math.floorMod(axis, (long) Math.max(1, rank)))
        .filter(axis -> axis < rank && summed.get(axis) == Shape.UNKNOWN_SIZE)
        .min();
  }

  private String count(GraphOperation sum, int axis) {
    Output<?> summed = sum.input(0);
    boolean isFlat = summed.shape().numDimensions() == 1;
    String rows = isFlat ? "tf.size(x)" : "tf.shape.size(x, tf.constant(" + axis + "))";
    Class<?> type = number.output(0).type();
    String line =
        type.equals(TInt32.class)
            ? rows
            : "tf.dtypes.cast(" + rows + ", " + type.getSimpleName() + ".class)";
    return "if it is the number of rows, write "
        + line
        + " in its place, with x for "
        + summed.op().type()
        + " '"
        + summed.op().name()
        + "', which is summed by "
        + sum.type()
        + " '"
        + sum.name()
        + "', and do not feed it";
  }

  private static String mean(String what) {
    return "if "
        + what
        + " the number of rows, leave it out and write tf.math.mean over the axis of the examples"
        + " in place of the sum over it";
  }
}
