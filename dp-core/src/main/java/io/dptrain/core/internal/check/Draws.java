package io.dptrain.core.internal.check;

import io.dptrain.core.graph.PrivacyProofException;
import io.dptrain.core.internal.graph.Graphs;
import io.dptrain.core.internal.graph.flow.ExampleAnalysis;
import io.dptrain.core.internal.graph.op.OpRegistry;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.GraphOperation;
import org.tensorflow.Output;
import org.tensorflow.Session;
import org.tensorflow.types.family.TType;

/**
 * What a model draws at random, such as dropout. It is drawn once and then fed, so that two runs
 * can be compared.
 */
final class Draws {
  private final ClippedSums sums;
  private final List<Output<?>> drawn = new ArrayList<>();

  Draws(ClippedSums sums) {
    this.sums = sums;
    for (GraphOperation operation : Graphs.ancestorsInOrder(List.of(sums.loss()))) {
      if (drawsChance(operation)) {
        for (int i = 0; i < operation.numOutputs(); i++) {
          drawn.add(operation.output(i));
        }
      }
    }
  }

  /** Whether an operation gives something else each time that it runs, such as a random number. */
  private static boolean drawsChance(GraphOperation operation) {
    return OpRegistry.isStateful(operation.type())
        && !OpRegistry.isVariable(operation.type())
        && !operation.type().startsWith("Placeholder")
        && operation.numOutputs() > 0;
  }

  /** The names of the operations that draw. */
  List<String> names() {
    return drawn.stream().map(output -> output.op().name()).distinct().toList();
  }

  /** Draws once for some units, and adds what was drawn to them. */
  void fix(Session session, UnitTensors units, Weights weights) {
    if (drawn.isEmpty()) {
      return;
    }
    ExampleAnalysis analysis = analysis();
    for (Output<?> output : drawn) {
      Session.Runner runner = session.runner();
      units.feedTo(runner);
      weights.feedTo(runner);
      Class<? extends TType> type = output.type();
      units.put(
          output,
          type.cast(runner.fetch(ClippedSums.nameOf(output)).run().get(0)),
          analysis.exampleAxis(output));
    }
  }

  /** A model that cannot be followed is mapped, and then it does not draw. */
  private ExampleAnalysis analysis() {
    try {
      return ExampleAnalysis.of(sums.loss(), sums.publicInputs(), sums.rowsPerUnit());
    } catch (PrivacyProofException e) {
      throw new IllegalStateException("what the model draws belongs to nobody", e);
    }
  }
}
