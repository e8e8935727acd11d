package io.dptrain.core.internal.state;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.types.family.TType;

/**
 * The values of variables after a step, copied: what a session returns for a variable is its own
 * memory, which later updates change.
 *
 * <p><b>Native memory</b>: owns the copies and frees them with {@link #close}.
 */
public final class Snapshot implements AutoCloseable {
  private final long step;
  private final List<Tensor> values;

  private Snapshot(long step, List<Tensor> values) {
    this.step = step;
    this.values = values;
  }

  /** Copies the present values. */
  public static Snapshot of(long step, Session session, List<? extends Operand<?>> variables) {
    Session.Runner runner = session.runner();
    variables.forEach(runner::fetch);
    Snapshot snapshot = new Snapshot(step, new ArrayList<>());
    try (Result result = runner.run()) {
      for (int i = 0; i < variables.size(); i++) {
        snapshot.addCopy(result.get(i));
      }
      return snapshot;
    } catch (RuntimeException | Error e) {
      snapshot.close();
      throw e;
    }
  }

  /** The step whose update made the values; -1 for none. */
  public long step() {
    return step;
  }

  /** The values, in the order of the variables. */
  public List<Tensor> values() {
    return values;
  }

  private void addCopy(Tensor original) {
    Tensor copy = Tensor.of(((TType) original).type(), original.shape());
    values.add(copy);
    var bytes = original.asRawTensor().data();
    bytes.copyTo(copy.asRawTensor().data(), bytes.size());
  }

  @Override
  public void close() {
    values.forEach(Tensor::close);
  }
}
