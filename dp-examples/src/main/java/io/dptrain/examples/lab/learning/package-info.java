/**
 * How training is set up: the order of examples, activations and normalization, labels that a model
 * gives itself, generative models, and a net inside of a solver.
 */
package io.dptrain.examples.lab.learning;
