package io.dptrain.core.internal.seam;

import io.dptrain.core.noise.SumForm;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.family.TFloating;

/**
 * What the first half of a step says to the second of the sums that it makes: all that the second
 * needs to know, and no part of a graph.
 *
 * @param variables the names of the variables, in the order of their sums
 * @param form type and shapes, gradients first and then statistics, and the sensitivity of all
 *     together
 * @param noiseMultiplier that of the sums
 * @param statisticWeights what each statistic was multiplied with, to be noised with the gradients
 * @param ofClipping how many of the statistics the clipping learns from; they come first
 */
public record SumDeclaration<T extends TFloating>(
    List<String> variables,
    SumForm<T> form,
    double noiseMultiplier,
    List<Double> statisticWeights,
    int ofClipping) {

  /** Takes copies of the lists, and checks that there is a sum for each variable and statistic. */
  public SumDeclaration {
    variables = List.copyOf(variables);
    statisticWeights = List.copyOf(statisticWeights);
    if (form.shapes().size() != variables.size() + statisticWeights.size()) {
      throw new IllegalArgumentException(
          "there must be a sum for each variable and each statistic, but there are "
              + form.shapes().size()
              + " for "
              + variables.size()
              + " variables and "
              + statisticWeights.size()
              + " statistics");
    }
  }

  /** How many of the sums are gradients. */
  public int gradients() {
    return variables.size();
  }

  /**
   * Requires that an update is of the variables that the sums are of.
   *
   * @throws IllegalArgumentException if it is not, or if order or shapes are others
   */
  public void requireOf(List<? extends Output<?>> updated) {
    List<String> names = updated.stream().map(variable -> variable.op().name()).toList();
    List<Shape> shapes = new ArrayList<>();
    updated.forEach(variable -> shapes.add(variable.shape()));
    if (!names.equals(variables) || !shapes.equals(form.shapes().subList(0, variables.size()))) {
      throw new IllegalArgumentException(
          "an update must be of the variables that the clipped sums are of, in their order, "
              + variables
              + " of shapes "
              + form.shapes().subList(0, variables.size())
              + ", but is of "
              + names
              + " of shapes "
              + shapes);
    }
  }
}
