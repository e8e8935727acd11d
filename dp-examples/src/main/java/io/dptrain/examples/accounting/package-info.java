/**
 * Privacy budgets on the command line, without training: {@code dp epsilon}, {@code dp delta},
 * {@code dp calibrate} and {@code dp plan}.
 *
 * <p>Guarantees: every epsilon and delta is rounded up and what is calibrated lies on the private
 * side; bad input is answered in one line. Each number says which sampler and neighboring relation
 * it holds for.
 */
package io.dptrain.examples.accounting;
