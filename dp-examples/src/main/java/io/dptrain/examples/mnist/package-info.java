/**
 * Private training on MNIST, from left to right: {@code data} loads digits, {@link
 * io.dptrain.examples.mnist.MnistModel} is the network, {@code MnistTraining} trains it in the loop
 * of {@link io.dptrain.core.training.PrivateTrainer}, with or without privacy, and {@code report}
 * writes what came out.
 */
package io.dptrain.examples.mnist;
