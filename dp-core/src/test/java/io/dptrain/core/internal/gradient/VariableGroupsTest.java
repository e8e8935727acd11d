package io.dptrain.core.internal.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.dptrain.core.internal.graph.flow.ExampleAnalysis;
import io.dptrain.core.optimizer.BatchFeeds;
import io.dptrain.core.testing.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TFloating;

/** Norms of some variables, factors of their own for each variable, and untrained variables. */
class VariableGroupsTest {
  private static final long SEED = 20_260_103L;
  private static final int UNITS = 5;
  private static final double TOLERANCE = 1e-11;

  static Stream<Model> models() {
    return Stream.of(
            NetworkModels.all(), RecurrentModels.all(), SharedModels.all(), ChainModels.all())
        .flatMap(List::stream);
  }

  @ParameterizedTest
  @MethodSource("models")
  void squaredNorms_eachVariableAndAll_equalBatchOfOne(Model model) {
    Examples examples = Examples.draw(model, UNITS, new Random(SEED));
    BatchOfOne reference = BatchOfOne.of(model, SEED, examples);
    try (ModelGraph graph = ModelGraph.of(model, TFloat64.class, SEED)) {
      SiteGradients<TFloating> gradients = gradients(graph, graph.variables());
      List<Operand<TFloating>> norms = new ArrayList<>();
      for (Output<TFloating> variable : graph.variables()) {
        norms.add(gradients.squaredNorms(List.of(variable)));
      }
      norms.add(gradients.squaredNorms(graph.variables()));
      List<double[]> values = run(graph, examples, norms);
      for (int unit = 0; unit < UNITS; unit++) {
        for (int v = 0; v < graph.variables().size(); v++) {
          assertNorm(values.get(v)[unit], reference.norm(unit, v));
        }
        assertNorm(values.get(values.size() - 1)[unit], reference.norm(unit));
      }
    }
  }

  private static void assertNorm(double squaredNorm, double expected) {
    assertThat(Math.sqrt(squaredNorm)).isCloseTo(expected, within(TOLERANCE * expected + 1e-14));
  }

  @ParameterizedTest
  @MethodSource("models")
  void weightedSums_factorsOfEachVariable_equalBatchOfOne(Model model) {
    Examples examples = Examples.draw(model, UNITS, new Random(SEED));
    BatchOfOne reference = BatchOfOne.of(model, SEED, examples);
    try (ModelGraph graph = ModelGraph.of(model, TFloat64.class, SEED)) {
      SiteGradients<TFloating> gradients = gradients(graph, graph.variables());
      List<Output<TFloating>> sums =
          gradients.weightedSums(
              variable -> constant(graph, factors(graph.variables().indexOf(variable))));
      List<double[]> values = run(graph, examples, sums);
      for (int v = 0; v < graph.variables().size(); v++) {
        int place = gradients.variables().indexOf(graph.variables().get(v));
        double[] expected = reference.weightedSum(v, factors(v));
        assertThat(Vectors.distance(values.get(place), expected))
            .as("error of the sum of variable %d, %s", v, model)
            .isLessThanOrEqualTo(TOLERANCE * Vectors.norm(expected) + 1e-13);
      }
    }
  }

  /** Factors that differ between variables; one is zero and one negative. */
  private static double[] factors(int variable) {
    return IntStream.range(0, UNITS).mapToDouble(unit -> (unit - 1.0) / (variable + 1)).toArray();
  }

  @ParameterizedTest
  @MethodSource("models")
  void of_oneVariableIsTrained_leavesTheOthersOut(Model model) {
    Examples examples = Examples.draw(model, UNITS, new Random(SEED));
    BatchOfOne reference = BatchOfOne.of(model, SEED, examples);
    try (ModelGraph graph = ModelGraph.of(model, TFloat64.class, SEED)) {
      for (int v = 0; v < graph.variables().size(); v++) {
        List<Output<TFloating>> trained = List.of(graph.variables().get(v));
        SiteGradients<TFloating> gradients = gradients(graph, trained);
        assertThat(gradients.variables()).isEqualTo(trained);
        double[] norms = run(graph, examples, List.of(gradients.squaredNorms())).get(0);
        for (int unit = 0; unit < UNITS; unit++) {
          assertNorm(norms[unit], reference.norm(unit, v));
        }
      }
    }
  }

  @Test
  void squaredNorms_emptyGroup_isRefused() {
    try (ModelGraph graph = ModelGraph.of(NetworkModels.all().get(0), TFloat64.class, SEED)) {
      SiteGradients<TFloating> gradients = gradients(graph, graph.variables());
      assertThatThrownBy(() -> gradients.squaredNorms(List.of()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("empty");
    }
  }

  @Test
  void squaredNorms_variableThatIsNotTrained_isRefusedByName() {
    try (ModelGraph graph = ModelGraph.of(NetworkModels.all().get(0), TFloat64.class, SEED)) {
      List<Output<TFloating>> variables = graph.variables();
      SiteGradients<TFloating> gradients = gradients(graph, variables.subList(0, 1));
      assertThatThrownBy(() -> gradients.squaredNorms(variables))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(variables.get(1).op().name());
    }
  }

  private static SiteGradients<TFloating> gradients(
      ModelGraph graph, List<Output<TFloating>> trained) {
    ExampleAnalysis analysis = ExampleAnalysis.of(graph.loss(), List.of());
    return SiteGradients.of(graph.tf(), graph.loss(), 1, analysis, trained);
  }

  private static Operand<TFloating> constant(ModelGraph graph, double... values) {
    return new LossBuilder(graph.tf(), graph.type(), new Random(0), List.of(), false)
        .constant(Shape.of(values.length), values);
  }

  private static List<double[]> run(
      ModelGraph graph, Examples examples, List<? extends Operand<TFloating>> fetched) {
    try (BatchFeeds feeds = examples.feeds(graph, 0, UNITS)) {
      Session.Runner runner = feeds.feedTo(graph.session().runner());
      fetched.forEach(runner::fetch);
      List<double[]> values = new ArrayList<>();
      try (Result result = runner.run()) {
        for (int i = 0; i < result.size(); i++) {
          values.add(Tensors.toDoubles(result.get(i)));
        }
      }
      return values;
    }
  }
}
