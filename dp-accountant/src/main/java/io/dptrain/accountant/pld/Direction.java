package io.dptrain.accountant.pld;

/** Which of two neighboring data sets the output came from. A guarantee must hold for both. */
public enum Direction {
  /** The output came from the larger data set: the privacy loss is log(P/Q) under P. */
  REMOVE(1),

  /** The output came from the smaller data set: the privacy loss is log(Q/P) under Q. */
  ADD(-1);

  private final int sign;

  Direction(int sign) {
    this.sign = sign;
  }

  /** Returns s in: privacy loss = s log(P/Q). */
  int sign() {
    return sign;
  }

  /** Returns a in: E[exp(z privacy loss)] = E_Q[(P/Q)^a]. */
  double order(double z) {
    return this == REMOVE ? 1 + z : -z;
  }
}
