package io.dptrain.examples.check;

import io.dptrain.examples.check.sweep.CaseBuilder;
import io.dptrain.examples.check.sweep.CaseList;
import io.dptrain.examples.check.sweep.OpCase;
import io.dptrain.examples.check.sweep.RawOp;
import io.dptrain.examples.check.sweep.Reference;
import io.dptrain.examples.check.sweep.Values;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;

/** Cases of which the second, third and fourth are at fault on every machine. */
public final class FaultyCases implements CaseList {
  /** What a worker ends with, as a kernel might. */
  private static final int EXIT_CODE = 77;

  @Override
  public List<OpCase> cases() {
    return List.of(
        of("Sin").reference(each(Math::sin)).build(),
        of("Cos").reference(each(x -> Math.cos(1.001 * x))).build(),
        of("Sub")
            .body(
                (graph, in) ->
                    RawOp.of(
                        graph,
                        "Sub",
                        Map.of(),
                        in.get(0),
                        RawOp.of(graph, "Mean", Map.of(), in.get(0), RawOp.ints(graph, 0))))
            .reference(each(x -> x))
            .build(),
        of("Exp").reference(in -> ended()).build(),
        of("Tanh").reference(each(Math::tanh)).build());
  }

  private static CaseBuilder of(String op) {
    return CaseBuilder.caseOf(op).data(-1, 3);
  }

  private static Reference each(DoubleUnaryOperator function) {
    return in -> Values.of(in.get(0).shape(), place -> function.applyAsDouble(in.get(0).at(place)));
  }

  private static Values ended() {
    Runtime.getRuntime().halt(EXIT_CODE);
    throw new IllegalStateException("not reached");
  }
}
