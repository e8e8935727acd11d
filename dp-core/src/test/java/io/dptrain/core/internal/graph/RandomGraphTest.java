package io.dptrain.core.internal.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.tensorflow.exceptions.TFInvalidArgumentException;

/** What the analysis says of random graphs is true when they run. */
class RandomGraphTest {
  private static final int GRAPHS = 120;

  private static GraphCase random(long seed, AtomicInteger refused) {
    int rowsPerUnit = 1 + (int) (seed % 3);
    return GraphCase.apart(
            "random graph " + seed,
            g -> {
              RandomGraph graph = new RandomGraph(g, rowsPerUnit, seed);
              var last = graph.build();
              refused.addAndGet(graph.refused());
              return last;
            })
        .data(-1, 2, 2 + seed % 2)
        .rowsPerUnit(rowsPerUnit);
  }

  @Test
  void exampleAxis_randomGraphs_areWhereTheExamplesAre() {
    AtomicInteger refused = new AtomicInteger();
    long followed = 0;
    for (long seed = 0; seed < GRAPHS; seed++) {
      try (ExampleProbe probe = new ExampleProbe(random(seed, refused))) {
        boolean runs = runs(probe, 1);
        assertThat(runs(probe, 2)).as("graph %d runs with 2 examples", seed).isEqualTo(runs);
        assertThat(runs(probe, 5)).as("graph %d runs with 5 examples", seed).isEqualTo(runs);
        if (runs) {
          probe.takeOneExampleAlone(5);
          followed += probe.followedTensors();
        }
      }
    }
    assertThat(followed).as("tensors that were held against runs").isGreaterThan(4 * GRAPHS);
    assertThat(refused.get()).as("steps that were refused").isGreaterThan(GRAPHS);
  }

  /**
   * Some random graphs add tensors whose sizes, unknown to TensorFlow, do not fit for any batch.
   */
  private static boolean runs(ExampleProbe probe, int batch) {
    try {
      probe.changeOneExample(batch);
      return true;
    } catch (TFInvalidArgumentException e) {
      return false;
    }
  }
}
