package io.dptrain.core.optimizer;

import io.dptrain.core.check.ClippedSums;
import io.dptrain.core.clip.Clipped;
import io.dptrain.core.clip.Clipper;
import io.dptrain.core.clip.JointSum;
import io.dptrain.core.clip.Release;
import io.dptrain.core.clip.Statistic;
import io.dptrain.core.gradient.PerExampleGradients;
import io.dptrain.core.graph.UpdateProof;
import io.dptrain.core.mechanism.NoiseMechanism;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.framework.optimizers.Optimizer;
import org.tensorflow.framework.optimizers.Optimizer.GradAndVar;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TFloating;

/**
 * The private update of a model, as operations of its graph: loss, per-example norms, clipped sum
 * over the expected batch size, noise, the wrapped optimizer.
 *
 * <p>The clipped sum is the seam. If noise is added in the graph, a batch of one chunk runs through
 * it in one go; of a larger one every chunk is run as far as the sum, and the total is fed in its
 * place. If noise is added on the host, every chunk ends at the sum, and the noised total is fed to
 * the wrapped optimizer.
 *
 * @param apply the operation that updates the variables
 * @param model what the loss was found to be
 * @param norms the l2 norm of each example's gradient before clipping. <b>Shape</b> {@code [batch]}
 * @param clipper the clipping, for the variables of this model
 * @param joint the clipped sum of one chunk and the statistics, divided by the expected batch size
 * @param rounding what rounding of the sum adds to its sensitivity, and the chunks that keep to it
 * @param carried takes the sums of the chunks before, in double precision
 * @param totals the sums together with what was carried, in double precision
 * @param mask which units count
 * @param clipNorms takes the clip norms of the step, if they change from step to step
 * @param statistics what is released beside the update
 * @param weights looks whether the trained variables are finite
 * @param proof that data reaches the variables through the noised gradients alone
 */
record PrivateUpdate<T extends TFloating>(
    Op apply,
    PrivateModel<T> model,
    Output<T> norms,
    Clipper clipper,
    JointSum<T> joint,
    SumRounding rounding,
    List<Placeholder<TFloat64>> carried,
    List<Output<TFloat64>> totals,
    RowMask mask,
    Optional<Placeholder<T>> clipNorms,
    NoisedStatistics<T> statistics,
    WeightCheck<T> weights,
    UpdateProof proof) {

  /**
   * Adds the update to the graph of a loss.
   *
   * @param tf the scope that the gradients were added to
   * @throws io.dptrain.core.graph.PrivacyProofException if the graph cannot be shown to be private
   * @param release what the noise is made from
   * @throws IllegalStateException if the clipping releases more than it declares
   */
  static <T extends TFloating> PrivateUpdate<T> build(
      Ops tf,
      Optimizer optimizer,
      DpPlan plan,
      Release release,
      NoiseMechanism noise,
      PhysicalBatches physicalBatches,
      PrivateModel<T> model,
      List<Operand<?>> publicInputs) {
    Clipper clipper = plan.clipping().forVariables(model.gradients().variables());
    RowMask mask = RowMask.create(tf);
    Optional<Placeholder<T>> clipNorms = clipNorms(tf, clipper, model.loss());
    double share = 1 / plan.sampling().denominator();
    Operand<T> weights = mask.weights(tf, share, model.loss().type());
    SumRounding rounding =
        SumRounding.of(
            model.gradients(), plan.sampling(), physicalBatches, bytesPerUnit(model, clipper));
    PerExampleGradients<T> gradients = model.gradients().inBlocks(rounding.blocks());
    Clipped<T> clipped = clipper.clip(tf, gradients, weights, clipNorms.map(Function.identity()));
    List<Statistic<T>> statistics = new ArrayList<>(clipped.statistics());
    statistics.addAll(StatisticSums.of(tf, plan.statistics(), model, clipped, weights));
    double sensitive = share * (1 + rounding.eta());
    JointSum<T> joint =
        JointSum.of(
            tf,
            clipped.sums(),
            clipper.l2Bound() * sensitive,
            release,
            statistics.stream().map(statistic -> statistic.times(sensitive)).toList());
    List<Output<T>> noised =
        noise.addNoise(tf.withSubScope("noise"), joint.sum(), joint.noiseMultiplier());
    Op apply =
        optimizer.applyGradients(gradients(tf, model, plan, clipped, noised), "dptrain_update");
    List<Operand<?>> notData = new ArrayList<>(publicInputs);
    clipNorms.ifPresent(notData::add);
    UpdateProof proof =
        new UpdateProof(
            List.copyOf(model.gradients().variables()),
            model.sources(),
            notData,
            List.copyOf(noised));
    proof.check();
    List<Placeholder<TFloat64>> carried = carried(tf, joint.sum().sums());
    return new PrivateUpdate<>(
        apply,
        model,
        tf.math.sqrt(model.gradients().squaredNorms()).asOutput(),
        clipper,
        joint,
        rounding,
        carried,
        totals(tf, joint.sum().sums(), carried),
        mask,
        clipNorms,
        NoisedStatistics.of(tf, joint, noised, clipped.statistics().size()),
        WeightCheck.of(tf, model.gradients().variables(), apply),
        proof);
  }

  /** The sums of one chunk: for each variable, then for each statistic. */
  List<Output<T>> sums() {
    return joint.sum().sums();
  }

  /** About what one unit leaves in memory. */
  long bytesPerUnit() {
    return bytesPerUnit(model, clipper);
  }

  private static long bytesPerUnit(PrivateModel<?> model, Clipper clipper) {
    return model.bytesPerUnit()
        + (clipper.buildsGradients() ? 2 * model.gradients().bytesOfOneGradient() : 0);
  }

  /** The part of this update that can be checked, before the noise. */
  ClippedSums clippedSums(
      Graph graph,
      List<? extends Operand<?>> publicInputs,
      int rowsPerUnit,
      double expectedBatchSize,
      double[] currentClipNorms) {
    return new ClippedSums(
        graph,
        model.loss(),
        model.lossAxis(),
        model.scale(),
        model.gradients().variables(),
        model.dataInputs(),
        publicInputs.stream().map(Operand::asOutput).toList(),
        rowsPerUnit,
        mask.weights().asOutput(),
        clipNorms.map(Operand::asOutput),
        Arrays.stream(currentClipNorms).boxed().toList(),
        norms,
        sums().subList(0, model.gradients().variables().size()),
        1 / expectedBatchSize,
        rounding.eta(),
        clipper);
  }

  private static <T extends TFloating> Optional<Placeholder<T>> clipNorms(
      Ops tf, Clipper clipper, Output<T> loss) {
    return clipper
        .clipNorms()
        .map(
            norms ->
                tf.withName("clip_norms_that_only_DpOptimizer_step_feeds")
                    .placeholder(
                        loss.type(), Placeholder.shape(Shape.of(clipper.groupNames().size()))));
  }

  private static <T extends TFloating> List<Placeholder<TFloat64>> carried(
      Ops tf, List<Output<T>> sums) {
    List<Placeholder<TFloat64>> carried = new ArrayList<>();
    for (Output<T> sum : sums) {
      carried.add(
          tf.withName("sum_of_earlier_chunks")
              .placeholder(TFloat64.class, Placeholder.shape(sum.shape())));
    }
    return carried;
  }

  private static <T extends TFloating> List<Output<TFloat64>> totals(
      Ops tf, List<Output<T>> sums, List<Placeholder<TFloat64>> carried) {
    List<Output<TFloat64>> totals = new ArrayList<>();
    for (int i = 0; i < sums.size(); i++) {
      Operand<TFloat64> sum = tf.dtypes.cast(sums.get(i), TFloat64.class);
      totals.add(tf.math.add(sum, carried.get(i)).asOutput());
    }
    return totals;
  }

  /**
   * What the wrapped optimizer sees. Noised sums are brought into units of the gradient, and the
   * gradient of what sees no data is added, after the noise.
   */
  private static <T extends TFloating> List<GradAndVar<?>> gradients(
      Ops tf, PrivateModel<T> model, DpPlan plan, Clipped<T> clipped, List<Output<T>> noised) {
    List<Output<T>> variables = model.gradients().variables();
    List<Optional<Output<T>>> shifts =
        model.regularization().gradients(tf, variables, plan.sampling().denominator());
    List<GradAndVar<?>> gradients = new ArrayList<>();
    for (int i = 0; i < variables.size(); i++) {
      Output<T> gradient = noised.get(i);
      if (clipped.scales().isPresent()) {
        gradient = tf.math.mul(gradient, clipped.scales().get().get(i)).asOutput();
      }
      if (shifts.get(i).isPresent()) {
        gradient = tf.math.add(gradient, shifts.get(i).get()).asOutput();
      }
      gradients.add(new GradAndVar<>(gradient, variables.get(i)));
    }
    return gradients;
  }
}
