package io.dptrain.core.internal.graph;

import io.dptrain.core.graph.GraphFinding;
import io.dptrain.core.graph.PrivacyProofException;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.GraphOperation;
import org.tensorflow.Output;

/** What a placeholder must be to take examples, however the model behind it is run. */
public final class DataInputs {
  private DataInputs() {}

  /** A finding for each placeholder behind a loss of which {@link #require} does not hold. */
  public static List<GraphFinding> findings(Output<?> loss, PublicInputs publicInputs) {
    List<GraphFinding> findings = new ArrayList<>();
    for (GraphOperation operation : Graphs.ancestorsInOrder(loss)) {
      if (publicInputs.takesData(operation)) {
        InputFinding.of(operation).ifPresent(findings::add);
      }
    }
    return findings;
  }

  /**
   * Requires that a placeholder takes one row for each example that a sampler drew, and that the
   * length of a row depends on no example.
   *
   * @throws PrivacyProofException ({@code NOT_PUBLIC}) if it has a default value, no axis of any
   *     length in front, or another axis of unknown length
   */
  public static void require(GraphOperation placeholder) {
    InputFinding.of(placeholder)
        .ifPresent(
            finding -> {
              throw new PrivacyProofException(finding);
            });
  }
}
