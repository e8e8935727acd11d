package io.dptrain.core.internal.gradient;

import io.dptrain.core.gradient.CustomGradients;
import io.dptrain.core.optimizer.BatchFeeds;
import io.dptrain.core.testing.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.types.TFloat64;

/**
 * The slow and obvious reference: the ordinary gradient of each privacy unit alone, in double
 * precision, clipped and summed on the host.
 *
 * @param gradients for each unit the gradient of each variable
 */
record BatchOfOne(List<double[][]> gradients) {

  static BatchOfOne of(Model model, long seed, Examples examples) {
    CustomGradients.register();
    List<double[][]> gradients = new ArrayList<>();
    try (ModelGraph graph = ModelGraph.reference(model, TFloat64.class, seed)) {
      Output<?>[] ordinary =
          graph.graph().addGradients(graph.loss(), graph.variables().toArray(new Output<?>[0]));
      for (int unit = 0; unit < examples.units(); unit++) {
        try (BatchFeeds feeds = examples.feeds(graph, unit, unit + 1)) {
          Session.Runner runner = feeds.feedTo(graph.session().runner());
          gradients.add(run(runner, ordinary, 1.0 / model.rowsPerUnit()));
        }
      }
    }
    return new BatchOfOne(gradients);
  }

  private static double[][] run(Session.Runner runner, Output<?>[] ordinary, double scale) {
    for (Output<?> gradient : ordinary) {
      runner.fetch(gradient);
    }
    try (Result result = runner.run()) {
      double[][] gradients = new double[ordinary.length][];
      for (int v = 0; v < gradients.length; v++) {
        gradients[v] = Tensors.toDoubles(result.get(v));
        for (int i = 0; i < gradients[v].length; i++) {
          gradients[v][i] *= scale;
        }
      }
      return gradients;
    }
  }

  double norm(int unit) {
    double sum = 0;
    for (double[] gradient : gradients.get(unit)) {
      sum += Vectors.squaredNorm(gradient);
    }
    return Math.sqrt(sum);
  }

  /** The norm of the gradient of one variable. */
  double norm(int unit, int variable) {
    return Vectors.norm(gradients.get(unit)[variable]);
  }

  /** The median norm, so that about half of all units are clipped to it. */
  double medianNorm() {
    double[] norms = new double[gradients.size()];
    for (int unit = 0; unit < norms.length; unit++) {
      norms[unit] = norm(unit);
    }
    Arrays.sort(norms);
    return norms[norms.length / 2];
  }

  /** The sum of the first units, clipped. */
  double[] clippedSum(int variable, int units, double clipNorm) {
    double[] factors = new double[units];
    Arrays.setAll(factors, unit -> Math.min(1, clipNorm / norm(unit)));
    return weightedSum(variable, factors);
  }

  /** The sum of the first units, one for each factor. */
  double[] weightedSum(int variable, double... factors) {
    double[] sum = new double[gradients.get(0)[variable].length];
    for (int unit = 0; unit < factors.length; unit++) {
      for (int i = 0; i < sum.length; i++) {
        sum[i] += factors[unit] * gradients.get(unit)[variable][i];
      }
    }
    return sum;
  }

  /** The norm of the clipped sum, or what it would be if the units were orthogonal. */
  double clippedSize(int variable, int units, double clipNorm) {
    double squares = 0;
    for (int unit = 0; unit < units; unit++) {
      double factor = Math.min(1, clipNorm / norm(unit));
      squares += Math.pow(factor * norm(unit, variable), 2);
    }
    double sum = Vectors.norm(clippedSum(variable, units, clipNorm));
    return Math.max(sum, Math.sqrt(squares));
  }
}
