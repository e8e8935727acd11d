package io.dptrain.core.internal.graph.loss;

import io.dptrain.core.graph.GraphFinding;
import io.dptrain.core.graph.GraphFinding.Kind;
import io.dptrain.core.internal.graph.fault.MixingRules;
import io.dptrain.core.internal.graph.flow.ExampleAnalysis;
import io.dptrain.core.internal.graph.op.OpFacts;
import io.dptrain.core.internal.graph.op.OpKind;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.tensorflow.GraphOperation;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat64;

/**
 * Why one number of the whole batch is no mean or sum over examples, and what to write in its
 * place.
 *
 * @param known what is known of all that the loss is computed from
 * @param seesData whether a tensor is computed from examples
 */
record WholeBatch(ExampleAnalysis known, Predicate<Output<?>> seesData) {
  private static final Set<String> QUOTIENTS =
      Set.of("Div", "DivNoNan", "FloorDiv", "RealDiv", "TruncateDiv", "Xdivy");
  private static final Set<String> PRODUCTS = Set.of("Mul", "MulNoNan");

  /** What is said of an operation that makes a number of the whole batch. */
  GraphFinding finding(GraphOperation operation) {
    String type = operation.type();
    OpKind kind = OpFacts.kindOf(type);
    if (kind == OpKind.SEGMENT) {
      return new GraphFinding(
          Kind.MIXES_EXAMPLES,
          operation,
          "mixes examples: " + MixingRules.SEGMENTS.reason(),
          MixingRules.SEGMENTS.fix());
    }
    if (type.equals("L2Loss")) {
      return squares(operation);
    }
    if (type.equals("EuclideanNorm")) {
      return noExampleLoss(
          operation,
          "is one norm of the entries of all examples, the root of the sum of their squares",
          "take the norm of each example, over the other axes, and the mean of these over the"
              + " batch; or the mean of the squares, without a root");
    }
    if (QUOTIENTS.contains(type) && seesData.test(operation.input(1))) {
      return quotient(operation);
    }
    if (PRODUCTS.contains(type)
        && seesData.test(operation.input(0))
        && seesData.test(operation.input(1))) {
      return product(operation);
    }
    Optional<GraphOperation> number = numberOfTheBatch(operation);
    if (number.isPresent()) {
      return function(operation, number.get());
    }
    return noExampleLoss(
        operation,
        "makes one number of the whole batch that is not a mean or sum over examples",
        "pass the loss of shape [batch], or its mean or sum; examples must not be combined in any"
            + " other way");
  }

  private static GraphFinding noExampleLoss(GraphOperation operation, String reason, String fix) {
    return new GraphFinding(Kind.NO_EXAMPLE_LOSS, operation, reason, fix);
  }

  /** Half the sum of squares, which is a sum over the examples, and beside a mean is none. */
  private GraphFinding squares(GraphOperation operation) {
    Output<?> of = operation.input(0);
    String half = of.type().equals(TFloat64.class) ? "0.5" : "0.5f";
    String squares = "tf.math.square(x)";
    Optional<String> axes = otherAxes(of);
    if (axes.isEmpty() || !axes.get().isEmpty()) {
      squares =
          "tf.reduceSum("
              + squares
              + ", "
              + axes.map(numbers -> "tf.array(" + numbers + ")")
                  .orElse("all axes but the examples'")
              + ")";
    }
    return noExampleLoss(
        operation,
        "is half the sum of the squares of all examples in "
            + named(of)
            + ", one number that grows with the batch; of data it is no regularizer",
        "with x for "
            + named(of)
            + ", write tf.math.mean(tf.math.mul("
            + squares
            + ", tf.constant("
            + half
            + ")), tf.constant(0)), a mean over the batch, and multiply its weight by the number of"
            + " rows of x that it was chosen for; in a loss that is a sum, tf.reduceSum in place of tf.math.mean");
  }

  /** The axes but that of the examples; empty if they are not known. */
  private Optional<String> otherAxes(Output<?> tensor) {
    Shape shape = known.shape(tensor);
    return known
        .exampleAxis(tensor)
        .filter(examples -> !shape.isUnknown())
        .map(
            examples ->
                IntStream.range(0, shape.numDimensions())
                    .filter(axis -> axis != examples.axis())
                    .mapToObj(Integer::toString)
                    .collect(Collectors.joining(", ")));
  }

  private GraphFinding quotient(GraphOperation quotient) {
    Output<?> divisor = quotient.input(1);
    return noExampleLoss(
        quotient,
        "divides by "
            + named(divisor)
            + ", which is computed from the batch, so that each example scales the part of all"
            + " others",
        "take the plain mean over the batch, in which each example counts by the weight that is fed"
            + " for it; or divide by a constant that is chosen without the data, and not by a batch"
            + " size, as the step divides a sum by the expected one itself");
  }

  private GraphFinding product(GraphOperation product) {
    return noExampleLoss(
        product,
        "multiplies "
            + named(product.input(0))
            + " and "
            + named(product.input(1))
            + ", which both are computed from the batch, so that each example scales the part of"
            + " all others",
        "multiply the entries of each example, and take the mean or sum over the batch of that; or"
            + " put a constant in the place of one of the two");
  }

  private GraphFinding function(GraphOperation operation, GraphOperation number) {
    String of = number.type() + " '" + number.name() + "'";
    boolean isRoot = operation.type().equals("Sqrt");
    return noExampleLoss(
        operation,
        "is computed from "
            + of
            + ", a number of the whole batch, so that the part of each example depends on all"
            + " others",
        (isRoot
                ? "minimize "
                    + of
                    + " without the root, which is smallest for the same weights; or take"
                    + " the root"
                : "apply it")
            + " for each example before the mean or sum over the batch");
  }

  /** What an elementwise function is applied to, if that has no axis of examples any more. */
  private Optional<GraphOperation> numberOfTheBatch(GraphOperation operation) {
    OpKind kind = OpFacts.kindOf(operation.type());
    if (kind != OpKind.UNARY && kind != OpKind.ELEMENTWISE && kind != OpKind.CHOICE) {
      return Optional.empty();
    }
    return IntStream.range(0, operation.numInputs())
        .<Output<?>>mapToObj(operation::input)
        .filter(seesData)
        .filter(input -> known.exampleAxis(input).isEmpty())
        .filter(input -> known.shape(input).equals(Shape.scalar()))
        .map(input -> (GraphOperation) input.op())
        .findFirst();
  }

  private static String named(Output<?> tensor) {
    return tensor.op().type() + " '" + tensor.op().name() + "'";
  }
}
