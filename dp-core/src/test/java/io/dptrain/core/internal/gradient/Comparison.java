package io.dptrain.core.internal.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.tensorflow.types.family.TFloating;

/**
 * A model held against the reference. Half of the examples are clipped.
 *
 * <p>Norms from Gram matrices and from sums of equal look-ups are rounded upwards by design, the
 * more the more they cancel, so in single precision they are allowed a tenfold error.
 *
 * <p>Norms must agree relatively, and the clipped sum of each variable relative to its own size, or
 * to the size that it has if nothing cancels. A variable may have a gradient of zero or nearly so,
 * such as a bias in front of a normalization; then the rounding of what canceled is left, which is
 * measured against the clip norm.
 */
final class Comparison {
  private static final double TINY = 1e-30;
  private static final double CANCELED = 0.3;

  private final Model model;
  private final long seed;
  private final Examples examples;
  private final BatchOfOne reference;
  private final double clipNorm;

  /**
   * @param seed what variables and data are drawn from
   */
  Comparison(Model model, long seed, int units) {
    this.model = model;
    this.seed = seed;
    this.examples = Examples.draw(model, units, new Random(~seed));
    this.reference = BatchOfOne.of(model, seed, examples);
    this.clipNorm = reference.medianNorm();
  }

  /** Runs the model in one precision on the first units, for several numbers of units. */
  void assertEqual(Class<? extends TFloating> type, double tolerance, int... batches) {
    try (GradientRun run = new GradientRun(model, type, seed, clipNorm)) {
      assertEqual(run, tolerance, batches);
    }
  }

  /** The same, with all that TensorFlow does to a graph unless told otherwise. */
  void assertEqualOptimized(Class<? extends TFloating> type, double tolerance, int... batches) {
    try (GradientRun run = new GradientRun(model, type, seed, clipNorm)) {
      assertEqual(run.optimized(), tolerance, batches);
    }
  }

  private void assertEqual(GradientRun run, double tolerance, int... batches) {
    List<String> forms = run.forms();
    boolean gram =
        forms.stream().anyMatch(form -> form.contains("Gram") || form.contains("equal look-ups"));
    double allowed = gram ? 10 * tolerance : tolerance;
    for (int units : batches) {
      GradientRun.Values values = run.run(examples, units);
      assertNorms(values, units, allowed, forms);
      assertSums(values, units, allowed, forms);
    }
  }

  private void assertNorms(
      GradientRun.Values values, int units, double tolerance, List<String> forms) {
    assertThat(values.squaredNorms()).as("number of norms").hasSize(units);
    for (int unit = 0; unit < units; unit++) {
      double expected = reference.norm(unit);
      assertThat(Math.sqrt(values.squaredNorms().get(unit)))
          .as("norm of example %d of %d, %s, by %s, seed %d", unit, units, model, forms, seed)
          .isCloseTo(expected, within(tolerance * expected + TINY));
    }
  }

  private void assertSums(
      GradientRun.Values values, int units, double tolerance, List<String> forms) {
    for (int v = 0; v < values.sums().size(); v++) {
      double[] expected = reference.clippedSum(v, units, clipNorm);
      double size = reference.clippedSize(v, units, clipNorm);
      assertThat(Vectors.distance(values.sums().get(v), expected))
          .as(
              "error of the clipped sum of variable %d over %d examples, %s, by %s, seed %d",
              v, units, model, forms, seed)
          .isLessThanOrEqualTo(tolerance * (size + CANCELED * clipNorm) + TINY);
    }
  }
}
