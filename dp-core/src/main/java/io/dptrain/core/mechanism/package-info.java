/**
 * Noise mechanisms: a clipped sum goes in, a noised sum comes out.
 *
 * <p>Read {@link io.dptrain.core.mechanism.NoiseMechanism} first. {@link
 * io.dptrain.core.mechanism.HostNoise} is the default. The graph of an update cannot run without a
 * value that the mechanism draws anew for every step.
 *
 * <p>What is guaranteed: noise of at least the accounted standard deviation, independent between
 * variables and steps. What is not: hardening against attacks on floating-point arithmetic.
 */
package io.dptrain.core.mechanism;
