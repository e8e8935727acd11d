package io.dptrain.core.stability.board;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.summary.SummaryWriter;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * TensorFlow's own summary operations around one writer, an operation for each tag.
 *
 * <p><b>Native memory</b>: owns graph and session, and frees them with {@link #close}.
 */
final class SummaryGraph implements AutoCloseable {
  private static final int LONGEST_QUEUE = 100;
  private static final int FLUSH_MILLIS = 10_000;

  /** What writes the values of one tag. */
  private record Slot(Placeholder<TFloat32> value, Op write) {}

  private final Graph graph = new Graph();
  private final Session session = new Session(graph);
  private final Ops tf = Ops.create(graph);
  private final SummaryWriter writer = tf.summary.summaryWriter();
  private final Placeholder<TInt64> step = tf.placeholder(TInt64.class);
  private final Op flush = tf.summary.flushSummaryWriter(writer);
  private final Op close = tf.summary.closeSummaryWriter(writer);
  private final Map<String, Slot> scalars = new HashMap<>();
  private final Map<String, Slot> histograms = new HashMap<>();

  SummaryGraph(Path folder) {
    try {
      session.run(
          tf.summary.createSummaryFileWriter(
              writer,
              tf.constant(folder.toString()),
              tf.constant(LONGEST_QUEUE),
              tf.constant(FLUSH_MILLIS),
              tf.constant(".dptrain")));
    } catch (RuntimeException e) {
      free();
      throw e;
    }
  }

  /** Writes the values of several tags in one run. */
  void scalars(long at, Map<String, Float> values) {
    List<Tensor> fed = new ArrayList<>();
    try {
      Session.Runner runner = session.runner().feed(step, keep(TInt64.scalarOf(at), fed));
      values.forEach(
          (tag, value) -> {
            Slot slot = scalars.computeIfAbsent(tag, this::scalarSlot);
            runner.feed(slot.value, keep(TFloat32.scalarOf(value), fed)).addTarget(slot.write);
          });
      runner.run().close();
    } finally {
      fed.forEach(Tensor::close);
    }
  }

  /** Writes the distribution of finite values. */
  void histogram(long at, String tag, float[] values) {
    Slot slot = histograms.computeIfAbsent(tag, this::histogramSlot);
    try (TInt64 when = TInt64.scalarOf(at);
        TFloat32 fed = TFloat32.vectorOf(values)) {
      session.runner().feed(step, when).feed(slot.value, fed).addTarget(slot.write).run().close();
    }
  }

  void flush() {
    session.run(flush);
  }

  private Slot scalarSlot(String tag) {
    Placeholder<TFloat32> value = tf.placeholder(TFloat32.class);
    return new Slot(value, tf.summary.writeScalarSummary(writer, step, tf.constant(tag), value));
  }

  private Slot histogramSlot(String tag) {
    Placeholder<TFloat32> values = tf.placeholder(TFloat32.class);
    return new Slot(
        values, tf.summary.writeHistogramSummary(writer, step, tf.constant(tag), values));
  }

  private static Tensor keep(Tensor tensor, List<Tensor> kept) {
    kept.add(tensor);
    return tensor;
  }

  @Override
  public void close() {
    try {
      session.run(close);
    } finally {
      free();
    }
  }

  private void free() {
    session.close();
    graph.close();
  }
}
