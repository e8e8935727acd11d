/**
 * Noise mechanisms: a clipped sum goes in, a noised sum comes out.
 *
 * <p><b>Read first.</b> {@link io.dptrain.core.noise.NoiseMechanism}, then {@link
 * io.dptrain.core.noise.HostNoise}, the default: the clipped sum of a step ({@link
 * io.dptrain.core.noise.StepSums}) is fetched, noise is added on the host, and the noised sum is
 * fed to the update. {@link io.dptrain.core.noise.InGraphNoise} draws in the graph from seeds that
 * are fed.
 *
 * <p><b>Guarantees.</b> Noise of at least the accounted standard deviation, independent between
 * variables and steps. The graph of an update cannot run without a value that the mechanism draws
 * anew for every step; with {@code HostNoise} it has no path from the sum to the update at all.
 *
 * <p><b>What it does not guarantee.</b> Hardening against attacks on floating-point arithmetic, and
 * with {@code InGraphNoise} a cryptographic generator. A clipped sum in native memory is not
 * private until noise was added.
 */
package io.dptrain.core.mechanism;
