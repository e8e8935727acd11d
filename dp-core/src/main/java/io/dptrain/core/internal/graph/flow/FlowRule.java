package io.dptrain.core.internal.graph.flow;

import io.dptrain.core.internal.graph.axis.ExampleDependence;
import io.dptrain.core.internal.graph.axis.Node;
import java.util.List;

/** How one op type carries the example axis from its inputs to its outputs. */
@FunctionalInterface
interface FlowRule {

  /**
   * The dependence of each output of an operation. It is asked only if an input depends on the
   * examples, and if all inputs were followed.
   *
   * @throws io.dptrain.core.graph.PrivacyProofException if the operation mixes examples, or if it
   *     cannot be shown that it does not
   */
  List<ExampleDependence> apply(Node node);

  /** A rule for ops whose outputs all have the same layout. */
  @FunctionalInterface
  interface OneLayout {

    /** The dependence of every output of an operation. */
    ExampleDependence apply(Node node);
  }

  /** A rule that gives all outputs the same layout. */
  static FlowRule of(OneLayout rule) {
    return node -> node.outputs(rule.apply(node));
  }
}
