package io.dptrain.core.optimizer;

import java.util.List;
import org.tensorflow.proto.RunMetadata;

/**
 * What TensorFlow recorded of one step, for measuring it.
 *
 * <p><b>Not private</b>: the sizes of tensors show how many examples were sampled.
 *
 * @param runs time and memory of every operation, for each chunk and for the update
 * @param noiseNanos what drawing the noise on the host took
 */
public record StepTrace(List<RunMetadata> runs, long noiseNanos) {}
