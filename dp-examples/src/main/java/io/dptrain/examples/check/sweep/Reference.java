package io.dptrain.examples.check.sweep;

import java.util.List;

/** What an operation should give, in plain loops: a function of its inputs alone. */
@FunctionalInterface
public interface Reference {
  Values of(List<Values> inputs);
}
