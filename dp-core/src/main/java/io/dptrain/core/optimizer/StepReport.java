package io.dptrain.core.optimizer;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What is known after a step.
 *
 * @param step the number of steps that were charged so far; public
 * @param loss the noised mean loss, if asked for: as private as the ledger says, so <b>not
 *     private</b> where the noise multiplier is 0; may lie outside of its range
 * @param clipFraction the noised share of examples that were clipped, if asked for; likewise
 * @param clipNorms the clip norms that the step used, one for each group, if they change from step
 *     to step; public
 * @param rawNormsNotPrivate the l2 norm of each sampled example's gradient before clipping, if
 *     asked for. <b>Not private</b>: it must not leave the circle that may see the training data
 */
public record StepReport(
    long step,
    OptionalDouble loss,
    OptionalDouble clipFraction,
    List<Double> clipNorms,
    Optional<float[]> rawNormsNotPrivate) {}
