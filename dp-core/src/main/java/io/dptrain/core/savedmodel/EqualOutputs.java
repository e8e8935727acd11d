package io.dptrain.core.savedmodel;

import io.dptrain.core.internal.Doubles;
import io.dptrain.core.internal.NativeFailure;
import io.dptrain.core.internal.inline.FlatModel;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;

/**
 * Whether a model of plain nodes gives what its original gives. Tried in a graph of its own, so
 * that nothing is left in the caller's if it does not. Stateless.
 */
final class EqualOutputs {
  static final double TOLERANCE = 1e-5;

  private static final int ROWS_OF_A_TABLE = 2;

  private EqualOutputs() {}

  /**
   * Runs both on random rows.
   *
   * @return the largest {@code |b - a| / (1 + max |a|)} over the entries of all outputs, where
   *     {@code a} is the original's
   * @throws IllegalArgumentException if that is more than {@value #TOLERANCE}, or if one cannot be
   *     run
   */
  static double require(OpenedModel original, FlatModel flat, Map<String, Tensor> values) {
    try (Run run = run(original);
        Graph graph = new Graph();
        Session session = new Session(graph)) {
      PlacedModel placed = PlacedModel.in(Ops.create(graph), flat, values);
      session.initialize();
      Session.Runner runner = session.runner();
      run.rows().forEach((key, tensor) -> runner.feed(placed.inputs().get(key), tensor));
      original
          .signature()
          .getOutputsMap()
          .keySet()
          .forEach(key -> runner.fetch(placed.outputs().get(key)));
      try (Result result = runner.run()) {
        return difference(original, run.expected(), result);
      }
    } catch (RuntimeException e) {
      throw NativeFailure.refused(
          original.name() + " cannot be run on random rows of its signature", e);
    }
  }

  /** Rows, and what the original makes of them. */
  private record Run(Map<String, Tensor> rows, Result expected) implements AutoCloseable {
    @Override
    public void close() {
      expected.close();
      rows.values().forEach(Tensor::close);
    }
  }

  private static Run run(OpenedModel original) {
    try {
      return run(original, ROWS_OF_A_TABLE);
    } catch (RuntimeException e) {
      if (!NativeFailure.isOf(e)) {
        throw e;
      }
      // A number may stand for the row of a table, and the table may have one.
      return run(original, 1);
    }
  }

  private static Run run(OpenedModel original, int limit) {
    Map<String, Tensor> rows = RandomRows.of(original.signature(), limit);
    try {
      return new Run(rows, original.run(rows));
    } catch (RuntimeException e) {
      rows.values().forEach(Tensor::close);
      throw e;
    }
  }

  private static double difference(OpenedModel original, Result expected, Result result) {
    double largest = 0;
    int i = 0;
    for (String key : original.signature().getOutputsMap().keySet()) {
      double difference = difference(expected.get(i), result.get(i));
      if (!(difference <= TOLERANCE)) {
        throw new IllegalArgumentException(
            "the output '"
                + key
                + "' of "
                + original.name()
                + " must not change by more than "
                + TOLERANCE
                + " when functions become operations, but changes by "
                + difference
                + "; the model may keep a state or draw random numbers, or an operation of it may"
                + " be imported wrongly");
      }
      largest = Math.max(largest, difference);
      i++;
    }
    return largest;
  }

  /** Infinite if shapes or types differ, or anything else than floating point does. */
  static double difference(Tensor expected, Tensor result) {
    if (!expected.shape().equals(result.shape()) || expected.dataType() != result.dataType()) {
      return Double.POSITIVE_INFINITY;
    }
    if (!(expected instanceof TFloat32 || expected instanceof TFloat64)) {
      return expected.asRawTensor().data().equals(result.asRawTensor().data())
          ? 0
          : Double.POSITIVE_INFINITY;
    }
    double[] a = Doubles.of(expected);
    double[] b = Doubles.of(result);
    double largest = 0;
    double scale = 1;
    for (int i = 0; i < a.length; i++) {
      if (Double.compare(a[i], b[i]) == 0) {
        continue; // NaN and infinity too: some models give them for some rows
      }
      double difference = Math.abs(a[i] - b[i]);
      if (!(difference < Double.POSITIVE_INFINITY)) {
        return Double.POSITIVE_INFINITY;
      }
      largest = Math.max(largest, difference);
    }
    for (double value : a) {
      scale = Double.isFinite(value) ? Math.max(scale, 1 + Math.abs(value)) : scale;
    }
    return largest / scale;
  }
}
