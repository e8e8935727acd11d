package io.dptrain.core.stability.board;

import io.dptrain.core.internal.Checks;
import io.dptrain.core.stability.monitor.Measured;
import io.dptrain.core.stability.monitor.Observation;
import io.dptrain.core.stability.monitor.Privacy;
import io.dptrain.core.training.TrainingListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes event files that TensorBoard shows: losses, norms, epsilon and whatever else is a number
 * for each step.
 *
 * <p>The tag of a value that is not {@link Privacy#PUBLIC} ends with its mark, so that whoever
 * looks at a curve sees whether it may be shown. An event file with such tags is not private.
 *
 * <p>Scalars of one step are written together, when the next step begins or with {@link #flush}.
 *
 * <p><b>Native memory</b>: has a graph and a session of its own, freed with {@link #close}. Not
 * thread safe.
 */
public final class EventFiles implements AutoCloseable {
  private final SummaryGraph graph;
  private final Map<String, Float> pending = new LinkedHashMap<>();
  private long pendingStep;
  private boolean closed;

  private EventFiles(SummaryGraph graph) {
    this.graph = graph;
  }

  /**
   * Starts a new event file in a folder, which is made if it does not exist.
   *
   * @throws IllegalArgumentException if files cannot be written there
   */
  public static EventFiles in(Path folder) {
    return new EventFiles(new SummaryGraph(writable(folder)));
  }

  /** Writes a number. It may be infinite or NaN, and is rounded to single precision. */
  public void scalar(long step, String tag, double value, Privacy privacy) {
    checkOpen();
    String marked = marked(tag, privacy);
    if (step != pendingStep || pending.containsKey(marked)) {
      writePending();
    }
    pendingStep = step;
    pending.put(marked, (float) value);
  }

  /** Writes a number under its name. */
  public void scalar(long step, Measured statistic) {
    scalar(step, statistic.name(), statistic.value(), statistic.privacy());
  }

  /**
   * Writes the distribution of numbers. A histogram has no place for those that are infinite or
   * NaN: they are left out, and counted as a scalar with the tag {@code .../not_finite}.
   */
  public void histogram(long step, String tag, float[] values, Privacy privacy) {
    checkOpen();
    float[] finite = finite(values);
    if (finite.length > 0) {
      graph.histogram(step, marked(tag, privacy), finite);
    }
    if (finite.length < values.length) {
      scalar(step, tag + "/not_finite", values.length - finite.length, privacy);
    }
  }

  /** Writes the loss and the norms of a step: in total, and of each variable. */
  public void observation(Observation observation) {
    long step = observation.step();
    observation.loss().ifPresent(loss -> scalar(step, loss));
    observation.gradientNorm().ifPresent(norm -> total(step, "gradient_norm", norm));
    observation.parameterNorm().ifPresent(norm -> total(step, "parameter_norm", norm));
    each(step, "gradient_norm", observation.gradientNorms());
    each(step, "parameter_norm", observation.parameterNorms());
  }

  /**
   * Writes a run as it goes: epsilon, the noised statistics of each step, and what is measured. It
   * is flushed with each checkpoint and at the end, and stays open.
   *
   * @param delta of the epsilon that is written
   */
  public TrainingListener listener(double delta) {
    return new RunEvents(this, Checks.positiveFinite("delta", delta));
  }

  /** Writes what is pending to the disk. */
  public void flush() {
    checkOpen();
    writePending();
    graph.flush();
  }

  private void total(long step, String tag, Measured norm) {
    scalar(step, tag, norm.value(), norm.privacy());
  }

  private void each(long step, String tag, List<Measured> norms) {
    norms.forEach(norm -> scalar(step, tag + "/" + norm.name(), norm.value(), norm.privacy()));
  }

  private void writePending() {
    if (!pending.isEmpty()) {
      graph.scalars(pendingStep, pending);
      pending.clear();
    }
  }

  private static String marked(String tag, Privacy privacy) {
    return switch (privacy) {
      case PUBLIC -> tag;
      case NOISED -> tag + "_noised";
      case NOT_PRIVATE -> tag + "_NOT_PRIVATE";
    };
  }

  private static float[] finite(float[] values) {
    float[] finite = new float[values.length];
    int size = 0;
    for (float value : values) {
      if (Float.isFinite(value)) {
        finite[size++] = value;
      }
    }
    return Arrays.copyOf(finite, size);
  }

  private static Path writable(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new IllegalArgumentException(unusable(folder), e);
    }
    if (!Files.isWritable(folder)) {
      throw new IllegalArgumentException(unusable(folder));
    }
    return folder;
  }

  private static String unusable(Path folder) {
    return "the folder of event files must be one that can be written, but is " + folder;
  }

  private void checkOpen() {
    Checks.state(!closed, "the event files are closed: write before close()");
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      try {
        writePending();
      } finally {
        graph.close();
      }
    }
  }
}
