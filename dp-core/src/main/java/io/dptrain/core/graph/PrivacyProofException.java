package io.dptrain.core.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

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

  /** Every reason, in the order of the flow of the data. */
  public List<GraphFinding> findings() {
    return List.copyOf(findings);
  }
}
