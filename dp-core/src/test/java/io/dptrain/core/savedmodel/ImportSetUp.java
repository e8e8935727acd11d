package io.dptrain.core.savedmodel;

import io.dptrain.core.testing.LinearModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.framework.optimizers.GradientDescent;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** A folder for models, and a graph that they are imported into, for each test of an import. */
abstract class ImportSetUp {
  @TempDir Path folder;

  final Graph graph = new Graph();
  final Ops tf = Ops.create(graph);

  @AfterEach
  void close() {
    graph.close();
  }

  /** Writes a graph whose weights are constants. */
  Path frozen(String file, Consumer<Ops> model) throws IOException {
    try (Graph frozen = new Graph()) {
      model.accept(Ops.create(frozen));
      return Files.write(folder.resolve(file), frozen.toGraphDef().toByteArray());
    }
  }

  /** Proves a loss, and adds its private update to the graph. */
  void minimize(Operand<TFloat32> loss) {
    LinearModel.builder(new GradientDescent(graph, 1f), 4)
        .noiseMultiplier(1)
        .build()
        .minimize(loss);
  }
}
