package io.dptrain.examples.check.op;

import static io.dptrain.examples.check.sweep.CaseBuilder.caseOf;

import io.dptrain.examples.check.sweep.CaseBuilder;
import io.dptrain.examples.check.sweep.ElementType;
import io.dptrain.examples.check.sweep.OpCase;
import io.dptrain.examples.check.sweep.RawOp;
import io.dptrain.examples.check.sweep.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Products of matrices, and what the graph optimizer fuses with them. */
final class ProductCases {
  private final List<OpCase> cases = new ArrayList<>();

  private ProductCases() {}

  static List<OpCase> all() {
    ProductCases cases = new ProductCases();
    cases.addMatMul();
    cases.addFused();
    for (String op : List.of("BatchMatMul", "BatchMatMulV2", "BatchMatMulV3")) {
      cases.addBatched(op);
      if (!op.equals("BatchMatMul")) {
        cases.addBroadcast(op);
      }
    }
    return cases.cases;
  }

  private void addMatMul() {
    matMul(caseOf("MatMul").data(-1, 5).weight(5, 3), false, false);
    matMul(caseOf("MatMul").data(-1, 5).weight(3, 5), false, true);
    matMul(caseOf("MatMul").data(5, -1).weight(5, 3), true, false);
    matMul(caseOf("MatMul").data(5, -1).weight(3, 5), true, true);
    matMul(caseOf("MatMul").weight(3, 5).data(5, -1).exampleAxis(1), false, false);
    matMul(caseOf("MatMul").weight(3, 5).data(-1, 5).exampleAxis(1), false, true);
    matMul(caseOf("MatMul").data(-1, 5).weight(5, 3).takesVariables(), false, false);
    matMul(caseOf("MatMul").doubles().data(-1, 5).weight(5, 3), false, false);
    matMul(caseOf("MatMul").data(-1, 64).weight(64, 17).batch(9), false, false);
    matMul(caseOf("MatMul").data(-1, 1).weight(1, 1).batch(3), false, false);
  }

  private void matMul(CaseBuilder tried, boolean turnFirst, boolean turnSecond) {
    cases.add(
        tried
            .attr("transpose_a", turnFirst)
            .attr("transpose_b", turnSecond)
            .reference(in -> Products.matMul(in.get(0), in.get(1), turnFirst, turnSecond))
            .build());
  }

  private void addFused() {
    for (String activation : List.of("Relu", "Relu6", "Elu", "LeakyRelu", "Tanh", "Sigmoid")) {
      for (String bias : List.of("BiasAdd", "AddV2")) {
        cases.add(
            caseOf("MatMul")
                .data(-1, 7)
                .weight(7, 5)
                .weight(5)
                .note(bias + " and " + activation)
                .body(
                    (graph, in) -> {
                      var product = RawOp.of(graph, "MatMul", Map.of(), in.get(0), in.get(1));
                      var biased = RawOp.of(graph, bias, Map.of(), product, in.get(2));
                      return RawOp.of(graph, activation, Map.of(), biased);
                    })
                .reference(
                    in -> {
                      Values product = Products.matMul(in.get(0), in.get(1), false, false);
                      Values biased = Elementwise.zip(product, in.get(2), Double::sum);
                      return Elementwise.map(biased, Activations.of(activation));
                    })
                .build());
      }
    }
  }

  /** Equal leading axes. */
  private void addBatched(String op) {
    for (boolean turnFirst : new boolean[] {false, true}) {
      for (boolean turnSecond : new boolean[] {false, true}) {
        long[] first = turnFirst ? new long[] {-1, 4, 3} : new long[] {-1, 3, 4};
        long[] second = turnSecond ? new long[] {-1, 2, 4} : new long[] {-1, 4, 2};
        batched(op, caseOf(op).data(first).data(second), turnFirst, turnSecond);
      }
    }
    batched(op, caseOf(op).data(-1, 2, 3, 4).data(-1, 2, 4, 5), false, false);
    batched(op, caseOf(op).data(3, -1, 4).weight(3, 4, 2).exampleAxis(1), false, false);
    batched(
        op,
        caseOf(op).data(3, -1, 4).weight(3, 4, 2).exampleAxis(1).takesVariables(),
        false,
        false);
    batched(op, caseOf(op).weight(3, 2, 4).data(3, -1, 4).exampleAxis(2), false, true);
    batched(op, caseOf(op).doubles().data(3, -1, 4).weight(3, 4, 2).exampleAxis(1), false, false);
  }

  private void addBroadcast(String op) {
    batched(op, caseOf(op).data(-1, 3, 4).weight(4, 2), false, false);
    batched(op, caseOf(op).data(-1, 3, 4).weight(1, 4, 2), false, false);
    batched(op, caseOf(op).weight(5, 3).data(-1, 3, 4), false, false);
    batched(op, caseOf(op).data(-1, 5, 1, 7).weight(7, 5).batch(6), false, false);
    batched(op, caseOf(op).data(-1, 2, 3, 4).weight(4, 2), false, false);
    batched(op, caseOf(op).data(-1, 2, 3, 4).weight(1, 4, 2), false, false);
    batched(op, caseOf(op).data(-1, 2, 3, 4).weight(2, 4, 5), false, false);
    batched(op, caseOf(op).data(-1, 2, 3, 4).weight(1, 1, 4, 2), false, false);
    batched(op, caseOf(op).data(-1, 2, 4, 3).weight(2, 4), true, true);
    batched(op, caseOf(op).data(-1, 1, 3, 4).weight(2, 4, 5), false, false);
    batched(op, caseOf(op).data(-1, 2, 3, 4).data(-1, 1, 4, 2), false, false);
    batched(op, caseOf(op).weight(2, 3, 4).data(-1, 2, 4, 5), false, false);
    batched(op, caseOf(op).doubles().data(-1, 2, 3, 4).weight(4, 2), false, false);
  }

  private void batched(String op, CaseBuilder tried, boolean turnFirst, boolean turnSecond) {
    if (op.equals("BatchMatMulV3")) {
      boolean isWide = tried.isDouble();
      tried.attr("Tout", isWide ? ElementType.DOUBLE : ElementType.FLOAT);
    }
    cases.add(
        tried
            .attr("adj_x", turnFirst)
            .attr("adj_y", turnSecond)
            .reference(in -> Products.matMul(in.get(0), in.get(1), turnFirst, turnSecond))
            .build());
  }
}
