package io.dptrain.examples.run;

import java.util.function.ToDoubleFunction;

/**
 * A number that a claim makes a statement about.
 *
 * @param what the number, in few words
 * @param value of one seed
 * @param lowest the least that is expected; minus infinity for no limit
 * @param highest the most that is expected; infinity for no limit
 */
public record Expectation(
    String what, ToDoubleFunction<Seed> value, double lowest, double highest) {

  /** Begins one: what the number is, and how it follows from the runs of one seed. */
  public static Open that(String what, ToDoubleFunction<Seed> value) {
    return new Open(what, value);
  }

  /** One whose limits are still open. */
  public record Open(String what, ToDoubleFunction<Seed> value) {

    /** No less than this. */
    public Expectation isAtLeast(double lowest) {
      return new Expectation(what, value, lowest, Double.POSITIVE_INFINITY);
    }

    /** No more than this. */
    public Expectation isAtMost(double highest) {
      return new Expectation(what, value, Double.NEGATIVE_INFINITY, highest);
    }

    /** From one to the other, both included. */
    public Expectation isBetween(double lowest, double highest) {
      return new Expectation(what, value, lowest, highest);
    }
  }

  /** Whether a number is as expected; NaN never is. */
  public boolean isMet(double number) {
    return number >= lowest && number <= highest;
  }
}
