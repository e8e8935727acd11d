package io.dptrain.core.graph;

import io.dptrain.core.graph.GraphFinding.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.tensorflow.Operation;

/** A graph was refused: it cannot be shown that training on it is private. */
public final class PrivacyProofException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final ArrayList<GraphFinding> findings;

  /** Refuses a graph for one reason or more. */
  public PrivacyProofException(List<GraphFinding> findings) {
    super(findings.stream().map(GraphFinding::toString).collect(Collectors.joining("\n")));
    this.findings = new ArrayList<>(findings);
  }

  /** Refuses a graph for one reason. */
  public PrivacyProofException(GraphFinding finding) {
    this(List.of(finding));
  }

  /** The refusal of a graph for one operation in it. */
  public static PrivacyProofException of(
      Kind kind, Operation operation, String reason, String fix) {
    return of(kind, operation.name(), operation.type(), reason, fix);
  }

  /** The refusal of a graph for an operation that is known by its name, as one of a function. */
  public static PrivacyProofException of(
      Kind kind, String operation, String type, String reason, String fix) {
    return new PrivacyProofException(new GraphFinding(kind, operation, type, reason, fix));
  }

  /** Every reason, in the order of the flow of the data. */
  public List<GraphFinding> findings() {
    return List.copyOf(findings);
  }
}
