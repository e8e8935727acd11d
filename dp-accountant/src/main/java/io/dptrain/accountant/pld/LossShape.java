package io.dptrain.accountant.pld;

/** How the privacy loss of one step is distributed: a function of Gaussian noise, or a table. */
sealed interface LossShape permits Loss, LossTable, OrInfinite {
  /** Returns a bound on the total variation distance, and so on delta at any epsilon. */
  double totalVariation();

  /** Returns the probability of an infinite loss. */
  double infinite();

  /**
   * Returns the moments on the line Re t = z, to about exp(logTolerance).
   *
   * @param direction the sign of the heights follows it
   */
  Moment moment(Direction direction, double z, double logTolerance);
}
