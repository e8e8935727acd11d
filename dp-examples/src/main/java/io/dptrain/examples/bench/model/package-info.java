/**
 * The models that are measured, written in plain operations as a user would write them.
 *
 * <p>Read {@link io.dptrain.examples.bench.model.BenchModel} first, then {@link
 * io.dptrain.examples.bench.model.BuiltModel}, what it adds to a graph. {@link
 * io.dptrain.examples.bench.model.BenchModels} lists them all. No model knows of privacy.
 */
package io.dptrain.examples.bench.model;
