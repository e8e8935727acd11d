package io.dptrain.examples.gan.report;

/**
 * The guarantee of one private run.
 *
 * @param epsilon at {@code delta}, of the steps that were charged
 * @param tightEpsilon the same by the tight accountant
 * @param delta of the guarantee
 * @param chargedSteps how many steps were charged: those of the discriminator
 * @param noiseMultiplier noise standard deviation divided by the clip norm
 * @param l2ClipNorm largest l2 norm of the gradient of one pair
 * @param samplingProbability with which each point joins each batch
 * @param neighboringRelation such as {@code "ADD_OR_REMOVE_ONE"}
 * @param noiseSource where the noise came from
 */
public record PrivacyRow(
    double epsilon,
    double tightEpsilon,
    double delta,
    long chargedSteps,
    double noiseMultiplier,
    double l2ClipNorm,
    double samplingProbability,
    String neighboringRelation,
    String noiseSource) {

  /** What the epsilon is about. */
  public static final String GUARANTEE =
      "discriminator and generator of one run are together (epsilon, delta) differentially private"
          + " with respect to one training point; the steps of the generator read no data and are"
          + " not charged; every further run on the same points adds its own epsilon";
}
