/**
 * Recurrent networks of plain ops, unrolled. Read {@link io.dptrain.examples.rnn.model.AddingModel}
 * first, then the cells.
 */
package io.dptrain.examples.rnn.model;
