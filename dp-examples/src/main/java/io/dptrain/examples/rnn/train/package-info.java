/**
 * Trains recurrent networks in many ways and sees which runs solve the adding problem.
 *
 * <p>Read {@link io.dptrain.examples.rnn.train.Variant} for the ways, {@link
 * io.dptrain.examples.rnn.train.Outcome} for what is found out, and {@link
 * io.dptrain.examples.rnn.train.Experiment} for how runs are done side by side.
 */
package io.dptrain.examples.rnn.train;
