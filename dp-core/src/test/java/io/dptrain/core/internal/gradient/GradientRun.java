package io.dptrain.core.internal.gradient;

import io.dptrain.core.clip.Clipping;
import io.dptrain.core.gradient.VariableExplanation;
import io.dptrain.core.internal.graph.flow.ExampleAnalysis;
import io.dptrain.core.internal.graph.loss.PlainLoss;
import io.dptrain.core.optimizer.BatchFeeds;
import io.dptrain.core.testing.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.family.TFloating;

/** A model with its per-example gradients, which runs on batches of any size. */
final class GradientRun implements AutoCloseable {
  private final ModelGraph graph;
  private final SiteGradients<TFloating> gradients;
  private final Placeholder<TFloating> mask;
  private final Operand<TFloating> squaredNorms;
  private final List<Output<TFloating>> sums;

  /**
   * What one batch gave.
   *
   * @param squaredNorms one for each unit
   * @param sums the clipped sum for each variable, in the order in which they were made
   */
  record Values(List<Double> squaredNorms, List<double[]> sums) {

    double[] flat() {
      return sums.stream().flatMapToDouble(Arrays::stream).toArray();
    }
  }

  GradientRun(Model model, Class<? extends TFloating> type, long seed, double clipNorm) {
    this.graph = ModelGraph.of(model, type, seed);
    Ops tf = graph.tf();
    Output<TFloating> loss = PlainLoss.of(tf, graph.loss(), List.of());
    ExampleAnalysis analysis = ExampleAnalysis.of(loss, List.of(), model.rowsPerUnit());
    this.gradients =
        SiteGradients.of(tf, loss, 1.0 / model.rowsPerUnit(), analysis, graph.variables());
    this.squaredNorms = gradients.squaredNorms();
    this.mask = tf.placeholder(graph.type(), Placeholder.shape(Shape.of(-1)));
    this.sums =
        inOrder(
            Clipping.flat(clipNorm)
                .forVariables(gradients.variables())
                .clip(tf, gradients, mask, Optional.empty())
                .sums());
  }

  private List<Output<TFloating>> inOrder(List<Output<TFloating>> weighted) {
    List<Output<TFloating>> ordered = new ArrayList<>();
    for (Output<TFloating> variable : graph.variables()) {
      ordered.add(weighted.get(gradients.variables().indexOf(variable)));
    }
    return ordered;
  }

  /** Runs with all optimizations of graphs, if it has not run yet. */
  GradientRun optimized() {
    graph.optimizedSession();
    return this;
  }

  /** How the gradients are computed. */
  List<String> forms() {
    return gradients.explanations().stream().map(VariableExplanation::form).toList();
  }

  /** The first units. */
  Values run(Examples examples, int units) {
    double[] ones = new double[units];
    Arrays.fill(ones, 1);
    return run(examples, ones);
  }

  /** As many units as there are weights, with the factor of each multiplied by its weight. */
  Values run(Examples examples, double... weights) {
    try (BatchFeeds feeds = examples.feeds(graph, 0, weights.length);
        Tensor ones = Tensors.of(graph.type(), Shape.of(weights.length), weights)) {
      Session.Runner runner = feeds.feedTo(graph.session().runner()).feed(mask, ones);
      runner.fetch(squaredNorms);
      sums.forEach(runner::fetch);
      try (Result result = runner.run()) {
        List<double[]> values = new ArrayList<>();
        for (int v = 0; v < sums.size(); v++) {
          values.add(Tensors.toDoubles(result.get(v + 1)));
        }
        return new Values(Arrays.stream(Tensors.toDoubles(result.get(0))).boxed().toList(), values);
      }
    }
  }

  @Override
  public void close() {
    graph.close();
  }
}
