package io.dptrain.core.optimizer;

import org.tensorflow.proto.RunMetadata;

/**
 * What TensorFlow recorded of one step, for measuring it.
 *
 * <p><b>Not private</b>: the sizes of tensors show how many examples were sampled.
 *
 * @param metadata time and memory of every operation
 * @param noiseNanos what drawing the noise on the host took
 */
public record StepTrace(RunMetadata metadata, long noiseNanos) {}
