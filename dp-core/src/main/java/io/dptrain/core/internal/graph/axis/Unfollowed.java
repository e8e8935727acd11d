package io.dptrain.core.internal.graph.axis;

import io.dptrain.core.graph.GraphFinding;

/**
 * A tensor of which nothing is known. What is computed from it is not known either.
 *
 * @param finding why; it is reported at the latest where the tensor is used
 */
public record Unfollowed(GraphFinding finding) implements ExampleDependence {}
