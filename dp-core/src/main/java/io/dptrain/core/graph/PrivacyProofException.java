package io.dptrain.core.graph;

import io.dptrain.core.graph.GraphFinding.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.tensorflow.Operation;

/** A graph was refused: it cannot be shown that training on it is private. */
public final class PrivacyProofException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /** So many operations of one kind are named in the message; {@link #findings} has all. */
  private static final int MOST_NAMES = 3;

  private final ArrayList<GraphFinding> findings;

  /** Refuses a graph for one reason or more. */
  public PrivacyProofException(List<GraphFinding> findings) {
    super(message(findings));
    this.findings = new ArrayList<>(findings);
  }

  /** A line for each reason; what is wrong with many operations in the same way is said once. */
  private static String message(List<GraphFinding> findings) {
    Map<List<String>, List<String>> named = new LinkedHashMap<>();
    for (GraphFinding finding : findings) {
      named
          .computeIfAbsent(
              List.of(finding.type(), finding.reason(), finding.fix()), same -> new ArrayList<>())
          .add("'" + finding.operation() + "'");
    }
    return named.entrySet().stream()
        .map(
            entry -> {
              List<String> same = entry.getKey();
              return same.get(0)
                  + " "
                  + names(entry.getValue())
                  + " "
                  + same.get(1)
                  + "; "
                  + same.get(2);
            })
        .collect(Collectors.joining("\n"));
  }

  private static String names(List<String> operations) {
    int shown = Math.min(operations.size(), MOST_NAMES);
    String names = String.join(", ", operations.subList(0, shown));
    return shown == operations.size()
        ? names + (shown == 1 ? "" : ", each")
        : names + " and " + (operations.size() - shown) + " more, each";
  }

  /** Refuses a graph for one reason. */
  public PrivacyProofException(GraphFinding finding) {
    this(List.of(finding));
  }

  /** The refusal of a graph for one operation in it. */
  public static PrivacyProofException of(
      Kind kind, Operation operation, String reason, String fix) {
    return new PrivacyProofException(new GraphFinding(kind, operation, reason, fix));
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
