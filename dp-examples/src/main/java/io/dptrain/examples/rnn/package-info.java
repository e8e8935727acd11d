/**
 * {@code dp rnn}: what clipping does to recurrent networks, on the adding problem. Read {@link
 * io.dptrain.examples.rnn.RnnCommand} first.
 */
package io.dptrain.examples.rnn;
