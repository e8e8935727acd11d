package io.dptrain.examples.check.sweep;

import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Output;

/** Adds what is tried to a graph. */
@FunctionalInterface
public interface Body {
  Output<?> add(Graph graph, List<Output<?>> inputs);
}
