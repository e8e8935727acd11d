package io.dptrain.core.optimizer;

import java.util.Optional;

/**
 * What is known after a step.
 *
 * @param step the number of steps that were charged so far; public
 * @param rawNormsNotPrivate the l2 norm of each sampled example's gradient before clipping, if
 *     asked for. <b>Not private</b>: it must not leave the circle that may see the training data
 */
public record StepReport(long step, Optional<float[]> rawNormsNotPrivate) {}
