package io.dptrain.core.internal.check;

import io.dptrain.core.internal.graph.axis.ExampleAxis;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.tensorflow.Output;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;

/**
 * What is fed for some privacy units: their rows, what a model drew for them, and what is the same
 * for all.
 *
 * <p><b>Native memory</b>: owns its tensors. Not thread safe.
 */
public final class UnitTensors implements AutoCloseable {
  private final int units;
  private final Map<Output<?>, Held> held = new LinkedHashMap<>();

  /** A tensor, and where the units lie in it; nowhere in what is the same for all. */
  private record Held(Tensor tensor, Optional<ExampleAxis> axis) {}

  /** Tensors for so many units, none yet. */
  public UnitTensors(int units) {
    this.units = units;
  }

  /** Takes over a tensor that holds something of each unit, or something that all share. */
  public UnitTensors put(Output<?> output, Tensor tensor, Optional<ExampleAxis> axis) {
    held.put(output, new Held(tensor, axis));
    return this;
  }

  /** Takes over a tensor in place of another, which is closed. */
  void replace(Output<?> output, Tensor tensor) {
    Held before = held.get(output);
    held.put(output, new Held(tensor, before.axis()));
    before.tensor().close();
  }

  /** How many units there are. */
  int units() {
    return units;
  }

  /** Copies of the tensors of some units, in that order; a unit may come more than once. */
  public UnitTensors pick(int... chosen) {
    UnitTensors picked = new UnitTensors(chosen.length);
    held.forEach(
        (output, from) -> {
          Tensor copy =
              from.axis()
                  .map(axis -> pick(output, from.tensor(), axis, chosen))
                  .orElseGet(() -> copy(output, from.tensor()));
          picked.put(output, copy, from.axis());
        });
    return picked;
  }

  /**
   * Copies of the first rows of the one unit that this holds, without the places behind them.
   *
   * @param rowsPerUnit how many places it has
   */
  UnitTensors firstRows(int rows, int rowsPerUnit) {
    UnitTensors places = new UnitTensors(rowsPerUnit); // of the same tensors, and not closed
    held.forEach(
        (output, from) ->
            places.put(
                output,
                from.tensor(),
                from.axis()
                    .map(
                        axis ->
                            new ExampleAxis(
                                axis.axis(), axis.outer(), axis.inner() / rowsPerUnit))));
    return places.pick(IntStream.range(0, rows).toArray());
  }

  /** Feeds the tensors of all placeholders and draws that a run knows. */
  void feedTo(Session.Runner runner) {
    held.forEach((output, from) -> runner.feed(ClippedSums.nameOf(output), from.tensor()));
  }

  /** The tensors, open as long as this is. */
  Map<Output<?>, Tensor> tensors() {
    Map<Output<?>, Tensor> tensors = new LinkedHashMap<>();
    held.forEach((output, from) -> tensors.put(output, from.tensor()));
    return tensors;
  }

  /** Entry {@code j} of the axis belongs to unit {@code (j / inner) mod units}. */
  private Tensor pick(Output<?> output, Tensor tensor, ExampleAxis axis, int[] chosen) {
    Shape shape = tensor.shape();
    byte[] from = bytes(tensor);
    long[] sizes = shape.asArray();
    long before = axis.outer();
    for (int i = 0; i < axis.axis(); i++) {
      before *= sizes[i];
    }
    sizes[axis.axis()] = axis.outer() * axis.inner() * chosen.length;
    int block = Math.toIntExact(from.length / (before * units));
    byte[] to = new byte[Math.toIntExact(before * chosen.length * block)];
    for (int b = 0; b < before; b++) {
      for (int i = 0; i < chosen.length; i++) {
        System.arraycopy(
            from, (b * units + chosen[i]) * block, to, (b * chosen.length + i) * block, block);
      }
    }
    return Tensor.of(output.type(), Shape.of(sizes), copy -> write(copy, to));
  }

  private static Tensor copy(Output<?> output, Tensor tensor) {
    return Tensor.of(output.type(), tensor.shape(), copy -> write(copy, bytes(tensor)));
  }

  private static void write(Tensor tensor, byte[] bytes) {
    tensor.asRawTensor().data().write(bytes);
  }

  private static byte[] bytes(Tensor tensor) {
    byte[] bytes = new byte[Math.toIntExact(tensor.numBytes())];
    tensor.asRawTensor().data().read(bytes);
    return bytes;
  }

  @Override
  public void close() {
    held.values().forEach(one -> one.tensor().close());
    held.clear();
  }
}
