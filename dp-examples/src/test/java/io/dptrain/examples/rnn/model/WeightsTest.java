package io.dptrain.examples.rnn.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

class WeightsTest {
  @Test
  void identity_threeUnits_isOneOnTheDiagonalAndZeroElsewhere() {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      var kernel = new Weights(Ops.create(graph), new Random(1)).identity("layer", "kernel", 3);
      session.initialize();
      try (Result result = session.runner().fetch(kernel).run()) {
        assertThat(StdArrays.array2dCopyOf((TFloat32) result.get(0)))
            .isDeepEqualTo(new float[][] {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}});
      }
      assertThat(kernel.op().name()).isEqualTo("layer_kernel");
    }
  }
}
