/**
 * The report of {@code dp rnn}: {@link io.dptrain.examples.rnn.report.Row rows}, as text, as JSON
 * and as pictures.
 */
package io.dptrain.examples.rnn.report;
