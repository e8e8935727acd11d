package io.dptrain.examples.check.sweep;

import io.dptrain.core.gradient.CustomGradients;
import io.dptrain.core.internal.graph.backward.GradientFaults;
import java.util.Arrays;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;

/**
 * TensorFlow's gradient of an operation against finite differences, and whether rows meet in it.
 */
final class GradientQuestion {
  /** A gradient has more roundings than the operation. */
  static final double LOOSER = 20;

  private final OpCase tried;
  private final Truth truth;
  private final int input;

  GradientQuestion(OpCase tried, Truth truth, int input) {
    this.tried = tried;
    this.truth = truth;
    this.input = input;
  }

  Answer ask() {
    double[][] expected = truth.gradients(input);
    CustomGradients.register();
    try (CaseGraph graph = CaseGraph.of(tried, truth.values())) {
      Output<?> loss = graph.addLoss(truth.weights());
      ElementType type = tried.args().get(input).type();
      Output<?> seed = graph.placeholder(type, Shape.of(-1));
      Output<?> gradient = differentiated(graph, loss, seed);
      if (GradientFaults.isMissing(gradient)) {
        boolean isZero =
            Arrays.stream(expected).flatMapToDouble(Arrays::stream).allMatch(v -> v == 0);
        return isZero
            ? Answer.of(Verdict.RIGHT, "zero")
            : Answer.of(Verdict.WRONG, "left out without a word");
      }
      return compare(
          run(graph, seed, gradient, place -> 1),
          run(graph, seed, gradient, place -> place[0] == 0 ? 1 : 0),
          expected);
    }
  }

  private Output<?> differentiated(CaseGraph graph, Output<?> loss, Output<?> seed) {
    return graph.graph()
        .addGradients(
            null,
            new Output<?>[] {loss},
            new Output<?>[] {graph.source(input)},
            new Output<?>[] {seed})[0];
  }

  private Values run(CaseGraph graph, Output<?> seed, Output<?> gradient, Values.ValueAt factors) {
    ElementType type = tried.args().get(input).type();
    try (Tensors feeds = new Tensors()) {
      var fed = type.tensor(Values.of(Shape.of(tried.batch()), factors));
      feeds.own(fed);
      try (var result = graph.runner(truth.values(), feeds).feed(seed, fed).fetch(gradient).run()) {
        return ElementType.read(result.get(0));
      }
    }
  }

  /**
   * @param all the gradient of the sum of all losses
   * @param first that of the loss of the first example
   */
  private Answer compare(Values all, Values first, double[][] expected) {
    boolean isData = tried.args().get(input).role() == Arg.Role.DATA;
    double[] wantedOfAll = isData ? Errors.joined(expected) : Errors.sum(expected);
    double scale = Math.max(Errors.largest(wantedOfAll), Errors.largest(expected[0]));
    double[] wantedOfFirst = isData ? Arrays.copyOf(expected[0], wantedOfAll.length) : expected[0];
    double meets = Errors.largest(first.data(), wantedOfFirst, scale);
    double error = Errors.largest(all.data(), wantedOfAll, scale);
    Answer answer = Answer.within(Math.max(meets, error), LOOSER * tried.tolerance());
    return isData && meetsOthers(first, expected[0].length, scale)
        ? new Answer(false, Verdict.MIXES, answer.error(), "the loss of row 0 reaches other rows")
        : answer;
  }

  private boolean meetsOthers(Values first, int width, double scale) {
    double[] others =
        Arrays.copyOfRange(first.data(), Math.min(width, first.data().length), first.data().length);
    return Errors.largest(others) > LOOSER * tried.tolerance() * scale;
  }
}
