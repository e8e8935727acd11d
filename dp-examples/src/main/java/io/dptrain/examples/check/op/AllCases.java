package io.dptrain.examples.check.op;

import io.dptrain.examples.check.sweep.CaseList;
import io.dptrain.examples.check.sweep.OpCase;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Every case, in the order of operation types. */
public final class AllCases implements CaseList {
  @Override
  public List<OpCase> cases() {
    return Stream.of(
            UnaryCases.all(),
            BinaryCases.all(),
            ProductCases.all(),
            EinsumCases.all(),
            ConvolutionCases.all(),
            PoolCases.all(),
            ReductionCases.all(),
            LayoutCases.all(),
            GatherCases.all())
        .flatMap(List::stream)
        .sorted(Comparator.comparing(OpCase::op))
        .toList();
  }
}
