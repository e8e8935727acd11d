package io.dptrain.core.internal.seam;

import io.dptrain.core.internal.Checks;
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
 * @param form type and shapes, gradients first and then statistics
 * @param l2Bound the l2 bound of one example's share of all gradients together
 * @param release what each step releases, for its noise
 * @param statisticWeights what each statistic was multiplied with, to be noised with the gradients
 *     of a step of the most noise
 * @param ofClipping how many of the statistics the clipping learns from; they come first
 */
public record SumDeclaration<T extends TFloating>(
    List<String> variables,
    SumForm<T> form,
    double l2Bound,
    ScheduledRelease release,
    List<Double> statisticWeights,
    int ofClipping) {

  /**
   * Takes copies of the lists, and checks that there is a sum for each variable and statistic.
   *
   * @throws IllegalArgumentException also if single precision cannot hold the noise of some step
   */
  public SumDeclaration {
    Checks.positiveFinite("l2Bound", l2Bound);
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
    for (long first : release.noise().levels().keySet()) {
      noiseStdDev(release.at(first), l2Bound);
    }
  }

  /**
   * The l2 norm by which one example changes all sums of a step together, when its statistics were
   * scaled.
   *
   * @param step how many steps of the run were charged before
   */
  public double l2Sensitivity(long step) {
    return release.at(step).jointBound(l2Bound);
  }

  /**
   * The standard deviation of the noise on every coordinate of the sums of a step. <b>Error</b>:
   * upward.
   *
   * @param step how many steps of the run were charged before
   */
  public float noiseStdDev(long step) {
    return noiseStdDev(release.at(step), l2Bound);
  }

  private static float noiseStdDev(Release release, double l2Bound) {
    return NoiseStdDev.inSinglePrecision(release.together() * release.jointBound(l2Bound));
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
