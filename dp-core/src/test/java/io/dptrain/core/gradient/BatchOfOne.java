package io.dptrain.core.gradient;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.tensorflow.Graph;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/**
 * The slow and obvious reference: the ordinary gradient of each example alone, clipped and summed
 * in double precision.
 */
final class BatchOfOne {
  private final List<String> names = new ArrayList<>();
  private final List<double[][]> gradients = new ArrayList<>();

  /** The reference for a model whose variables are drawn from a seed. */
  static BatchOfOne of(Models.Model model, long seed, TFloat32 batch) {
    CustomGradients.register();
    BatchOfOne reference = new BatchOfOne();
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      Placeholder<TFloat32> data = model.placeholder(tf);
      Models.Builder builder = new Models.Builder(tf, new Random(seed));
      Output<TFloat32> loss = model.reference().build(builder, data).asOutput();
      builder.variables().forEach(variable -> reference.names.add(variable.op().name()));
      Output<?>[] ordinary =
          graph.addGradients(loss, builder.variables().toArray(new Output<?>[0]));
      session.initialize();
      for (TFloat32 example : Tensors.rows(batch)) {
        reference.add(session.runner().feed(data, example), ordinary);
        example.close();
      }
    }
    return reference;
  }

  private void add(Session.Runner runner, Output<?>[] ordinary) {
    for (Output<?> gradient : ordinary) {
      runner.fetch(gradient);
    }
    try (Result result = runner.run()) {
      gradients.add(copy(result));
    }
  }

  private static double[][] copy(Result result) {
    double[][] copy = new double[result.size()][];
    for (int v = 0; v < copy.length; v++) {
      copy[v] = Tensors.toDoubles((TFloat32) result.get(v));
    }
    return copy;
  }

  double norm(int example) {
    double sum = 0;
    for (double[] gradient : gradients.get(example)) {
      for (double value : gradient) {
        sum += value * value;
      }
    }
    return Math.sqrt(sum);
  }

  /** The clipped sum of the variable of a name. */
  double[] clippedSum(String name, double clipNorm, int size) {
    int variable = names.indexOf(name);
    double[] sum = new double[size];
    for (int example = 0; example < gradients.size(); example++) {
      double factor = Math.min(1, clipNorm / norm(example));
      for (int i = 0; i < size; i++) {
        sum[i] += factor * gradients.get(example)[variable][i];
      }
    }
    return sum;
  }
}
