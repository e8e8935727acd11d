package io.dptrain.examples.check.op;

import static io.dptrain.examples.check.sweep.CaseBuilder.caseOf;

import io.dptrain.examples.check.sweep.CaseBuilder;
import io.dptrain.examples.check.sweep.ElementType;
import io.dptrain.examples.check.sweep.OpCase;
import io.dptrain.examples.check.sweep.RawOp;
import io.dptrain.examples.check.sweep.Values;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.tensorflow.ndarray.Shape;

/** Look-ups, biases. */
final class GatherCases {
  private final List<OpCase> cases = new ArrayList<>();

  private GatherCases() {}

  static List<OpCase> all() {
    GatherCases cases = new GatherCases();
    for (ElementType type : List.of(ElementType.INT, ElementType.LONG)) {
      cases.addTables(type);
    }
    cases.addPicks();
    cases.addBiases();
    return cases.cases;
  }

  private void addTables(ElementType type) {
    table(caseOf("GatherV2").weight(7, 3).ids(type, 7, -1));
    table(caseOf("GatherV2").weight(7, 3).ids(type, 7, -1, 5));
    table(caseOf("GatherV2").weight(3, 2, 2).ids(type, 3, -1, 9));
    table(caseOf("GatherV2").doubles().weight(7, 3).ids(type, 7, -1, 5));
    for (boolean isMean : new boolean[] {true, false}) {
      cases.add(pooled(type, isMean ? "Mean" : "Sum", isMean ? 5 : 1));
    }
    cases.add(
        caseOf("GatherNd")
            .weight(4, 3)
            .ids(type, 4, -1, 5, 1)
            .reference(
                in ->
                    Values.of(
                        Shape.of(in.get(1).size(0), 5, 3),
                        at -> in.get(0).at((int) in.get(1).at(at[0], at[1], 0), at[2])))
            .build());
    cases.add(
        caseOf("GatherNd")
            .weight(3, 3)
            .ids(type, 3, -1, 5, 2)
            .reference(
                in ->
                    Values.of(
                        Shape.of(in.get(1).size(0), 5),
                        at ->
                            in.get(0)
                                .at(
                                    (int) in.get(1).at(at[0], at[1], 0),
                                    (int) in.get(1).at(at[0], at[1], 1))))
            .build());
  }

  private void table(CaseBuilder tried) {
    cases.add(tried.number(0).reference(in -> lookedUp(in.get(0), in.get(1))).build());
  }

  private static Values lookedUp(Values table, Values ids) {
    Shape row = table.shape().tail();
    return Values.of(
        ids.shape().append(row),
        at -> {
          int[] place = new int[table.rank()];
          place[0] = (int) ids.at(Arrays.copyOf(at, ids.rank()));
          System.arraycopy(at, ids.rank(), place, 1, row.numDimensions());
          return table.at(place);
        });
  }

  private static OpCase pooled(ElementType type, String pooling, int divisor) {
    return caseOf("GatherV2")
        .weight(7, 3)
        .ids(type, 7, -1, 5)
        .note("then " + pooling)
        .body(
            (graph, in) -> {
              var looked =
                  RawOp.of(
                      graph, "GatherV2", Map.of(), in.get(0), in.get(1), ShapeOf.number(graph, 0));
              return RawOp.of(graph, pooling, Map.of(), looked, ShapeOf.number(graph, 1));
            })
        .reference(
            in ->
                Reductions.reduce(
                    lookedUp(in.get(0), in.get(1)),
                    new int[] {1},
                    false,
                    values -> values.stream().mapToDouble(Double::doubleValue).sum() / divisor))
        .build();
  }

  private void addPicks() {
    cases.add(
        caseOf("GatherV2")
            .data(-1, 6, 2)
            .ints(4, 0, 4)
            .number(1)
            .reference(
                in -> {
                  int[] picked = {4, 0, 4};
                  return Values.of(
                      Shape.of(in.get(0).size(0), 3, 2),
                      at -> in.get(0).at(at[0], picked[at[1]], at[2]));
                })
            .build());
    cases.add(
        caseOf("GatherV2")
            .data(-1, 6)
            .ids(ElementType.INT, 6, -1, 2)
            .number(1)
            .attr("batch_dims", 1)
            .reference(
                in ->
                    Values.of(in.get(1).shape(), at -> in.get(0).at(at[0], (int) in.get(1).at(at))))
            .build());
    cases.add(
        caseOf("GatherV2")
            .weight(6, 4)
            .ids(ElementType.INT, 4, -1)
            .number(1)
            .exampleAxis(1)
            .reference(
                in ->
                    Values.of(
                        Shape.of(6, in.get(1).size(0)),
                        at -> in.get(0).at(at[0], (int) in.get(1).at(at[1]))))
            .build());
    cases.add(
        caseOf("GatherNd")
            .data(5, -1, 2)
            .constant(ElementType.INT, Shape.of(2, 1), 4, 1)
            .exampleAxis(1)
            .reference(
                in ->
                    Values.of(
                        Shape.of(2, in.get(0).size(1), 2),
                        at -> in.get(0).at(at[0] == 0 ? 4 : 1, at[1], at[2])))
            .build());
  }

  private void addBiases() {
    for (CaseBuilder tried :
        List.of(
            caseOf("BiasAdd").data(-1, 5).weight(5),
            caseOf("BiasAdd").data(-1, 2, 3, 4).weight(4),
            caseOf("BiasAdd").data(3, -1, 4).weight(4).exampleAxis(1),
            caseOf("BiasAdd").doubles().data(-1, 2, 3).weight(3))) {
      cases.add(tried.reference(Elementwise.zip(Double::sum)).build());
    }
    cases.add(
        caseOf("BiasAdd")
            .data(-1, 3, 2, 2)
            .weight(3)
            .attr("data_format", "NCHW")
            .reference(
                in -> Values.of(in.get(0).shape(), at -> in.get(0).at(at) + in.get(1).at(at[1])))
            .build());
  }
}
