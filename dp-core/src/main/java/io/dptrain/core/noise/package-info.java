/**
 * How noise reaches a clipped sum: a clipped sum goes in, a noised sum comes out. The numbers
 * themselves are drawn in {@link io.dptrain.core.random}. How much of it each step gets is a value
 * that is fixed beforehand, {@link io.dptrain.core.noise.NoiseSchedule}.
 *
 * <p><b>Read first.</b> {@link io.dptrain.core.noise.NoiseMechanism}: attached to the graph of an
 * update for sums of one {@link io.dptrain.core.noise.SumForm}, it is an {@link
 * io.dptrain.core.noise.AttachedNoise}, which draws the noise of each step from the {@link
 * io.dptrain.core.noise.StepSums} of that step. {@link io.dptrain.core.noise.HostNoise}, the
 * default, adds noise on the host and feeds the noised sums. {@link
 * io.dptrain.core.noise.InGraphNoise} feeds clipped sums, fresh seeds and the standard deviation,
 * and adds the noise in the graph of the update.
 *
 * <p><b>Guarantees.</b>
 *
 * <ul>
 *   <li>Noise of at least the accounted standard deviation, on every coordinate, drawn anew for
 *       every step and independent between variables and steps.
 *   <li>No path from data to an update. A mechanism is told the form of the sums and given no
 *       tensor of the graph: sums are fed, and the update cannot run without what {@code draw}
 *       makes.
 *   <li>One mechanism serves one graph; a second {@code attach} is refused.
 *   <li>A mechanism that can be made to draw the same again says so by {@code reproducible()}, and
 *       what it noises is reported as not private.
 * </ul>
 *
 * <p><b>What it does not guarantee.</b> Hardening against attacks on floating-point arithmetic, and
 * with {@code InGraphNoise} neither a cryptographic generator nor full tails. A clipped sum in
 * native memory, and one that is fed, is not private until noise was added.
 *
 * <p>A new mechanism is one class. What it may keep from step to step lives in its {@code
 * AttachedNoise}. A mechanism that adds less than the formula of {@code AttachedNoise.draw}, or
 * noise that depends on earlier noise, needs another privacy event first.
 */
package io.dptrain.core.noise;
