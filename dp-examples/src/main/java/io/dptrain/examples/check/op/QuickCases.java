package io.dptrain.examples.check.op;

import io.dptrain.examples.check.sweep.CaseList;
import io.dptrain.examples.check.sweep.OpCase;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A few cases of each operation type, for a check that takes less than a minute: more of those with
 * kernels of their own for each instruction set.
 */
public final class QuickCases implements CaseList {
  private static final Set<String> KERNELS_BY_INSTRUCTION_SET =
      Set.of(
          "BatchMatMul",
          "BatchMatMulV2",
          "BatchMatMulV3",
          "Conv2D",
          "Conv2DBackpropInput",
          "DepthwiseConv2dNative",
          "Einsum",
          "MatMul");

  private static final int MANY = 7;

  @Override
  public List<OpCase> cases() {
    Map<String, List<OpCase>> byOp = new LinkedHashMap<>();
    for (OpCase tried : new AllCases().cases()) {
      byOp.computeIfAbsent(tried.op(), op -> new ArrayList<>()).add(tried);
    }
    List<OpCase> chosen = new ArrayList<>();
    byOp.forEach(
        (op, cases) ->
            chosen.addAll(spread(cases, KERNELS_BY_INSTRUCTION_SET.contains(op) ? MANY : 1)));
    return chosen;
  }

  /** Some of the cases, as far from one another in the list as can be. */
  private static List<OpCase> spread(List<OpCase> cases, int count) {
    List<OpCase> some = new ArrayList<>();
    int chosen = Math.min(count, cases.size());
    for (int i = 0; i < chosen; i++) {
      some.add(cases.get(i * cases.size() / chosen));
    }
    return some;
  }
}
