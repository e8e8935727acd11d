package io.dptrain.core.internal.sums;

import io.dptrain.core.internal.graph.OneGraph;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Operands;

/** Checks that a batch feeds what the plan sampled, in the shape that was proved, and no more. */
public final class FeedCheck {
  private final PrivateModel<?> model;
  private final Set<Output<?>> known;

  /**
   * A check for a model.
   *
   * @param declaredPublic what may be fed although the model does not need it
   */
  public FeedCheck(PrivateModel<?> model, List<Operand<?>> declaredPublic) {
    this.model = model;
    this.known = new HashSet<>(model.rowInputs());
    known.addAll(model.publicInputs());
    declaredPublic.forEach(input -> known.add(input.asOutput()));
  }

  /**
   * Requires that every data placeholder gets one row per sampled example, that the number of rows
   * of each is said if it varies, that what is left out is in the batch, that every public input
   * that the loss needs is fed, and that nothing else is. TensorFlow itself does not hold a feed
   * against the shape of its placeholder, so that is done here: the proof relies on it.
   *
   * @throws IllegalArgumentException naming the placeholder and the fix
   */
  public void require(FedInputs feeds, int units, int rowsPerUnit) {
    int rows = Math.multiplyExact(units, rowsPerUnit);
    Graph graph = (Graph) model.loss().env();
    OneGraph.require(graph, "a placeholder that is fed", feeds.tensors().keySet());
    for (Output<?> input : model.rowInputs()) {
      requireRows(input, requireFed(feeds, input).shape(), rows);
    }
    for (Output<?> input : model.publicInputs()) {
      requireMatch(input, requireFed(feeds, input).shape());
    }
    requirePresent(feeds, units);
    requirePlaces(feeds, units);
    for (Output<?> fed : feeds.tensors().keySet()) {
      if (!known.contains(fed)) {
        throw new IllegalArgumentException(
            "'"
                + fed.op().name()
                + "' must not be fed: it is neither an input of the loss nor declared with"
                + " publicInputs(...); leave it out of the feeds");
      }
    }
  }

  /**
   * Whether there is one number for each unit. The numbers are data, and what they are is not
   * looked at here: a step that ends for one of them would tell of its unit.
   */
  private void requirePresent(FedInputs feeds, int units) {
    if (model.rowWeights().isEmpty() && feeds.present().isPresent()) {
      throw new IllegalArgumentException(
          "present(...) must not be called where every unit has as many rows; leave it out, or build"
              + " the optimizer with rowsPerUnitAtMost(...)");
    }
    boolean isSaid = feeds.present().map(rows -> rows.length).orElse(0) == units;
    if (model.rowWeights().isPresent() && !isSaid) {
      throw new IllegalArgumentException(
          "present(...) must say for each sampled unit how many rows it has, in their order, as"
              + " rowsPerUnitAtMost(...) was set; call it once for each batch");
    }
  }

  /** The counts are sensitive, so the message gives none. */
  private static void requirePlaces(FedInputs feeds, int units) {
    if (feeds.leftOut().length() > units) {
      throw new IllegalArgumentException(
          "leaveOut(...) names a place behind the end of the batch; count the units that the feeder"
              + " was asked for from 0, anew in each batch");
    }
  }

  private static Tensor requireFed(FedInputs feeds, Output<?> input) {
    Tensor tensor = feeds.tensors().get(input);
    if (tensor == null) {
      throw new IllegalArgumentException(
          "the placeholder '" + input.op().name() + "' is not fed: feed it in every step");
    }
    if (tensor.dataType() != Operands.toDataType(input.type())) {
      throw new IllegalArgumentException(
          "the placeholder '"
              + input.op().name()
              + "' of type "
              + Operands.toDataType(input.type())
              + " is fed a tensor of type "
              + tensor.dataType());
    }
    return tensor;
  }

  /** The counts are sensitive, so the message gives none. */
  private static void requireRows(Output<?> input, Shape actual, int rows) {
    if (actual.numDimensions() == 0 || actual.get(0) != rows) {
      throw new IllegalArgumentException(
          "the placeholder '"
              + input.op().name()
              + "' is not fed one row per sampled example, or rowsPerUnit rows if that was set;"
              + " feed exactly the rows that the step was given, in their order, and no batch of"
              + " another size");
    }
    requireMatch(input, actual.tail().prepend(Shape.UNKNOWN_SIZE));
  }

  /** What was fed may be as long as the batch, or as its longest example, so no size is told. */
  private static void requireMatch(Output<?> input, Shape actual) {
    Shape expected = input.shape();
    if (!expected.isUnknown() && !actual.isCompatibleWith(expected)) {
      throw new IllegalArgumentException(
          "the placeholder '"
              + input.op().name()
              + "' of shape "
              + expected
              + " is fed a tensor "
              + (actual.numDimensions() == expected.numDimensions()
                  ? "of other sizes"
                  : "with another number of axes, " + actual.numDimensions())
              + "; feed the shape that the graph was built for");
    }
  }
}
