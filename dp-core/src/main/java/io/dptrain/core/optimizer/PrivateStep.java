package io.dptrain.core.optimizer;

import io.dptrain.core.internal.NodeNames;
import io.dptrain.core.internal.graph.OneGraph;
import io.dptrain.core.internal.seam.ScheduledRelease;
import io.dptrain.core.internal.sums.ChunkSizes;
import io.dptrain.core.internal.sums.ClippedSumGraph;
import io.dptrain.core.internal.sums.PrivateModel;
import io.dptrain.core.internal.sums.TakenAsPublic;
import io.dptrain.core.internal.update.NoisedUpdate;
import io.dptrain.core.internal.update.ParameterGroups;
import io.dptrain.core.noise.NoiseMechanism;
import io.dptrain.core.plan.DpPlan;
import java.util.List;
import org.tensorflow.Graph;
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
   * Proves a loss, and adds both halves of its step to its graph.
   *
   * @param groups the wrapped optimizers, with the variables of each
   * @param release what is declared, for the noise
   * @param variables what to train; empty for all that the loss is computed from
   * @param name of the operation that updates the variables
   * @throws io.dptrain.core.graph.PrivacyProofException if the graph cannot be shown to be private
   * @throws IllegalArgumentException if something is in another graph than that of the optimizers
   */
  static <T extends TFloating> PrivateStep<T> of(
      ParameterGroups groups,
      DpOptimizer.Settings settings,
      ScheduledRelease release,
      Operand<T> loss,
      List<? extends Operand<T>> variables,
      String name) {
    OneGraph.require(groups.graph(), "loss", loss);
    OneGraph.require(groups.graph(), "a variable to train", variables);
    OneGraph.require(groups.graph(), "a public input", settings.publicInputs());
    Ops tf = Ops.create(groups.graph()).withSubScope("dptrain");
    PrivateModel<T> model =
        PrivateModel.of(
            tf,
            loss.asOutput(),
            settings.publicInputs(),
            settings.unitSize(),
            variables.stream().map(Operand::asOutput).toList());
    TakenAsPublic.warn(model);
    return of(
        tf,
        groups,
        settings.plan(),
        release,
        settings.noise(),
        settings.physicalBatches().sizes(),
        model,
        settings.publicInputs(),
        name);
  }

  /**
   * A program that runs the update by its name must find this operation, and no other.
   *
   * @throws IllegalArgumentException if TensorFlow does not allow the name, or the graph has it
   */
  static void requireName(Graph graph, String name) {
    if (!NodeNames.isValid(name)) {
      throw new IllegalArgumentException(
          "name must begin with a letter, digit or dot and have only these, '_' and '-' in it, but"
              + " is '"
              + name
              + "'");
    }
    if (graph.operation(name) != null) {
      throw new IllegalArgumentException(
          "name must be new in the graph, but '"
              + name
              + "' is a "
              + graph.operation(name).type()
              + " of it; choose another, or leave out the minimize(...) that made it");
    }
  }

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
      ScheduledRelease release,
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
