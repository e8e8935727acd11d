package io.dptrain.core.optimizer;

import io.dptrain.core.check.ProbeReport;
import io.dptrain.core.internal.check.ClippedSums;
import io.dptrain.core.internal.check.Probe;
import io.dptrain.core.internal.check.UnitTensors;
import io.dptrain.core.internal.graph.axis.ExampleAxis;
import io.dptrain.core.internal.sums.FedInputs;
import io.dptrain.core.internal.sums.MadeUpRows;
import io.dptrain.core.internal.sums.PrivateModel;
import java.lang.ref.WeakReference;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import org.tensorflow.Output;
import org.tensorflow.Session;
import org.tensorflow.Tensor;

/** Probes the kernels of a session before the first step that an optimizer runs in it. */
final class FirstStepProbe {
  private static final int[] NO_ROWS = {};

  private WeakReference<Session> probed = new WeakReference<>(null);
  private Optional<ProbeReport> report = Optional.empty();

  /** Whether the kernels that a session runs have not been probed yet. */
  boolean isDueIn(Session session) {
    return probed.get() != session;
  }

  /**
   * Probes the kernels that a session runs.
   *
   * @param feeder is asked for an empty batch if the model has public inputs, and else for nothing
   * @throws io.dptrain.core.check.ProbeFailedException if this machine computes something else than
   *     what was proved
   */
  void require(
      Session session, PrivateModel<?> model, ClippedSums sums, BatchFeeder feeder, int batch) {
    List<IntFunction<UnitTensors>> rows =
        Arrays.stream(MadeUpRows.Kind.values())
            .<IntFunction<UnitTensors>>map(kind -> units -> rows(model, sums, kind, units, feeder))
            .toList();
    report = Optional.of(new Probe(sums, rows, batch).run(session));
    probed = new WeakReference<>(session);
  }

  /** What the last probe saw. */
  Optional<ProbeReport> report() {
    return report;
  }

  private static UnitTensors rows(
      PrivateModel<?> model,
      ClippedSums sums,
      MadeUpRows.Kind kind,
      int units,
      BatchFeeder feeder) {
    UnitTensors tensors = new UnitTensors(units);
    FedInputs made = MadeUpRows.feeds(model, kind, units, sums.rowsPerUnit(), 1);
    take(made, tensors, Optional.of(new ExampleAxis(0, 1, sums.rowsPerUnit())));
    if (!model.publicInputs().isEmpty()) {
      FedInputs empty = feeder.feeds(NO_ROWS).inputs();
      model.dataInputs().forEach(input -> free(empty.tensors().remove(input)));
      take(empty, tensors, Optional.empty());
    }
    return tensors;
  }

  private static void free(Tensor tensor) {
    if (tensor != null) {
      tensor.close();
    }
  }

  private static void take(FedInputs feeds, UnitTensors tensors, Optional<ExampleAxis> axis) {
    for (Map.Entry<Output<?>, Tensor> fed : feeds.tensors().entrySet()) {
      tensors.put(fed.getKey(), fed.getValue(), axis);
    }
    feeds.tensors().clear();
  }
}
