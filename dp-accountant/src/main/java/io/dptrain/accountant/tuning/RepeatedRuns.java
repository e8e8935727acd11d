package io.dptrain.accountant.tuning;

import io.dptrain.accountant.internal.Checks;
import io.dptrain.accountant.internal.JsonObject;
import io.dptrain.accountant.rdp.RdpAccountant;
import io.dptrain.accountant.rdp.RdpCurve;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongToDoubleFunction;
import java.util.random.RandomGenerator;

/**
 * A random number of private runs, of which the best is published.
 *
 * <pre>{@code
 * RepeatedRuns runs = RepeatedRuns.truncatedNegativeBinomial(1, 0.1); // 10 runs on average
 * long count = runs.draw(new SecureRandom());
 * double epsilon = runs.epsilon(oneRun, 1e-5); // of the whole search
 * }</pre>
 *
 * <p><b>Source:</b> Papernot, Steinke 2022, Hyperparameter tuning with Renyi differential privacy,
 * arXiv:2110.03620.
 *
 * <p>Immutable.
 */
public abstract sealed class RepeatedRuns permits PoissonRuns, NegativeBinomialRuns {
  /** A few units of rounding. */
  private static final double UP = 1 + 0x1p-46;

  /** More than the roundings of as many products as there may be runs. */
  private static final double UP_MANY = 1 + 0x1p-34;

  private static final double SMALLEST_PROBABILITY = 1e-290;

  private static final long MOST_RUNS = 1 << 16;
  private static final double NEGLIGIBLE = 1e-60;

  static final String DISTRIBUTION = "distribution";

  /**
   * Returns a Poisson number of runs. It can be 0: then nothing of the data may be published.
   *
   * <p><b>Formula:</b> at order a, r'(a) = r(a) + mean delta + log(mean) / (a - 1), delta that of
   * one run at epsilon = log(1 + 1 / (a - 1)). <b>Source:</b> theorem 6.
   *
   * <p><b>Domain:</b> mean in [1, 500]; below 1 the formula falls below the divergence of simple
   * examples.
   */
  public static RepeatedRuns poisson(double mean) {
    Checks.require(mean >= 1 && mean <= 500, "mean must be in [1, 500], but is %s", mean);
    return new PoissonRuns(mean);
  }

  /**
   * Returns a truncated negative binomial number of runs, at least 1; geometric for shape 1,
   * logarithmic for shape 0. A smaller shape costs less privacy and scatters more.
   *
   * <p><b>Formula:</b> at order a, r'(a) = r(a) + log(mean) / (a - 1) + (1 + shape) times the least
   * over b of (1 - 1/b) r(b) + log(1 / probability) / b. <b>Source:</b> theorem 2.
   *
   * <p><b>Domain:</b> shape in (-1, 1000], probability in [10^-6, 1).
   *
   * @param probability of stopping, the paper's gamma
   */
  public static RepeatedRuns truncatedNegativeBinomial(double shape, double probability) {
    Checks.require(shape > -1 && shape <= 1000, "shape must be in (-1, 1000], but is %s", shape);
    Checks.require(
        probability >= 1e-6 && probability < 1,
        "probability must be in [10^-6, 1), but is %s",
        probability);
    NegativeBinomialRuns runs = new NegativeBinomialRuns(shape, probability);
    Checks.require(
        runs.probabilityOfFirst() > SMALLEST_PROBABILITY,
        "shape must be small enough that one run can happen, but is %s at probability %s; lower it",
        shape,
        probability);
    return runs;
  }

  /**
   * Reads what {@link #toJson} wrote.
   *
   * @throws IllegalArgumentException if it is anything else, or a distribution that this version
   *     does not know
   */
  public static RepeatedRuns fromJson(String text) {
    JsonObject json = JsonObject.parse(text);
    String distribution = json.text(DISTRIBUTION);
    return switch (distribution) {
      case PoissonRuns.NAME -> poisson(json.number("mean"));
      case NegativeBinomialRuns.NAME ->
          truncatedNegativeBinomial(json.number("shape"), json.number("probability"));
      default ->
          throw new IllegalArgumentException(
              "distribution must be one that this version knows, but is " + distribution);
    };
  }

  /** Returns the distribution as one line of JSON; every number comes back as it was. */
  public final String toJson() {
    return json().toString();
  }

  /** Returns the distribution in words. */
  public abstract String describe();

  abstract JsonObject json();

  @Override
  public final boolean equals(Object other) {
    return other instanceof RepeatedRuns runs && toJson().equals(runs.toJson());
  }

  @Override
  public final int hashCode() {
    return toJson().hashCode();
  }

  /** Returns the mean of the number of runs. */
  public abstract double expectedRuns();

  /**
   * Draws the number of runs. The guarantee holds for a number that was drawn here, once, and not
   * for any other.
   *
   * @param random its state must not be known to whom the guarantee protects from
   */
  public final long draw(RandomGenerator random) {
    double left = random.nextDouble();
    long runs = first();
    double probability = probabilityOfFirst();
    // Rounding may leave a rest that no probability takes up: past the mean, that ends the draw.
    while (left >= probability && (probability > 0x1p-60 || runs < expectedRuns())) {
      left -= probability;
      probability *= ratio(runs);
      runs++;
    }
    return runs;
  }

  /** Returns the smallest number of runs. */
  abstract long first();

  abstract double probabilityOfFirst();

  /** Returns the probability of one run more, divided by that of so many. */
  abstract double ratio(long runs);

  /**
   * Returns the epsilon of the whole search.
   *
   * <p><b>Domain:</b> delta in (0, 1). <b>Unit:</b> natural logarithm.
   *
   * <p><b>Error:</b> upward.
   *
   * @param oneRun what the costliest of the runs spends
   */
  public final double epsilon(RdpAccountant oneRun, double delta) {
    return curve(oneRun.curve(), oneRun::delta).guarantee(delta).epsilon();
  }

  /**
   * Returns the curve of the whole search, to be composed with others or converted.
   *
   * <p><b>Error:</b> upward.
   *
   * @param oneRun that of one run
   * @param deltaOfOneRun the delta of one run by epsilon
   */
  public final RdpCurve curve(RdpCurve oneRun, DoubleUnaryOperator deltaOfOneRun) {
    double[] rdp = new double[oneRun.orders().size()];
    double constant = constant(oneRun);
    for (int i = 0; i < rdp.length; i++) {
      double slope = oneRun.orders().order(i) - 1;
      double chosen = Math.log(expectedRuns()) / slope;
      double extra = constant + perOrder(slope, deltaOfOneRun);
      // Upward on either side of 0: rounding may make the logarithm of a mean of 1 negative.
      rdp[i] = Math.max(0, (oneRun.rdp(i) + extra) * UP + chosen * (chosen > 0 ? UP : 1 / UP));
    }
    return RdpCurve.of(oneRun.orders(), rdp, oneRun.relation());
  }

  /**
   * Returns the delta of the whole search at some epsilon, by what all of its runs spend together.
   * It is the smaller bound for few runs; {@link #curve} for many.
   *
   * <p><b>Formula:</b> the sum over k of P(k) delta_k: what is published is computed from all runs,
   * and their number knows nothing of the data. Numbers between two powers of 2 count as the
   * larger. What lies beyond 65,536 runs counts as if it hid nothing.
   *
   * <p><b>Error:</b> upward.
   *
   * @param deltaOfRuns the delta of so many runs together, at that epsilon; it must not fall with
   *     their number
   */
  public final double deltaOfAllRuns(LongToDoubleFunction deltaOfRuns) {
    double delta = 0;
    double probability = probabilityOfFirst();
    long runs = first();
    for (long most = 1; most <= MOST_RUNS; most *= 2) {
      double mass = 0;
      for (; runs <= most; runs++) {
        mass += runs == 0 ? 0 : probability;
        probability *= ratio(runs);
      }
      delta += mass > 0 ? mass * deltaOfRuns.applyAsDouble(most) : 0;
      double beyond = probability / (1 - largestRatio(runs));
      if (largestRatio(runs) < 1 && (beyond < NEGLIGIBLE || most == MOST_RUNS)) {
        return Math.min(1, (delta + beyond) * UP_MANY);
      }
    }
    return 1;
  }

  /** Returns a bound on {@link #ratio} from so many runs on. */
  abstract double largestRatio(long runs);

  /** Returns what the choice adds at every order. */
  abstract double constant(RdpCurve oneRun);

  /** Returns what the choice adds at the order 1 + slope. */
  abstract double perOrder(double slope, DoubleUnaryOperator deltaOfOneRun);
}
