/**
 * The program to copy from: private training from the graph to the test. {@link
 * io.dptrain.examples.mnist.train.MnistTraining} reads from top to bottom; the others are its
 * network, with batches and predictions, and its settings. It knows no command line, console or
 * report: they listen.
 */
package io.dptrain.examples.mnist.train;
