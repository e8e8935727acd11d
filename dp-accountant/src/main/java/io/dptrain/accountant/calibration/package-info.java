/**
 * From a privacy target back to what reaches it: the least noise, the most steps or epochs, the
 * fewest steps per epoch or the largest batches.
 *
 * <p>Read {@link io.dptrain.accountant.calibration.NoiseCalibration}, {@link
 * io.dptrain.accountant.calibration.StepCalibration} or {@link
 * io.dptrain.accountant.calibration.BatchSizeCalibration}.
 *
 * <p>Guarantees: the accountant that reports is the accountant that was inverted, and its epsilon
 * at the returned value was computed and found within the target.
 *
 * <p>Not guaranteed: that no other analysis would allow more.
 */
package io.dptrain.accountant.calibration;
