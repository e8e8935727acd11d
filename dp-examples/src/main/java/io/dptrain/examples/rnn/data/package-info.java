/** The adding problem, see {@link io.dptrain.examples.rnn.data.AddingSet}. Knows no TensorFlow. */
package io.dptrain.examples.rnn.data;
