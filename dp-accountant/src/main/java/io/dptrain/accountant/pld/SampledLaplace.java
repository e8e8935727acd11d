package io.dptrain.accountant.pld;

/**
 * Laplace noise on a Poisson sample, when a record is added or removed; with sampling probability 1
 * plain Laplace noise under either relation.
 *
 * <p><b>Formula:</b> P0 has density exp(-|x - 1| / b) / (2 b), Q exp(-|x| / b) / (2 b); P = (1 - q)
 * Q + q P0. log(P0/Q) is 1 / b for x >= 1, -1 / b for x <= 0 and (2 x - 1) / b between.
 *
 * @param scale the noise's, divided by the most that the sum can move in l1 norm
 */
record SampledLaplace(double samplingProbability, double scale) implements LossStep {
  private static final int BINS = 256;

  @Override
  public boolean hidesNothing() {
    return scale == 0;
  }

  @Override
  public double revealed() {
    return samplingProbability;
  }

  @Override
  public boolean isSymmetric() {
    return samplingProbability == 1;
  }

  @Override
  public LossShape shape(Direction direction, Side side) {
    double[] edges = new double[BINS + 3];
    double[] with = new double[BINS + 2];
    double[] without = new double[BINS + 2];
    for (int i = 0; i <= BINS; i++) {
      edges[i + 1] = loss((2.0 * i / BINS - 1) / scale);
    }
    // Outside [0, 1] the loss is constant, so a bin for either side is exact.
    edges[0] = edges[1];
    edges[BINS + 2] = edges[BINS + 1];
    without[0] = 0.5;
    without[BINS + 1] = Math.exp(-1 / scale) / 2;
    double width = 1.0 / BINS / scale;
    double inBin = -Math.expm1(-width) / 2;
    for (int i = 0; i < BINS; i++) {
      without[i + 1] = inBin * Math.exp(-i * width);
    }
    for (int i = 0; i < BINS + 2; i++) {
      // Noise around 1 is noise around 0, seen from the other end.
      double mirrored = without[BINS + 1 - i];
      with[i] = without[i] + samplingProbability * (mirrored - without[i]);
    }
    return LossTable.of(new LossBins(edges, with, without).seen(direction), side);
  }

  private double loss(double unsampled) {
    return samplingProbability == 1
        ? unsampled
        : Math.log1p(samplingProbability * Math.expm1(unsampled));
  }
}
