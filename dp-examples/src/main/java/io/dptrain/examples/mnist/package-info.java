/**
 * Private training on MNIST, from left to right: {@code data} loads digits, {@link
 * io.dptrain.examples.mnist.MnistModel} is the network, {@code MnistTraining} runs the steps of a
 * {@code Trainer}, private or ordinary, and {@code report} writes what came out.
 */
package io.dptrain.examples.mnist;
