package io.dptrain.core.optimizer;

import io.dptrain.core.clip.ClippedSum;
import io.dptrain.core.gradient.PerExampleGradients;
import io.dptrain.core.graph.UpdateProof;
import io.dptrain.core.mechanism.NoiseMechanism;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.framework.optimizers.Optimizer;
import org.tensorflow.framework.optimizers.Optimizer.GradAndVar;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.family.TFloating;

/**
 * The private update of a model, as operations of its graph: loss, per-example norms, factors,
 * clipped sum over the expected batch size, noise, the wrapped optimizer.
 *
 * <p>The clipped sum is the seam. If noise is added in the graph, a batch of one chunk runs through
 * it in one go; of a larger one every chunk is run as far as the sum, and the total is fed in its
 * place. If noise is added on the host, every chunk ends at the sum, and the noised total is fed to
 * the wrapped optimizer.
 *
 * @param apply the operation that updates the variables
 * @param model what the loss was found to be
 * @param norms the l2 norm of each example's gradient before clipping. <b>Shape</b> {@code [batch]}
 * @param factors what each example's gradient is multiplied with. <b>Shape</b> {@code [batch]}
 * @param clippedSum the clipped sum of one chunk, divided by the expected batch size
 * @param carried takes the clipped sum of the chunks before
 * @param totals the sums together with what was carried
 * @param mask which units count
 * @param proof that data reaches the variables through the noised gradients alone
 */
record PrivateUpdate<T extends TFloating>(
    Op apply,
    PrivateModel<T> model,
    Output<T> norms,
    Output<T> factors,
    ClippedSum<T> clippedSum,
    List<Placeholder<T>> carried,
    List<Output<T>> totals,
    RowMask mask,
    UpdateProof proof) {

  /**
   * Adds the update to the graph of a loss.
   *
   * @param tf the scope that the gradients were added to
   * @throws io.dptrain.core.graph.PrivacyProofException if the graph cannot be shown to be private
   */
  static <T extends TFloating> PrivateUpdate<T> build(
      Ops tf,
      Optimizer optimizer,
      DpPlan plan,
      NoiseMechanism noise,
      PrivateModel<T> model,
      List<Operand<?>> publicInputs) {
    Operand<T> squaredNorms = model.gradients().squaredNorms();
    RowMask mask = RowMask.create(tf);
    Operand<T> factors = mask.apply(tf, plan.clipping().factors(tf, squaredNorms));
    ClippedSum<T> sum = clippedSum(tf, model.gradients(), factors, plan);
    List<Output<T>> noised = noise.addNoise(tf.withSubScope("noise"), sum, plan.noiseMultiplier());
    List<GradAndVar<?>> gradients = withRegularization(tf, sum, noised, model, plan);
    Op apply = optimizer.applyGradients(gradients, "dptrain_update");
    UpdateProof proof =
        new UpdateProof(
            List.copyOf(sum.variables()), model.sources(), publicInputs, List.copyOf(noised));
    proof.check();
    List<Placeholder<T>> carried = carried(tf, sum.variables());
    return new PrivateUpdate<>(
        apply,
        model,
        tf.math.sqrt(squaredNorms).asOutput(),
        factors.asOutput(),
        sum,
        carried,
        totals(tf, sum.gradients(), carried),
        mask,
        proof);
  }

  /** The clipped sum of one chunk, for each variable. */
  List<Output<T>> sums() {
    return clippedSum.gradients();
  }

  /**
   * Divides by the expected batch size, which is a public constant; the realized one is not. Done
   * on the factors, a few numbers, rather than on the noised sums, which are as many as the model
   * has parameters; the sensitivity is divided likewise.
   */
  private static <T extends TFloating> ClippedSum<T> clippedSum(
      Ops tf, PerExampleGradients<T> gradients, Operand<T> factors, DpPlan plan) {
    double batchSize = plan.sampling().expectedBatchSize();
    Operand<T> share = tf.dtypes.cast(tf.constant(1 / batchSize), factors.type());
    List<Output<T>> sums = gradients.weightedSums(tf.math.mul(factors, share));
    return new ClippedSum<>(gradients.variables(), sums, plan.l2Sensitivity() / batchSize);
  }

  private static <T extends TFloating> List<Placeholder<T>> carried(
      Ops tf, List<Output<T>> variables) {
    List<Placeholder<T>> carried = new ArrayList<>();
    for (Output<T> variable : variables) {
      carried.add(
          tf.withName("sum_of_earlier_chunks")
              .placeholder(variable.type(), Placeholder.shape(variable.shape())));
    }
    return carried;
  }

  private static <T extends TFloating> List<Output<T>> totals(
      Ops tf, List<Output<T>> sums, List<Placeholder<T>> carried) {
    List<Output<T>> totals = new ArrayList<>();
    for (int i = 0; i < sums.size(); i++) {
      totals.add(tf.math.add(sums.get(i), carried.get(i)).asOutput());
    }
    return totals;
  }

  /** The gradient of what sees no data is added here, after the noise. */
  private static <T extends TFloating> List<GradAndVar<?>> withRegularization(
      Ops tf, ClippedSum<T> sum, List<Output<T>> noised, PrivateModel<T> model, DpPlan plan) {
    List<Output<T>> variables = sum.variables();
    List<Optional<Output<T>>> shifts =
        model.regularization().gradients(tf, variables, plan.sampling().expectedBatchSize());
    List<GradAndVar<?>> gradients = new ArrayList<>();
    for (int i = 0; i < noised.size(); i++) {
      Output<T> gradient = noised.get(i);
      if (shifts.get(i).isPresent()) {
        gradient = tf.math.add(gradient, shifts.get(i).get()).asOutput();
      }
      gradients.add(new GradAndVar<>(gradient, variables.get(i)));
    }
    return gradients;
  }
}
