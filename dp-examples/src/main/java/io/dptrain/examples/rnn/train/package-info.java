/**
 * Trains recurrent networks in many ways and sees which runs solve the adding problem.
 *
 * <p>Read {@link io.dptrain.examples.rnn.train.Variant} for the ways, then {@link
 * io.dptrain.examples.rnn.train.AddingExperiment} for one run and what is found out.
 */
package io.dptrain.examples.rnn.train;
