package io.dptrain.core.internal.sums;

import io.dptrain.core.clip.Clipped;
import io.dptrain.core.clip.Clipper;
import io.dptrain.core.clip.Statistic;
import io.dptrain.core.internal.check.ClippedSums;
import io.dptrain.core.internal.gradient.SiteGradients;
import io.dptrain.core.internal.graph.loss.RowWeights;
import io.dptrain.core.internal.seam.ClipNormInput;
import io.dptrain.core.internal.seam.ScheduledRelease;
import io.dptrain.core.plan.DpPlan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TFloating;

/**
 * The first half of a private step, as operations of the graph of a model: loss, per-example norms,
 * clipped sums over the expected batch size. It sees data and writes nothing; it knows nothing of
 * noise and of the optimizer. What it says of its sums is a value ({@link
 * io.dptrain.core.internal.seam.SumDeclaration}), and so are the sums of a step ({@link
 * ClippedTotal}): another process may do the second half.
 *
 * @param model what the loss was found to be
 * @param norms the l2 norm of each example's gradient before clipping. <b>Shape</b> {@code [batch]}
 * @param clipper the clipping, for the variables of this model
 * @param joint the clipped sum of one chunk and the statistics, divided by the expected batch size
 * @param rounding what rounding of the sum adds to its sensitivity, and the chunks that keep to it
 * @param carried takes the sums of the chunks before, in double precision
 * @param totals the sums together with what was carried, in double precision
 * @param mask which units count
 * @param clipNorms takes the clip norms of the step, if they change from step to step
 */
public record ClippedSumGraph<T extends TFloating>(
    PrivateModel<T> model,
    Output<T> norms,
    Clipper clipper,
    JointSum<T> joint,
    SumRounding rounding,
    List<Placeholder<TFloat64>> carried,
    List<Output<TFloat64>> totals,
    RowMask mask,
    Optional<Placeholder<T>> clipNorms) {

  /**
   * Adds the sums to the graph of a loss.
   *
   * @param tf the scope that the gradients were added to
   * @param release what the statistics are weighted by
   * @throws IllegalStateException if the clipping releases more than it declares
   */
  public static <T extends TFloating> ClippedSumGraph<T> of(
      Ops tf, DpPlan plan, ScheduledRelease release, ChunkSizes chunks, PrivateModel<T> model) {
    Clipper clipper = plan.clipping().forVariables(model.gradients().variables());
    RowMask mask = RowMask.create(tf);
    Optional<Placeholder<T>> clipNorms = ClipNormInput.of(tf, clipper, model.loss().type());
    double share = 1 / plan.sampling().denominator();
    Operand<T> weights = mask.weights(tf, share, model.loss().type());
    SumRounding rounding =
        SumRounding.of(model.gradients(), plan.sampling(), chunks, bytesPerUnit(model, clipper));
    SiteGradients<T> gradients = model.gradients().inBlocks(rounding.blocks());
    Clipped<T> clipped = clipper.clip(tf, gradients, weights, clipNorms.map(Function.identity()));
    List<Statistic<T>> statistics = new ArrayList<>(clipped.statistics());
    statistics.addAll(StatisticSums.of(tf, plan.statistics(), model, clipped, weights));
    double sensitive = share * (1 + rounding.eta());
    JointSum<T> joint =
        JointSum.of(
            tf,
            model.gradients().variables(),
            clipped.sums(),
            clipper.l2Bound() * sensitive,
            release,
            statistics.stream().map(statistic -> statistic.times(sensitive)).toList(),
            clipped.statistics().size());
    List<Placeholder<TFloat64>> carried = carried(tf, joint.sums());
    return new ClippedSumGraph<>(
        model,
        tf.math.sqrt(model.gradients().squaredNorms()).asOutput(),
        clipper,
        joint,
        rounding,
        carried,
        totals(tf, joint.sums(), carried),
        mask,
        clipNorms);
  }

  /** The sums of one chunk: for each variable, then for each statistic. */
  public List<Output<T>> sums() {
    return joint.sums();
  }

  /** About what one unit leaves in memory. */
  public long bytesPerUnit() {
    return bytesPerUnit(model, clipper);
  }

  private static long bytesPerUnit(PrivateModel<?> model, Clipper clipper) {
    return model.bytesPerUnit()
        + (clipper.buildsGradients() ? 2 * model.gradients().bytesOfOneGradient() : 0);
  }

  /** What can be checked. */
  public ClippedSums clippedSums(
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
        model.rowWeights().map(RowWeights::placeholder),
        mask.weights().asOutput(),
        clipNorms.map(Operand::asOutput),
        Arrays.stream(currentClipNorms).boxed().toList(),
        norms,
        sums().subList(0, model.gradients().variables().size()),
        1 / expectedBatchSize,
        rounding.eta(),
        clipper);
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
}
