package io.dptrain.core.internal.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Graphs that keep examples apart are accepted, and what is said of them is true when they run. */
class ExampleLayoutTest {

  static List<GraphCase> graphs() {
    return Stream.of(
            LayoutCases.accepted(),
            ElementwiseCases.accepted(),
            ProductCases.accepted(),
            LayerCases.accepted(),
            SizeCases.accepted(),
            FlattenCases.accepted())
        .flatMap(List::stream)
        .toList();
  }

  @ParameterizedTest
  @MethodSource("graphs")
  void exampleAxis_graphThatKeepsExamplesApart_isWhereTheExamplesAre(GraphCase graphCase) {
    try (ExampleProbe probe = new ExampleProbe(graphCase)) {
      assertThat(probe.analysis().exampleAxis(probe.loss())).contains(graphCase.axis());
      assertThat(probe.analysis().rowsPerUnit()).isEqualTo(graphCase.rowsPerUnit());
      assertThat(probe.followedTensors()).isPositive();
      for (int batch : new int[] {1, 2, 5}) {
        probe.changeOneExample(batch);
      }
      assertThat(probe.changesOfTheLoss()).as("changes of the loss").isPositive();
      probe.takeOneExampleAlone(5);
    }
  }
}
