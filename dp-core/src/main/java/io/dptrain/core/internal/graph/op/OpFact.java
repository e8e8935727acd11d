package io.dptrain.core.internal.graph.op;

import java.util.Set;

/**
 * What is known of one op type.
 *
 * @param type as TensorFlow calls it
 * @param kind what it does
 * @param shapeInputs the inputs that take a shape, and so may be computed from the number of rows
 * @param traits what else rules ask for
 */
public record OpFact(String type, OpKind kind, Set<Integer> shapeInputs, Set<Trait> traits) {

  /** What a rule may ask of an op type beside its kind. */
  public enum Trait {
    /** Gives the elements of its first input in their order, in another shape perhaps. */
    KEEPS_ELEMENTS,
    /** Takes no memory of its own. */
    VIEW,
    /** Picks from its first input or counts: of no sizes it makes no sizes. */
    PICKS,
    /** Fails for some values of integers. */
    FAILS_ON_INTEGERS,
    /** The gradient ends the process, or fails, where an input is the variable itself. */
    NO_GRADIENT_OF_A_VARIABLE,
    /** The gradient through a called function may be wrong. */
    FAULTY_GRADIENT_WHEN_CALLED
  }

  /** Takes copies of the sets. */
  public OpFact {
    shapeInputs = Set.copyOf(shapeInputs);
    traits = Set.copyOf(traits);
  }

  /** Whether it has a trait. */
  public boolean has(Trait trait) {
    return traits.contains(trait);
  }
}
