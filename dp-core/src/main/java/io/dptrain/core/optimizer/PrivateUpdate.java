package io.dptrain.core.optimizer;

import io.dptrain.core.clip.ClippedSum;
import io.dptrain.core.gradient.PerExampleGradients;
import io.dptrain.core.graph.UpdateProof;
import io.dptrain.core.mechanism.NoiseMechanism;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
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
 * division by the expected batch size, clipped sum, noise, the wrapped optimizer.
 *
 * <p>The clipped sum is the seam. A batch of one chunk runs through it in one go. Of a larger one,
 * every chunk is run as far as the sum, and the total is fed in its place to the rest.
 *
 * @param apply the operation that updates the variables
 * @param model what the loss was found to be
 * @param norms the l2 norm of each example's gradient before clipping. <b>Shape</b> {@code [batch]}
 * @param factors what each example's gradient is multiplied with. <b>Shape</b> {@code [batch]}
 * @param sums the clipped sum of one chunk, for each variable
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
    List<Output<T>> sums,
    List<Placeholder<T>> carried,
    List<Output<T>> totals,
    RowMask mask,
    UpdateProof proof) {

  /**
   * Adds the update to the graph of a loss.
   *
   * @throws io.dptrain.core.graph.PrivacyProofException if the graph cannot be shown to be private
   */
  static <T extends TFloating> PrivateUpdate<T> build(
      Optimizer optimizer,
      DpPlan plan,
      NoiseMechanism noise,
      PrivateModel<T> model,
      List<Operand<?>> publicInputs) {
    Ops tf = Ops.create((Graph) optimizer.getTF().scope().env()).withSubScope("dptrain");
    PerExampleGradients<T> gradients = model.gradients();
    Operand<T> squaredNorms = gradients.squaredNorms();
    RowMask mask = RowMask.create(tf);
    Operand<T> factors =
        share(tf, mask.apply(tf, plan.clipping().factors(tf, squaredNorms)), plan);
    List<Output<T>> sums = gradients.weightedSums(factors);
    double l2Sensitivity = plan.l2Sensitivity() / plan.sampling().expectedBatchSize();
    ClippedSum<T> sum = new ClippedSum<>(gradients.variables(), sums, l2Sensitivity);
    List<Output<T>> noised = noise.addNoise(tf.withSubScope("noise"), sum, plan.noiseMultiplier());
    Op apply =
        optimizer.applyGradients(withRegularization(tf, sum, noised, model), "dptrain_update");
    UpdateProof proof =
        new UpdateProof(List.copyOf(sum.variables()), publicInputs, List.copyOf(noised));
    proof.check();
    List<Placeholder<T>> carried = carried(tf, gradients.variables());
    return new PrivateUpdate<>(
        apply,
        model,
        tf.math.sqrt(squaredNorms).asOutput(),
        factors.asOutput(),
        sums,
        carried,
        totals(tf, sums, carried),
        mask,
        proof);
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

  /**
   * Divides by the expected batch size, which is a public constant; the realized one is not. Done
   * on the factors, a few numbers, rather than on the noised sums, which are as many as the model
   * has parameters; the sensitivity is divided likewise.
   */
  private static <T extends TFloating> Operand<T> share(Ops tf, Operand<T> factors, DpPlan plan) {
    double share = 1 / plan.sampling().expectedBatchSize();
    return tf.math.mul(factors, tf.dtypes.cast(tf.constant(share), factors.type()));
  }

  /** The gradient of what sees no data is added here, after the noise. */
  private static <T extends TFloating> List<GradAndVar<?>> withRegularization(
      Ops tf, ClippedSum<T> sum, List<Output<T>> noised, PrivateModel<T> model) {
    List<Output<T>> variables = sum.variables();
    Output<?>[] extra = regularization(tf, model, variables);
    List<GradAndVar<?>> gradients = new ArrayList<>();
    for (int i = 0; i < noised.size(); i++) {
      Output<T> gradient = noised.get(i);
      if (isPath(extra[i])) {
        @SuppressWarnings("unchecked") // a gradient has the type of its variable
        Output<T> shift = (Output<T>) extra[i];
        gradient = tf.math.add(gradient, shift).asOutput();
      }
      gradients.add(new GradAndVar<>(gradient, variables.get(i)));
    }
    return gradients;
  }

  private static <T extends TFloating> Output<?>[] regularization(
      Ops tf, PrivateModel<T> model, List<Output<T>> variables) {
    if (model.regularizers().isEmpty()) {
      return new Output<?>[variables.size()];
    }
    Output<?>[] ys = model.regularizers().toArray(new Output<?>[0]);
    Output<?>[] xs = variables.toArray(new Output<?>[0]);
    return ((Graph) tf.scope().env()).addGradients("dptrain/regularization", ys, xs, null);
  }

  /** TensorFlow returns an output without an operation where there is no path. */
  private static boolean isPath(Output<?> gradient) {
    return gradient != null && ((GraphOperation) gradient.op()).getUnsafeNativeHandle() != null;
  }
}
