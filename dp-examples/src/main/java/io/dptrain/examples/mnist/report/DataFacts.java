package io.dptrain.examples.mnist.report;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * What a run was trained on.
 *
 * @param origin in words, from the data source
 * @param synthetic whether the program drew the digits itself
 * @param trainExamples number of training examples, a public constant
 * @param testExamples number of test examples
 */
public record DataFacts(
    @JsonProperty("dataOrigin") String origin,
    @JsonProperty("syntheticData") boolean synthetic,
    @JsonProperty("datasetSize") int trainExamples,
    @JsonProperty("testSize") int testExamples) {}
