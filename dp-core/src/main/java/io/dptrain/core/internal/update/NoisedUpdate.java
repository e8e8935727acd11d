package io.dptrain.core.internal.update;

import io.dptrain.core.clip.Clipper;
import io.dptrain.core.internal.Doubles;
import io.dptrain.core.internal.graph.loss.Regularization;
import io.dptrain.core.internal.graph.proof.UpdateProof;
import io.dptrain.core.internal.seam.ClipNormInput;
import io.dptrain.core.internal.seam.StepRuns;
import io.dptrain.core.internal.seam.SumDeclaration;
import io.dptrain.core.noise.AttachedNoise;
import io.dptrain.core.noise.NoiseMechanism;
import io.dptrain.core.noise.StepSums;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.framework.optimizers.Optimizer.GradAndVar;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.family.TFloating;

/**
 * The second half of a private step, as operations of the graph of the variables: noise on clipped
 * sums, wherever they were computed, and the wrapped optimizer. It is given the sums of a step as
 * values ({@link StepSums}) and sees no data.
 *
 * @param apply the operation that updates the variables
 * @param declared what the first half says of its sums
 * @param noise the mechanism in this graph
 * @param clipNorms takes the clip norms of the step, if they change from step to step
 * @param rates the learning rates that change from step to step
 * @param statistics what is released beside the update
 * @param weights looks whether the trained variables are finite
 * @param proof that data reaches the variables through the noised gradients alone
 */
public record NoisedUpdate<T extends TFloating>(
    Op apply,
    SumDeclaration<T> declared,
    AttachedNoise<T> noise,
    Optional<Placeholder<T>> clipNorms,
    List<LearningRates> rates,
    NoisedStatistics<T> statistics,
    WeightCheck<T> weights,
    UpdateProof proof) {

  /**
   * What is updated.
   *
   * @param variables in the order of the sums
   * @param regularization what adds to their gradients without noise
   * @param sources what the gradients are computed from in this graph, such as the loss
   * @param publicInputs the placeholders that hold nothing private
   */
  public record Target<T extends TFloating>(
      List<Output<T>> variables,
      Regularization<T> regularization,
      List<Output<?>> sources,
      List<Operand<?>> publicInputs) {}

  /**
   * Adds the update to the graph of the variables.
   *
   * @param declared what the first half says of its sums
   * @param clipper the clipping that made them, for the same variables
   * @param groups the wrapped optimizers, with the variables of each
   * @param denominator what sums over the batch are divided by, a public constant
   * @param name of the operation that updates the variables
   * @throws io.dptrain.core.graph.PrivacyProofException if the graph cannot be shown to be private
   */
  public static <T extends TFloating> NoisedUpdate<T> of(
      Ops tf,
      ParameterGroups groups,
      NoiseMechanism mechanism,
      SumDeclaration<T> declared,
      Clipper clipper,
      double denominator,
      Target<T> target,
      String name) {
    declared.requireOf(target.variables());
    groups.requireTrained(target.variables());
    Optional<Placeholder<T>> clipNorms = ClipNormInput.of(tf, clipper, declared.form().type());
    AttachedNoise<T> noise = mechanism.attach(tf.withSubScope("noise"), declared.form());
    List<Operand<T>> scales = clipNorms.map(norms -> clipper.scales(tf, norms)).orElse(List.of());
    List<GradAndVar<?>> gradients = gradients(tf, target, denominator, scales, noise.noised());
    ParameterGroups.Update update = groups.apply(gradients, name);
    List<Operand<?>> notData = new ArrayList<>(target.publicInputs());
    clipNorms.ifPresent(notData::add);
    UpdateProof proof =
        new UpdateProof(
            List.copyOf(target.variables()),
            target.sources(),
            notData,
            List.copyOf(noise.noised()));
    proof.check();
    return new NoisedUpdate<>(
        update.apply(),
        declared,
        noise,
        clipNorms,
        update.rates(),
        NoisedStatistics.of(tf, declared, noise.noised()),
        WeightCheck.of(tf, target.variables(), update.apply()),
        proof);
  }

  /**
   * Draws the noise of a step, of the size that the step was charged for.
   *
   * @param step the number of the step that its charge gave: how many were charged before
   * @param sums the clipped sums of the step
   * @return to be closed after {@link #run}
   */
  public DrawnStep draw(long step, StepSums sums) {
    return DrawnStep.of(declared, noise, step, sums);
  }

  /**
   * What a run of the update released.
   *
   * @param statistics the noised statistics, in the order of {@link #statistics}
   * @param weightsFinite whether the weights were seen to be finite afterwards
   */
  public record Released(List<double[]> statistics, boolean weightsFinite) {}

  /**
   * The learning rates of a step, for {@link #run}.
   *
   * @param step how many steps came before
   * @throws IllegalArgumentException if a schedule gives what no learning rate can be
   */
  public List<double[]> learningRates(long step) {
    return rates.stream().map(group -> group.at(step)).toList();
  }

  /**
   * Updates the variables once.
   *
   * @param learningRates those of the step
   * @param publicInputs feeds what else the wrapped optimizer and regularizers read
   * @throws RuntimeException what TensorFlow throws if the run fails; no data is fed, so it may be
   *     shown
   */
  public Released run(
      StepRuns runs,
      DrawnStep drawn,
      List<double[]> learningRates,
      UnaryOperator<Session.Runner> publicInputs) {
    Session.Runner runner = publicInputs.apply(runs.runner());
    drawn.feed(runner);
    statistics.fetchIn(runner).fetch(weights.sumAfterUpdate()).addTarget(apply);
    try (LearningRates.Fed fed = new LearningRates.Fed();
        Result result = runs.run(fed.feed(runner, rates, learningRates), clipNorms)) {
      List<double[]> values = new ArrayList<>();
      for (int i = 0; i < statistics.values().size(); i++) {
        values.add(drawn.unscaled(Doubles.of(result.get(i))));
      }
      boolean isFinite = Double.isFinite(Doubles.of(result.get(values.size()))[0]);
      return new Released(values, isFinite);
    }
  }

  /**
   * What the wrapped optimizer sees. Noised sums are brought into units of the gradient, and the
   * gradient of what sees no data is added, after the noise.
   */
  private static <T extends TFloating> List<GradAndVar<?>> gradients(
      Ops tf,
      Target<T> target,
      double denominator,
      List<Operand<T>> scales,
      List<Output<T>> noised) {
    List<Output<T>> variables = target.variables();
    List<Optional<Output<T>>> shifts =
        target.regularization().gradients(tf, variables, denominator);
    List<GradAndVar<?>> gradients = new ArrayList<>();
    for (int i = 0; i < variables.size(); i++) {
      Output<T> gradient = noised.get(i);
      if (!scales.isEmpty()) {
        gradient = tf.math.mul(gradient, scales.get(i)).asOutput();
      }
      if (shifts.get(i).isPresent()) {
        gradient = tf.math.add(gradient, shifts.get(i).get()).asOutput();
      }
      gradients.add(new GradAndVar<>(gradient, variables.get(i)));
    }
    return gradients;
  }
}
