package io.dptrain.core.optimizer;

import io.dptrain.core.graph.ExampleAnalysis;
import io.dptrain.core.graph.GradientFaults;
import io.dptrain.core.graph.Regularizer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TFloating;

/**
 * The parts of a loss that were shown to see no data, and their gradient, which needs neither
 * clipping nor noise.
 *
 * @param regularizers the parts
 * @param analyses for each the analysis that shows it
 */
record Regularization<T extends TFloating>(
    List<Regularizer<T>> regularizers, List<ExampleAnalysis> analyses) {

  /**
   * Follows each regularizer back to variables, constants, chance and public inputs.
   *
   * @throws io.dptrain.core.graph.PrivacyProofException if one is computed from something else,
   *     such as a data set that is part of the graph
   */
  static <T extends TFloating> Regularization<T> of(
      List<Regularizer<T>> regularizers, List<Operand<?>> publicInputs) {
    List<ExampleAnalysis> analyses = new ArrayList<>();
    for (Regularizer<T> regularizer : regularizers) {
      analyses.add(ExampleAnalysis.of(regularizer.value(), publicInputs));
    }
    return new Regularization<>(regularizers, analyses);
  }

  /** The public inputs that the regularizers are computed from. */
  Set<Output<?>> publicInputs() {
    Set<Output<?>> inputs = new LinkedHashSet<>();
    analyses.forEach(analysis -> inputs.addAll(analysis.usedPublicInputs()));
    return inputs;
  }

  /**
   * The gradients of the weighted sum of all parts.
   *
   * @return for each variable its gradient, or nothing where no part is computed from it
   * @throws io.dptrain.core.graph.PrivacyProofException if TensorFlow cannot differentiate a part
   */
  List<Optional<Output<T>>> gradients(
      Ops tf, List<Output<T>> variables, double expectedBatchSize) {
    Set<GraphOperation> sources = new LinkedHashSet<>();
    variables.forEach(variable -> sources.add((GraphOperation) variable.op()));
    List<Output<?>> values = new ArrayList<>();
    List<Output<?>> weights = new ArrayList<>();
    for (int i = 0; i < regularizers.size(); i++) {
      Output<T> value = regularizers.get(i).value();
      Set<GraphOperation> passed =
          GradientFaults.requireNoneBehind(analyses.get(i).operations(), sources);
      if (passed.contains((GraphOperation) value.op())) {
        double weight = regularizers.get(i).weight(expectedBatchSize);
        values.add(value);
        weights.add(tf.dtypes.cast(tf.constant(weight), value.type()).asOutput());
      }
    }
    if (values.isEmpty()) {
      return variables.stream().map(variable -> Optional.<Output<T>>empty()).toList();
    }
    Output<?>[] gradients =
        ((Graph) tf.scope().env())
            .addGradients(null, array(values), array(variables), array(weights));
    List<Optional<Output<T>>> found = new ArrayList<>();
    for (Output<?> gradient : gradients) {
      @SuppressWarnings("unchecked") // a gradient has the type of its variable
      Output<T> typed = (Output<T>) gradient;
      found.add(isPath(typed) ? Optional.of(typed) : Optional.empty());
    }
    return found;
  }

  private static Output<?>[] array(List<? extends Output<?>> tensors) {
    return tensors.toArray(new Output<?>[0]);
  }

  /** TensorFlow returns an output without an operation where there is no path. */
  private static boolean isPath(Output<?> gradient) {
    return ((GraphOperation) gradient.op()).getUnsafeNativeHandle() != null;
  }
}
