package io.dptrain.core.internal.graph;

import io.dptrain.core.internal.graph.op.OpFact.Trait;
import io.dptrain.core.internal.graph.op.OpFacts;
import io.dptrain.core.internal.graph.op.OpKind;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
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

  private NumberOfRows() {}

  /** What to write if it is; empty if it divides no sum over the batch, and multiplies none. */
  static Optional<String> advice(GraphOperation number) {
    Deque<Output<?>> open = new ArrayDeque<>(Set.of(number.output(0)));
    while (!open.isEmpty()) {
      Output<?> tensor = open.pop();
      for (GraphOperation consumer : ((GraphOperation) tensor.op()).consumers()) {
        Optional<String> advice = advice(number, tensor, consumer);
        if (advice.isPresent()) {
          return advice;
        }
        if (keeps(consumer)) {
          open.add(consumer.output(0));
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<String> advice(
      GraphOperation number, Output<?> tensor, GraphOperation consumer) {
    if (isInverse(consumer, tensor)) {
      return consumer.consumers().stream()
          .filter(product -> PRODUCTS.contains(product.type()))
          .filter(product -> meetsSum(product, consumer.output(0)))
          .map(product -> mean("it is"))
          .findFirst();
    }
    if (QUOTIENTS.contains(consumer.type()) && consumer.input(1).equals(tensor)) {
      GraphOperation above = withoutCasts(consumer.input(0));
      return isSumOverBatch(above)
          ? Optional.of(count(number, above))
          : Optional.of(mean("it is")).filter(advice -> meetsSum(consumer, tensor));
    }
    return PRODUCTS.contains(consumer.type())
        ? Optional.of(mean("it is one over")).filter(advice -> isOfSum(consumer, tensor))
        : Optional.empty();
  }

  private static boolean isInverse(GraphOperation operation, Output<?> tensor) {
    return INVERSES.contains(operation.type())
        || (QUOTIENTS.contains(operation.type())
            && operation.input(1).equals(tensor)
            && operation.input(0).op().type().equals("Const"));
  }

  /** Whether what a pair joins with a tensor is a sum over the batch, or becomes a part of one. */
  private static boolean meetsSum(GraphOperation pair, Output<?> tensor) {
    return isOfSum(pair, tensor) || isSummed(pair);
  }

  private static boolean isOfSum(GraphOperation pair, Output<?> tensor) {
    GraphOperation other = (GraphOperation) pair.input(pair.input(0).equals(tensor) ? 1 : 0).op();
    return reachesSum(List.of(other), Graphs::inputsOf);
  }

  private static boolean isSummed(GraphOperation pair) {
    return reachesSum(pair.consumers(), GraphOperation::consumers);
  }

  /** Whether a sum over the batch is found from some operations on, behind functions of entries. */
  private static boolean reachesSum(
      Collection<GraphOperation> from,
      Function<GraphOperation, ? extends Collection<GraphOperation>> next) {
    Deque<GraphOperation> open = new ArrayDeque<>(from);
    Set<GraphOperation> seen = new HashSet<>();
    while (!open.isEmpty()) {
      GraphOperation operation = open.pop();
      if (isSumOverBatch(operation)) {
        return true;
      }
      OpKind kind = OpFacts.kindOf(operation.type());
      boolean isOfEntries = kind == OpKind.UNARY || kind == OpKind.ELEMENTWISE || keeps(operation);
      if (isOfEntries && seen.add(operation)) {
        open.addAll(next.apply(operation));
      }
    }
    return false;
  }

  private static boolean keeps(GraphOperation operation) {
    return operation.type().equals("Cast")
        || OpFacts.of(operation.type()).has(Trait.KEEPS_ELEMENTS);
  }

  private static GraphOperation withoutCasts(Output<?> tensor) {
    GraphOperation inner = (GraphOperation) tensor.op();
    while (keeps(inner)) {
      inner = (GraphOperation) inner.input(0).op();
    }
    return inner;
  }

  private static boolean isSumOverBatch(GraphOperation operation) {
    return operation.type().equals("Sum")
        && Graphs.constantLongs(operation.input(1).op())
            .filter(axes -> holdFirst(axes, operation.input(0).shape()))
            .isPresent();
  }

  private static boolean holdFirst(long[] axes, Shape summed) {
    long fromBehind = summed.isUnknown() ? 0 : -summed.numDimensions();
    for (long axis : axes) {
      if (axis == 0 || axis == fromBehind) {
        return true;
      }
    }
    return false;
  }

  private static String count(GraphOperation number, GraphOperation sum) {
    Output<?> summed = sum.input(0);
    boolean isFlat = summed.shape().numDimensions() == 1;
    String rows = isFlat ? "tf.size(x)" : "tf.shape.size(x, tf.constant(0))";
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
        + " the number of rows, leave it out and write tf.math.mean in place of the sum over the"
        + " batch";
  }
}
