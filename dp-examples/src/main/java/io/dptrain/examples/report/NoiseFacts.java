package io.dptrain.examples.report;

/**
 * Clipping and noise of a private run.
 *
 * @param noiseMultiplier standard deviation of the noise divided by the l2 sensitivity, no unit
 * @param l2ClipNorm l2 clip norm of a per-example gradient
 * @param source where the noise comes from, in words
 */
public record NoiseFacts(double noiseMultiplier, double l2ClipNorm, String source) {}
