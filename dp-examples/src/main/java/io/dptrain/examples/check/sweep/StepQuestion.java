package io.dptrain.examples.check.sweep;

import io.dptrain.core.clip.Clipping;
import io.dptrain.core.graph.PrivacyProofException;
import io.dptrain.core.noise.HostNoise;
import io.dptrain.core.optimizer.BatchFeeds;
import io.dptrain.core.optimizer.DpOptimizer;
import io.dptrain.core.sampling.PoissonSampling;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.framework.optimizers.GradientDescent;
import org.tensorflow.types.family.TFloating;

/**
 * What {@code minimize} says of a model with the operation in it, and whether a step of it, with
 * noise that is zero, moves the trained variable by the sum of clipped gradients. The loss is not
 * linear in what the operation computes, so that its gradients are wrong where that is.
 */
final class StepQuestion {
  /** Clipping below the median leaves some examples as they are and shortens others. */
  private static final double SHARE_OF_MEDIAN = 0.9;

  private final OpCase tried;
  private final Truth truth;
  private final int input;
  private final Consumer<Answer> accepted;

  /**
   * @param input what is trained; -1 for a variable beside the operation
   * @param accepted is told when {@code minimize} accepted, as the step may end the process
   */
  StepQuestion(OpCase tried, Truth truth, int input, Consumer<Answer> accepted) {
    this.tried = tried;
    this.truth = truth;
    this.input = input;
    this.accepted = accepted;
  }

  Answer ask() {
    try (CaseGraph graph = CaseGraph.training(tried, truth.values(), input)) {
      Output<?> loss = graph.addLoss(truth.weights());
      Optional<Beside> beside =
          input == CaseGraph.NONE ? Optional.of(Beside.of(graph, tried.batch())) : Optional.empty();
      double[][] gradients = beside.map(Beside::gradients).orElseGet(this::gradients);
      Output<?> whole = beside.isPresent() ? beside.get().addedTo(loss) : loss;
      Output<?> variable = beside.isPresent() ? beside.get().variable() : graph.variable();
      double clipNorm = clipNorm(gradients);
      DpOptimizer optimizer = optimizer(graph, clipNorm);
      try {
        minimize(optimizer, whole, variable);
      } catch (PrivacyProofException e) {
        return Answer.of(Verdict.REFUSED, e.getMessage());
      } catch (RuntimeException e) {
        boolean none = String.valueOf(e.getMessage()).contains("No gradient defined");
        return Answer.of(none ? Verdict.NO_GRADIENT : Verdict.REFUSED, "minimize: " + e);
      }
      accepted.accept(
          Answer.of(
                  Verdict.ENDS_PROCESS, optimizer.explain().fallback().isPresent() ? "mapped" : "")
              .asAccepted());
      return step(graph, optimizer, beside, variable, gradients, clipNorm).asAccepted();
    }
  }

  private Answer step(
      CaseGraph graph,
      DpOptimizer optimizer,
      Optional<Beside> beside,
      Output<?> variable,
      double[][] gradients,
      double clipNorm) {
    try {
      graph.session().initialize();
      Values before = read(graph, variable);
      optimizer.step(graph.session(), rows -> feeds(graph, beside, rows));
      return compare(before, read(graph, variable), gradients, clipNorm);
    } catch (RuntimeException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      return Answer.of(Verdict.FAILS, "step: " + cause.getMessage());
    }
  }

  /** With respect to the ones that data is multiplied by, or to a weight. */
  private double[][] gradients() {
    double[][] gradients = truth.gradients(input);
    if (tried.args().get(input).role() != Arg.Role.DATA) {
      return gradients;
    }
    double[] data = truth.values().get(input).data();
    double[][] products = new double[gradients.length][gradients[0].length];
    for (int i = 0; i < gradients.length; i++) {
      for (int e = 0; e < gradients[i].length; e++) {
        products[i][e] = gradients[i][e] * data[i * gradients[i].length + e];
      }
    }
    return products;
  }

  private static double norm(double[] gradient) {
    return Math.sqrt(Arrays.stream(gradient).map(x -> x * x).sum());
  }

  private static double clipNorm(double[][] gradients) {
    double[] norms = Arrays.stream(gradients).mapToDouble(StepQuestion::norm).sorted().toArray();
    double median = norms[norms.length / 2];
    return median > 1e-6 ? SHARE_OF_MEDIAN * median : 1;
  }

  /**
   * The learning rate makes the step independent of the clip norm. What the operation does is seen
   * as it is: not by the probe first, nor as rows that count as zero.
   */
  private DpOptimizer optimizer(CaseGraph graph, double clipNorm) {
    return DpOptimizer.wrap(new GradientDescent(graph.graph(), (float) (1 / clipNorm)))
        .sampling(PoissonSampling.of(tried.batch(), tried.batch()))
        .clipping(Clipping.flat(clipNorm))
        .noiseMultiplier(1)
        .noise(HostNoise.of(new NoNoise()))
        .trustKernelsWithoutProbe()
        .revealErrorsNotPrivate()
        .build();
  }

  @SuppressWarnings("unchecked") // the loss and the variable have the floating type of the case
  private static void minimize(DpOptimizer optimizer, Output<?> loss, Output<?> variable) {
    optimizer.minimize((Operand<TFloating>) loss, List.of((Operand<TFloating>) variable));
  }

  private BatchFeeds feeds(CaseGraph graph, Optional<Beside> beside, int[] rows) {
    BatchFeeds feeds = new BatchFeeds();
    for (int i = 0; i < tried.args().size(); i++) {
      if (graph.placeholder(i).isPresent()) {
        feeds.feed(
            graph.placeholder(i).get(),
            tried.args().get(i).type().tensor(truth.values().get(i).rows(rows)));
      }
    }
    beside.ifPresent(other -> other.feed(feeds, rows));
    return feeds;
  }

  private static Values read(CaseGraph graph, Output<?> variable) {
    try (var result = graph.session().runner().fetch(variable).run()) {
      return ElementType.read(result.get(0));
    }
  }

  private Answer compare(Values before, Values after, double[][] gradients, double clipNorm) {
    double[] expected = Errors.sum(clipped(gradients, clipNorm));
    double[] moved = new double[expected.length];
    for (int i = 0; i < moved.length; i++) {
      moved[i] = (before.data()[i] - after.data()[i]) * tried.batch() * (float) clipNorm;
    }
    double error = Errors.largest(moved, expected, Math.max(clipNorm, Errors.largest(expected)));
    return Answer.within(error, GradientQuestion.LOOSER * Math.max(tried.tolerance(), 1e-6));
  }

  private static double[][] clipped(double[][] gradients, double clipNorm) {
    return Arrays.stream(gradients)
        .map(
            gradient -> {
              double factor = Math.min(1, clipNorm / Math.max(norm(gradient), 1e-300));
              return Arrays.stream(gradient).map(x -> factor * x).toArray();
            })
        .toArray(double[][]::new);
  }
}
