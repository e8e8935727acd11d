/**
 * From a privacy target back to the noise that reaches it.
 *
 * <p>Read {@link io.dptrain.accountant.calibration.NoiseCalibration}.
 *
 * <p>Guarantees: the accountant that reports is the accountant that was inverted, and its epsilon
 * at the returned noise was computed and found within the target.
 *
 * <p>Not guaranteed: that no other analysis would allow less noise.
 */
package io.dptrain.accountant.calibration;
