package io.dptrain.core.internal.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.dptrain.core.graph.GraphFinding;
import io.dptrain.core.graph.PrivacyProofException;
import io.dptrain.core.internal.graph.flow.ExampleAnalysis;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Graph;

/** Graphs that mix examples are refused by name. */
class MixingTest {

  static List<GraphCase> graphs() {
    return Stream.of(
            LayoutCases.refused(),
            ElementwiseCases.refused(),
            ProductCases.refused(),
            LayerCases.refused(),
            SizeCases.refused(),
            FlattenCases.refused())
        .flatMap(List::stream)
        .toList();
  }

  @ParameterizedTest
  @MethodSource("graphs")
  void of_graphThatMixesExamples_isRefusedWithTheOperationNamed(GraphCase graphCase) {
    try (Graph graph = new Graph()) {
      GraphCase.Built built = graphCase.in(graph);
      PrivacyProofException refusal =
          catchThrowableOfType(
              PrivacyProofException.class,
              () -> ExampleAnalysis.of(built.loss(), List.of(), graphCase.rowsPerUnit()));
      assertThat(refusal).as("refusal of '%s'", graphCase).isNotNull();
      GraphFinding finding = refusal.findings().get(0);
      assertThat(refusal.findings()).hasSize(1);
      assertThat(finding.kind()).isEqualTo(GraphFinding.Kind.MIXES_EXAMPLES);
      assertThat(finding.type()).isEqualTo(graphCase.type());
      assertThat(graph.operation(finding.operation()).type()).isEqualTo(graphCase.type());
      assertThat(refusal).hasMessageContaining(finding.operation()).hasMessageContaining("; ");
    }
  }
}
