package io.dptrain.core.internal.check;

import io.dptrain.core.clip.Clipper;
import io.dptrain.core.internal.graph.axis.ExampleAxis;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import org.tensorflow.Graph;
import org.tensorflow.Output;
import org.tensorflow.types.family.TType;

/**
 * What is checked: the part of an update that turns a batch into clipped sums, before the noise.
 *
 * @param graph where it stands
 * @param loss one entry or more for each privacy unit
 * @param lossAxis where the units lie in the loss
 * @param lossScale what the sum of a unit's entries is multiplied with
 * @param variables what is trained
 * @param dataInputs the placeholders that take rows
 * @param publicInputs the placeholders that hold nothing private
 * @param rowsPerUnit how many rows each unit has, or places for them
 * @param rowWeights takes what each row counts in the loss of its unit, if units have different
 *     numbers of rows
 * @param mask takes a one for each unit that counts. <b>Shape</b> {@code [units]}
 * @param clipNorms takes the clip norms, if they change from step to step
 * @param currentClipNorms what it is fed
 * @param norms the norm of each unit's gradient. <b>Shape</b> {@code [units]}
 * @param sums for each variable the clipped sum
 * @param share what the clipped sum is multiplied with: one over the expected batch size
 * @param rounding what rounding of the sums may add to the bound of the clipping, relative to it
 * @param clipper clips one gradient by definition, and knows the bound
 */
public record ClippedSums(
    Graph graph,
    Output<?> loss,
    ExampleAxis lossAxis,
    double lossScale,
    List<? extends Output<?>> variables,
    List<? extends Output<?>> dataInputs,
    List<? extends Output<?>> publicInputs,
    int rowsPerUnit,
    Optional<? extends Output<?>> rowWeights,
    Output<?> mask,
    Optional<? extends Output<?>> clipNorms,
    List<Double> currentClipNorms,
    Output<?> norms,
    List<? extends Output<?>> sums,
    double share,
    double rounding,
    Clipper clipper) {

  /** The type of the loss, the gradients and the variables. */
  Class<? extends TType> type() {
    return loss.type();
  }

  /** What the clip norms are fed. */
  double[] clipNormValues() {
    return currentClipNorms.stream().mapToDouble(norm -> norm).toArray();
  }

  /**
   * What small norms are measured against: the largest clip norm of the step, or the l2 bound if
   * they do not change. <b>Unit</b>: that of the gradient.
   */
  double clipNorm() {
    return DoubleStream.of(clipNormValues()).max().orElseGet(clipper::l2Bound);
  }

  /** What the noise is made for: the largest l2 norm of what one unit adds to the sums. */
  double bound() {
    return share * clipper.l2Bound() * (1 + rounding);
  }

  /** How a tensor is called in a session. */
  static String nameOf(Output<?> tensor) {
    return tensor.op().name() + ":" + tensor.index();
  }
}
