package io.dptrain.examples.check.sweep;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * One operation with attributes and shapes, and what it should compute.
 *
 * @param op the operation type, as the table lists it
 * @param label what tells the case from others of the type
 * @param args the inputs
 * @param body adds the operation to a graph
 * @param reference the operation in plain loops; if there is none, its kernel in double precision
 *     stands in
 * @param exampleAxis the axis of the examples in the output
 * @param hasGradient whether a gradient passes to the inputs that have one
 * @param tolerance the largest error, relative to the largest value
 * @param batch how many examples are tried at once
 * @param takesVariables whether the operation takes variables themselves, not their values
 */
public record OpCase(
    String op,
    String label,
    List<Arg> args,
    Body body,
    Optional<Reference> reference,
    int exampleAxis,
    boolean hasGradient,
    double tolerance,
    int batch,
    boolean takesVariables) {

  /** Keeps a copy of the list. */
  public OpCase {
    args = List.copyOf(args);
  }

  /** The same case in double precision, whose kernel stands in for plain loops. */
  OpCase widened() {
    return new OpCase(
        op,
        label,
        args.stream().map(Arg::widened).toList(),
        body,
        reference,
        exampleAxis,
        hasGradient,
        tolerance,
        batch,
        takesVariables);
  }

  /** The inputs that a gradient passes to, or -1 if none does. */
  List<Integer> trained() {
    List<Integer> places =
        IntStream.range(0, args.size())
            .filter(i -> hasGradient && args.get(i).isDifferentiable())
            .boxed()
            .toList();
    return places.isEmpty() ? List.of(-1) : places;
  }

  /** Operation, attributes and shapes. */
  public String name() {
    return op + " " + label;
  }
}
