package io.dptrain.core.internal.graph.loss;

import io.dptrain.core.internal.Scalars;
import io.dptrain.core.internal.graph.backward.GradientFaults;
import io.dptrain.core.internal.graph.backward.GradientProof;
import io.dptrain.core.internal.graph.flow.ExampleAnalysis;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
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
public record Regularization<T extends TFloating>(
    List<Regularizer<T>> regularizers, List<ExampleAnalysis> analyses) {

  /**
   * Follows each regularizer back to variables, constants, chance and public inputs.
   *
   * @throws io.dptrain.core.graph.PrivacyProofException if one is computed from something else,
   *     such as a data set that is part of the graph
   */
  public static <T extends TFloating> Regularization<T> of(
      List<Regularizer<T>> regularizers, List<Operand<?>> publicInputs) {
    List<ExampleAnalysis> analyses = new ArrayList<>();
    for (Regularizer<T> regularizer : regularizers) {
      analyses.add(ExampleAnalysis.of(regularizer.value(), publicInputs));
    }
    return new Regularization<>(regularizers, analyses);
  }

  /** The public inputs that the regularizers are computed from. */
  public Set<Output<?>> publicInputs() {
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
  public List<Optional<Output<T>>> gradients(
      Ops tf, List<Output<T>> variables, double expectedBatchSize) {
    Set<Output<?>> reached = new LinkedHashSet<>();
    List<Output<?>> values = new ArrayList<>();
    List<Output<?>> weights = new ArrayList<>();
    List<ExampleAnalysis> onPath = new ArrayList<>();
    for (int i = 0; i < regularizers.size(); i++) {
      Regularizer<T> regularizer = regularizers.get(i);
      if (isPath(analyses.get(i), regularizer.value(), variables)) {
        double weight = regularizer.weight(expectedBatchSize);
        values.add(regularizer.value());
        onPath.add(analyses.get(i));
        weights.add(Scalars.like(tf, weight, regularizer.value()).asOutput());
        reached.addAll(analyses.get(i).variables());
      }
    }
    // TensorFlow fails where it is asked for a gradient by what no part is computed from.
    reached.retainAll(variables);
    Map<Output<?>, Output<?>> gradients = gradients(tf, onPath, values, reached, weights);
    List<Optional<Output<T>>> found = new ArrayList<>();
    for (Output<T> variable : variables) {
      @SuppressWarnings("unchecked") // a gradient has the type of its variable
      Output<T> gradient = (Output<T>) gradients.get(variable);
      found.add(Optional.ofNullable(gradient));
    }
    return found;
  }

  /** Whether a gradient passes from a regularizer to a trained variable. */
  private static boolean isPath(
      ExampleAnalysis analysis, Output<?> value, List<? extends Output<?>> variables) {
    List<GraphOperation> sources =
        variables.stream().map(variable -> (GraphOperation) variable.op()).toList();
    return GradientFaults.requireNoneBehind(analysis.operations(), analysis.shapes(), sources)
        .contains((GraphOperation) value.op());
  }

  /** Fails in TensorFlow if a variable is not behind any of the values. */
  private static Map<Output<?>, Output<?>> gradients(
      Ops tf,
      List<ExampleAnalysis> analyses,
      List<Output<?>> values,
      Set<Output<?>> variables,
      List<Output<?>> weights) {
    Map<Output<?>, Output<?>> found = new HashMap<>();
    if (values.isEmpty()) {
      return found;
    }
    Graph graph = (Graph) tf.scope().env();
    Output<?>[] xs = array(List.copyOf(variables));
    Output<?>[] gradients = GradientProof.add(graph, analyses, array(values), xs, array(weights));
    for (int i = 0; i < xs.length; i++) {
      if (!GradientFaults.isMissing(gradients[i])) {
        found.put(xs[i], gradients[i]);
      }
    }
    return found;
  }

  private static Output<?>[] array(List<? extends Output<?>> tensors) {
    return tensors.toArray(new Output<?>[0]);
  }
}
