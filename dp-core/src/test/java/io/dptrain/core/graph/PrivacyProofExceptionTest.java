package io.dptrain.core.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PrivacyProofExceptionTest {

  private static GraphFinding finding(String operation, String reason) {
    return new GraphFinding(
        GraphFinding.Kind.MIXES_EXAMPLES, operation, "Conv2D", reason, "change it");
  }

  @Test
  void getMessage_differentReasons_areLinesOfTheirOwn() {
    PrivacyProofException e =
        new PrivacyProofException(List.of(finding("a", "mixes"), finding("a", "fails")));
    assertThat(e).hasMessage("Conv2D 'a' mixes; change it\nConv2D 'a' fails; change it");
  }

  /** A net of a hundred layers is not a hundred problems. */
  @Test
  void getMessage_oneReasonOfManyOperations_isSaidOnce() {
    List<GraphFinding> many =
        IntStream.range(0, 100).mapToObj(i -> finding("conv" + i, "mixes")).toList();
    PrivacyProofException e = new PrivacyProofException(many);
    assertThat(e).hasMessage("Conv2D 'conv0', 'conv1', 'conv2' and 97 more, each mixes; change it");
    assertThat(e.findings()).isEqualTo(many);
  }
}
