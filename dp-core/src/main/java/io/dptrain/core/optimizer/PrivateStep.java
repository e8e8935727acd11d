package io.dptrain.core.optimizer;

import io.dptrain.core.internal.seam.Release;
import io.dptrain.core.internal.sums.ChunkSizes;
import io.dptrain.core.internal.sums.ClippedSumGraph;
import io.dptrain.core.internal.sums.PrivateModel;
import io.dptrain.core.internal.update.NoisedUpdate;
import io.dptrain.core.internal.update.ParameterGroups;
import io.dptrain.core.noise.NoiseMechanism;
import io.dptrain.core.plan.DpPlan;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TFloating;

/**
 * Both halves of a private step in one graph.
 *
 * @param sums computes clipped sums
 * @param update adds noise to them and updates the variables
 */
record PrivateStep<T extends TFloating>(ClippedSumGraph<T> sums, NoisedUpdate<T> update) {

  /**
   * Adds both halves to the graph of a model.
   *
   * @param groups the wrapped optimizers, with the variables of each
   * @param release what is declared, for the noise
   * @param publicInputs the placeholders that hold nothing private
   * @param name of the operation that updates the variables
   * @throws io.dptrain.core.graph.PrivacyProofException if the graph cannot be shown to be private
   * @throws IllegalStateException if the clipping releases more than it declares
   */
  static <T extends TFloating> PrivateStep<T> of(
      Ops tf,
      ParameterGroups groups,
      DpPlan plan,
      Release release,
      NoiseMechanism noise,
      ChunkSizes chunks,
      PrivateModel<T> model,
      List<Operand<?>> publicInputs,
      String name) {
    ClippedSumGraph<T> sums = ClippedSumGraph.of(tf, plan, release, chunks, model);
    NoisedUpdate<T> update =
        NoisedUpdate.of(
            tf,
            groups,
            noise,
            sums.joint().declared(),
            sums.clipper(),
            plan.sampling().denominator(),
            new NoisedUpdate.Target<>(
                model.gradients().variables(),
                model.regularization(),
                model.sources(),
                publicInputs),
            name);
    return new PrivateStep<>(sums, update);
  }
}
