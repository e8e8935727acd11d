package io.dptrain.examples.mnist.report;

/**
 * Length and settings of a run.
 *
 * @param steps updates that ran
 * @param epochs passes over the data, in expectation
 * @param learningRate of the wrapped optimizer
 * @param seed of the initial weights, never of the noise
 * @param seconds from the first step to the last
 */
public record TrainingFacts(
    long steps, double epochs, double learningRate, long seed, double seconds) {}
