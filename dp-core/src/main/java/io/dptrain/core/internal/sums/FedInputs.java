package io.dptrain.core.internal.sums;

import io.dptrain.core.internal.graph.loss.RowWeights;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.Output;
import org.tensorflow.Session;
import org.tensorflow.Tensor;

/**
 * Tensors and the placeholders that take them.
 *
 * <p><b>Native memory</b>: it owns the tensors that it is given, and frees them when it is closed.
 * Not thread safe.
 */
public final class FedInputs implements AutoCloseable {
  private final Map<Output<?>, Tensor> tensors = new LinkedHashMap<>();
  private final BitSet leftOut = new BitSet();
  private Optional<int[]> present = Optional.empty();

  /**
   * Takes over a tensor.
   *
   * @throws IllegalArgumentException if the placeholder has one; then all are closed
   */
  public FedInputs feed(Output<?> placeholder, Tensor tensor) {
    Tensor previous = tensors.put(placeholder, tensor);
    if (previous != null) {
      previous.close();
      close();
      throw new IllegalArgumentException(
          "the placeholder '" + placeholder.op().name() + "' is fed twice");
    }
    return this;
  }

  /**
   * Says that a unit is left out: it contributes zero, as padding does.
   *
   * @param unit its place in the batch, from 0
   */
  public void leaveOut(int unit) {
    leftOut.set(unit);
  }

  /**
   * Says how many rows each unit has.
   *
   * @throws IllegalArgumentException if that was said before; then all are closed
   */
  public void present(int[] rowsOfUnits) {
    if (present.isPresent()) {
      close();
      throw new IllegalArgumentException(
          "present(...) must be called once for each batch, but is called again");
    }
    present = Optional.of(rowsOfUnits.clone());
  }

  /** How many rows each unit has, if that was said. Sensitive. */
  Optional<int[]> present() {
    return present;
  }

  /**
   * Makes units with different numbers of rows out of what was fed: puts the first row of its unit
   * into each place without a row, and feeds what each row counts. So nothing that was fed for
   * absent rows is ever looked at, and what stands there can do nothing that the first row does
   * not. A unit of which no possible number was said is left out: an error would tell of it. Does
   * nothing where every unit has as many rows.
   *
   * @param units how many there are, for all of which {@link FeedCheck#require} was called
   */
  public void fillAbsentRows(PrivateModel<?> model, int units) {
    model.rowWeights().ifPresent(weights -> fillAbsentRows(model, weights, units));
  }

  private void fillAbsentRows(PrivateModel<?> model, RowWeights<?> weights, int units) {
    int most = weights.most();
    int[] rowsOfUnits = Arrays.copyOf(present.orElse(new int[0]), units);
    for (int unit = 0; unit < units; unit++) {
      if (rowsOfUnits[unit] < 1 || rowsOfUnits[unit] > most) {
        leaveOut(unit);
        rowsOfUnits[unit] = 1;
      }
    }
    int[] rows = new int[Math.multiplyExact(units, most)];
    Arrays.setAll(rows, row -> row % most < rowsOfUnits[row / most] ? row : row - row % most);
    // Whether or not a row is absent, so that the time does not tell.
    if (units > 0) {
      model.rowInputs().forEach(input -> take(input, rows));
    }
    feed(weights.placeholder(), weights.of(rowsOfUnits));
  }

  /** The places of the units that are left out. Sensitive. */
  public BitSet leftOut() {
    return (BitSet) leftOut.clone();
  }

  /** Feeds all tensors to a run, and returns the run. */
  public Session.Runner feedTo(Session.Runner runner) {
    tensors.forEach(runner::feed);
    return runner;
  }

  /** The tensors by placeholder. Whoever takes one out owns it. */
  public Map<Output<?>, Tensor> tensors() {
    return tensors;
  }

  /**
   * Fills a tensor up with copies of its first unit, unless it has enough rows.
   *
   * @param rows a multiple of the rows of a unit
   */
  public void pad(Output<?> placeholder, long rows, int rowsPerUnit) {
    Tensor tensor = tensors.get(placeholder);
    if (tensor.shape().get(0) < rows) {
      tensors.put(placeholder, TensorRows.padded(placeholder.type(), tensor, rows, rowsPerUnit));
      tensor.close();
    }
  }

  /** Puts other rows of a tensor, in their order, in its place. */
  void take(Output<?> placeholder, int[] rows) {
    try (Tensor all = tensors.get(placeholder)) {
      tensors.put(placeholder, TensorRows.taken(placeholder.type(), all, rows));
    }
  }

  @Override
  public void close() {
    tensors.values().forEach(Tensor::close);
    tensors.clear();
  }
}
