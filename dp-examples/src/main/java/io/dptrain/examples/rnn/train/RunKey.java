package io.dptrain.examples.rnn.train;

import io.dptrain.examples.rnn.model.CellKind;

/** Which run: a network, a way to train it, and the seed of weights and batches. */
public record RunKey(CellKind cell, Variant variant, long seed) {}
