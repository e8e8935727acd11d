package io.dptrain.core.graph;

/**
 * A tensor of which nothing is known. What is computed from it is not known either.
 *
 * @param finding why; it is reported at the latest where the tensor is used
 */
record Unfollowed(GraphFinding finding) implements ExampleDependence {}
