package io.dptrain.examples.bench.model;

import org.tensorflow.op.Ops;

/** A model of fixed size, for measuring what a step of it costs. */
public interface BenchModel {

  /** A short name for tables and for the command line. */
  String name();

  /** Adds the model to a graph; the seed decides its initial weights and nothing else. */
  BuiltModel build(Ops tf, long seed);
}
