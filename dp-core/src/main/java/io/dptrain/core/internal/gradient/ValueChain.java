package io.dptrain.core.internal.gradient;

import io.dptrain.core.internal.gradient.form.Built;
import io.dptrain.core.internal.gradient.form.OuterProducts;
import io.dptrain.core.internal.gradient.form.SiteGradient;
import io.dptrain.core.internal.gradient.form.Sums;
import io.dptrain.core.internal.gradient.rule.MappedSite;
import io.dptrain.core.internal.graph.axis.Arrangement;
import io.dptrain.core.internal.graph.flow.ExampleAnalysis;
import io.dptrain.core.internal.graph.op.OpFact.Trait;
import io.dptrain.core.internal.graph.op.OpFacts;
import java.util.Optional;
import java.util.stream.IntStream;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TFloating;

/**
 * From the gradients of a tensor without data back to the variable it is computed from.
 *
 * <p>Ops that only move elements ({@code Identity, Reshape, Squeeze, ExpandDims, Transpose}), and
 * sums with something else, are followed at no cost; the norms stay. Behind {@code ReverseV2}, and
 * products and quotients with something else, gradients are built and moved or multiplied. Any
 * other function of the variable is differentiated for each example.
 */
record ValueChain<T extends TFloating>(Ops tf, ExampleAnalysis analysis) {
  /** The gradients of the variable. */
  SiteGradient<T> pullBack(SiteGradient<T> gradient, Output<T> value, Output<T> variable) {
    if (value.equals(variable)) {
      return gradient;
    }
    GraphOperation operation = (GraphOperation) value.op();
    if (OpFacts.of(operation.type()).has(Trait.KEEPS_ELEMENTS)) {
      Output<T> input = input(operation);
      return pullBack(reshaped(gradient, analysis.shapes().of(input)), input, variable);
    }
    if (operation.type().equals("Transpose")) {
      Optional<int[]> permutation = ExampleAnalysis.constantInts(operation.input(1));
      if (permutation.isPresent()) {
        Output<T> input = input(operation);
        return pullBack(transposed(gradient, permutation.get()), input, variable);
      }
    }
    Optional<LinearLink<T>> link = LinearLink.of(tf, analysis, operation, variable);
    if (link.isPresent()) {
      return pullBack(link.get().back(gradient), link.get().input(), variable);
    }
    return MappedSite.pullBack(tf, gradient.built(), value, variable, analysis.usedPublicInputs());
  }

  @SuppressWarnings("unchecked") // an op that moves elements keeps their type
  private static <T extends TFloating> Output<T> input(GraphOperation operation) {
    return (Output<T>) operation.input(0);
  }

  private SiteGradient<T> reshaped(SiteGradient<T> gradient, Shape shape) {
    return Sums.joinable(gradient) instanceof OuterProducts<T> products
        ? products.reshaped(shape)
        : gradient.built().reshaped(shape);
  }

  /** Undoes a permutation: axis {@code i} of the value is axis {@code permutation[i]} before. */
  private SiteGradient<T> transposed(SiteGradient<T> gradient, int[] permutation) {
    if (permutation.length == 2
        && permutation[0] == 1
        && Sums.joinable(gradient) instanceof OuterProducts<T> products) {
      Optional<OuterProducts<T>> turned = products.transposed();
      if (turned.isPresent()) {
        return turned.get();
      }
    }
    Built<T> built = gradient.built();
    long[] rows = gradient.shape().prepend(-1).asArray();
    int[] inverse = new int[permutation.length + 1];
    long[] before = new long[permutation.length];
    IntStream.range(0, permutation.length)
        .forEach(
            i -> {
              inverse[permutation[i] + 1] = i + 1;
              before[permutation[i]] = gradient.shape().get(i);
            });
    Operand<T> moved =
        tf.linalg.transpose(Arrangement.reshape(tf, built.rows(), rows), tf.constant(inverse));
    return Built.of(tf, moved, built.poison(), Shape.of(before), built.form(), built.cost());
  }
}
