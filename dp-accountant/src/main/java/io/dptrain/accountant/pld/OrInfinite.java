package io.dptrain.accountant.pld;

/**
 * A loss that is, with a small probability, infinite instead. That can only be worse.
 *
 * @param more the probability, beside that of the loss itself
 */
record OrInfinite(LossShape loss, double more) implements LossShape {
  @Override
  public double totalVariation() {
    return loss.totalVariation() + more;
  }

  @Override
  public double infinite() {
    return loss.infinite() + more;
  }

  @Override
  public Moment moment(Direction direction, double z, double logTolerance) {
    return loss.moment(direction, z, logTolerance);
  }
}
