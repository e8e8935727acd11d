package io.dptrain.core.graph;

/** How one op type carries the example axis from its inputs to its outputs. */
@FunctionalInterface
interface FlowRule {

  /**
   * The dependence of every output of an operation.
   *
   * @throws PrivacyProofException if the operation mixes examples, or if it cannot be shown that it
   *     does not
   */
  ExampleDependence apply(Node node);
}
