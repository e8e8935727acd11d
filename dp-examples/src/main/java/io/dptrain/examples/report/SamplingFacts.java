package io.dptrain.examples.report;

/**
 * How batches were drawn.
 *
 * @param sampler such as {@code "poisson"}
 * @param samplingProbability of one example in one step
 * @param expectedBatchSize a public constant; the realized one is sensitive
 */
public record SamplingFacts(String sampler, double samplingProbability, double expectedBatchSize) {}
