package io.dptrain.core.optimizer;

import io.dptrain.core.clip.ClippedSum;
import io.dptrain.core.gradient.PerExampleGradients;
import io.dptrain.core.graph.ExampleAnalysis;
import io.dptrain.core.graph.GraphFinding;
import io.dptrain.core.graph.PrivacyProofException;
import io.dptrain.core.graph.UpdateProof;
import io.dptrain.core.mechanism.NoiseMechanism;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.framework.optimizers.Optimizer;
import org.tensorflow.framework.optimizers.Optimizer.GradAndVar;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TFloating;

/**
 * The private update of a model, as operations of its graph: loss, per-example norms, factors,
 * clipped sum, noise, division by the expected batch size, the wrapped optimizer.
 *
 * @param apply the operation that updates the variables
 * @param norms the l2 norm of each example's gradient before clipping. <b>Shape</b> {@code [batch]}
 * @param mask which rows count
 * @param dataInputs the placeholders that take examples
 * @param publicInputs the other placeholders that the loss is computed from
 * @param proof that data reaches the variables through the noised gradients alone
 */
record PrivateUpdate(
    Op apply,
    Output<?> norms,
    RowMask mask,
    List<Output<?>> dataInputs,
    List<Output<?>> publicInputs,
    UpdateProof proof) {

  /**
   * Adds the update to the graph of a loss.
   *
   * @throws PrivacyProofException if the graph cannot be shown to be private
   */
  static <T extends TFloating> PrivateUpdate build(
      Optimizer optimizer,
      DpPlan plan,
      NoiseMechanism noise,
      Output<T> loss,
      List<Operand<?>> publicInputs) {
    Ops tf = Ops.create((Graph) optimizer.getTF().scope().env()).withSubScope("dptrain");
    ExampleAnalysis analysis = ExampleAnalysis.of(loss, publicInputs);
    requirePerExample(loss);
    PerExampleGradients<T> gradients = PerExampleGradients.of(tf, loss, analysis);
    Operand<T> squaredNorms = gradients.squaredNorms();
    RowMask mask = RowMask.create(tf);
    Operand<T> factors = mask.apply(tf, plan.clipping().factors(tf, squaredNorms));
    ClippedSum<T> sum =
        new ClippedSum<>(
            gradients.variables(), gradients.weightedSums(factors), plan.l2Sensitivity());
    List<Output<T>> noised = noise.addNoise(tf, sum, plan.noiseMultiplier());
    Op apply = optimizer.applyGradients(average(tf, sum, noised, plan), "dptrain_update");
    UpdateProof proof =
        new UpdateProof(List.copyOf(sum.variables()), publicInputs, List.copyOf(noised));
    proof.check();
    return new PrivateUpdate(
        apply,
        tf.math.sqrt(squaredNorms).asOutput(),
        mask,
        analysis.dataInputs(),
        analysis.usedPublicInputs(),
        proof);
  }

  /** Divides by the expected batch size, which is a public constant; the realized one is not. */
  private static <T extends TFloating> List<GradAndVar<?>> average(
      Ops tf, ClippedSum<T> sum, List<Output<T>> noised, DpPlan plan) {
    double divisor = plan.sampling().expectedBatchSize();
    List<GradAndVar<?>> gradients = new ArrayList<>();
    for (int i = 0; i < noised.size(); i++) {
      Output<T> variable = sum.variables().get(i);
      Operand<T> share = tf.dtypes.cast(tf.constant(1 / divisor), variable.type());
      gradients.add(new GradAndVar<>(tf.math.mul(noised.get(i), share).asOutput(), variable));
    }
    return gradients;
  }

  private static void requirePerExample(Output<?> loss) {
    if (!loss.type().equals(TFloat32.class) && !loss.type().equals(TFloat64.class)) {
      throw new PrivacyProofException(
          new GraphFinding(
              GraphFinding.Kind.NO_EXAMPLE_LOSS,
              loss.op().name(),
              loss.op().type(),
              "is a loss of type " + loss.type().getSimpleName(),
              "compute norms, sums and loss in TFloat32 or TFloat64"));
    }
    if (loss.shape().isUnknown() || loss.shape().numDimensions() != 1) {
      throw new PrivacyProofException(
          new GraphFinding(
              GraphFinding.Kind.NO_EXAMPLE_LOSS,
              loss.op().name(),
              loss.op().type(),
              "is a loss of shape " + loss.shape() + ", but one entry per example is needed",
              "pass the loss of shape [batch], before it is averaged or summed"));
    }
  }
}
