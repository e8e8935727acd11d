package io.dptrain.core.internal.gradient;

import io.dptrain.core.internal.gradient.form.Built;
import io.dptrain.core.internal.gradient.form.SiteGradient;
import io.dptrain.core.internal.graph.Graphs;
import io.dptrain.core.internal.graph.axis.Arrangement;
import io.dptrain.core.internal.graph.flow.ExampleAnalysis;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TFloating;

/**
 * An operation between a variable and what data meets that is linear in one input, keeps its shape,
 * and has the variable in that input alone.
 *
 * <p><b>Formula</b>: with {@code d} the gradient of an example by the output and {@code c} the
 * other input, that by the input is {@code d} for {@code x + c}, {@code c + x} and {@code x - c},
 * {@code -d} for {@code c - x} and {@code -x}, {@code d c} for products and {@code d / c} for
 * {@code x / c}.
 *
 * @param input the input that has the variable
 * @param shape of it
 * @param change what the gradients go through, examples in front; empty if they stay as they are
 */
record LinearLink<T extends TFloating>(
    Ops tf, Output<T> input, Shape shape, Optional<UnaryOperator<Operand<T>>> change) {

  /** The link, if an operation is one. */
  static <T extends TFloating> Optional<LinearLink<T>> of(
      Ops tf, ExampleAnalysis analysis, GraphOperation operation, Output<T> variable) {
    List<Integer> places =
        IntStream.range(0, operation.numInputs())
            .filter(place -> isBehind(operation.input(place), variable))
            .boxed()
            .toList();
    if (places.size() != 1) {
      return Optional.empty();
    }
    int place = places.get(0);
    @SuppressWarnings("unchecked") // arithmetic keeps the type
    Output<T> input = (Output<T>) operation.input(place);
    Shape shape = analysis.shapes().of(input);
    Shape result = analysis.shapes().of(operation.output(0));
    if (shape.isUnknown() || shape.hasUnknownDimension() || !shape.equals(result)) {
      return Optional.empty();
    }
    return new LinearLink<>(tf, input, shape, Optional.empty()).changedBy(operation, place);
  }

  private static boolean isBehind(Output<?> tensor, Output<?> variable) {
    return Graphs.ancestorsInOrder(tensor).contains((GraphOperation) variable.op());
  }

  private Optional<LinearLink<T>> changedBy(GraphOperation operation, int place) {
    return switch (operation.type()) {
      case "Add", "AddV2" -> Optional.of(this);
      case "Sub" -> Optional.of(place == 0 ? this : with(tf.math::neg));
      case "Neg" -> Optional.of(with(tf.math::neg));
      case "Mul" -> Optional.of(with(rows -> tf.math.mul(rows, other(operation, 1 - place))));
      case "Div", "RealDiv" ->
          place == 0
              ? Optional.of(with(rows -> tf.math.div(rows, other(operation, 1))))
              : Optional.empty();
      case "ReverseV2" -> ExampleAnalysis.constantInts(operation.input(1)).map(this::reversed);
      default -> Optional.empty();
    };
  }

  private LinearLink<T> with(UnaryOperator<Operand<T>> other) {
    return new LinearLink<>(tf, input, shape, Optional.of(other));
  }

  @SuppressWarnings("unchecked") // both operands have one type
  private Output<T> other(GraphOperation operation, int place) {
    return (Output<T>) operation.input(place);
  }

  private LinearLink<T> reversed(int[] axes) {
    int rank = shape.numDimensions();
    int[] moved = Arrays.stream(axes).map(axis -> Math.floorMod(axis, rank) + 1).toArray();
    return with(rows -> tf.reverse(rows, tf.constant(moved)));
  }

  /** The gradients by the input. */
  SiteGradient<T> back(SiteGradient<T> gradient) {
    return change.isEmpty() ? gradient : changed(gradient.built(), change.get());
  }

  /** What was replaced by zeros is NaN again: a finite row times a number may be infinite, too. */
  private Built<T> changed(Built<T> built, UnaryOperator<Operand<T>> by) {
    long[] stacked = shape.prepend(-1).asArray();
    Operand<T> rows = by.apply(Arrangement.reshape(tf, built.rows(), stacked));
    if (built.poison().isPresent()) {
      long[] one = new long[stacked.length];
      Arrays.fill(one, 1);
      one[0] = -1;
      rows = tf.math.add(rows, Arrangement.reshape(tf, built.poison().get(), one));
    }
    return Built.of(tf, rows, shape, built.form(), built.cost() + shape.size());
  }
}
