/**
 * Exact privacy of mechanisms that have a closed form.
 *
 * <p>Read {@link io.dptrain.accountant.analytic.AnalyticGaussian}: Gaussian noise without sampling.
 * It is what full-batch training and statistics released once should quote, and a witness for the
 * accountants: none may report less.
 *
 * <p>Guarantees: no slack but rounding, and that is towards privacy.
 *
 * <p>Not covered: sampling, and mixtures of mechanisms.
 */
package io.dptrain.accountant.analytic;
