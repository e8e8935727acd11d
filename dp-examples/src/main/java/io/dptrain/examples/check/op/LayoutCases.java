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
import java.util.function.Function;
import org.tensorflow.ndarray.Shape;

/** Operations that move, join, split, repeat and pad. */
final class LayoutCases {
  private final List<OpCase> cases = new ArrayList<>();

  private LayoutCases() {}

  static List<OpCase> all() {
    LayoutCases cases = new LayoutCases();
    cases.addAxes();
    cases.addPads();
    cases.addJoins();
    cases.addSplits();
    cases.addSlices();
    cases.addRepeats();
    cases.addMatrices();
    return cases.cases;
  }

  private void one(CaseBuilder tried, Function<Values, Values> reference) {
    cases.add(tried.reference(in -> reference.apply(in.get(0))).build());
  }

  private void addAxes() {
    one(caseOf("Reshape").data(-1, 2, 6).ints(-1, 3, 4), v -> v.as(Shape.of(v.size(0), 3, 4)));
    one(caseOf("Reshape").data(-1, 2, 3).ints(-1, 6), v -> v.as(Shape.of(v.size(0), 6)));
    one(
        caseOf("Reshape").doubles().data(-1, 6).ints(-1, 2, 3),
        v -> v.as(Shape.of(v.size(0), 2, 3)));
    one(caseOf("ExpandDims").data(-1, 3).number(1), v -> v.as(Shape.of(v.size(0), 1, 3)));
    one(
        caseOf("ExpandDims").data(-1, 3).number(0).exampleAxis(1),
        v -> v.as(Shape.of(1, v.size(0), 3)));
    one(
        caseOf("Squeeze").data(-1, 1, 3).list("squeeze_dims", 1),
        v -> v.as(Shape.of(v.size(0), 3)));
    for (int[] order :
        List.of(new int[] {0, 2, 1, 3}, new int[] {0, 3, 1, 2}, new int[] {0, 3, 2, 1})) {
      one(caseOf("Transpose").data(-1, 2, 3, 4).ints(order), v -> v.transposed(order));
    }
    one(caseOf("Transpose").data(-1, 5).ints(1, 0).exampleAxis(1), v -> v.transposed(1, 0));
    one(
        caseOf("Transpose").data(-1, 2, 3).ints(2, 0, 1).exampleAxis(1),
        v -> v.transposed(2, 0, 1));
    one(
        caseOf("ReverseV2").data(-1, 2, 5).ints(2),
        v -> Values.of(v.shape(), at -> v.at(at[0], at[1], 4 - at[2])));
    one(
        caseOf("ReverseV2").data(3, -1, 2).ints(0, -1).exampleAxis(1),
        v -> Values.of(v.shape(), at -> v.at(2 - at[0], at[1], 1 - at[2])));
    for (int axis : new int[] {-1, 1}) {
      one(
          caseOf("OneHot")
              .ids(ElementType.INT, 4, -1, 3)
              .number(4)
              .scalar(2)
              .scalar(-1)
              .attr("axis", axis)
              .withoutGradient(),
          v ->
              Values.of(
                  axis < 0 ? Shape.of(v.size(0), 3, 4) : Shape.of(v.size(0), 4, 3),
                  at ->
                      v.at(at[0], axis < 0 ? at[1] : at[2]) == (axis < 0 ? at[2] : at[1])
                          ? 2
                          : -1));
    }
  }

  private void addPads() {
    Shape paddings = Shape.of(3, 2);
    int[] places = {0, 0, 1, 2, 2, 0};
    one(
        caseOf("Pad").data(-1, 3, 4).constant(ElementType.INT, paddings, places),
        v -> padded(v, 0));
    one(
        caseOf("Pad").doubles().data(-1, 3, 4).constant(ElementType.LONG, paddings, places),
        v -> padded(v, 0));
    one(
        caseOf("PadV2").data(-1, 3, 4).constant(ElementType.INT, paddings, places).scalar(7),
        v -> padded(v, 7));
    for (String mode : List.of("REFLECT", "SYMMETRIC")) {
      int skip = mode.equals("REFLECT") ? 1 : 0;
      one(
          caseOf("MirrorPad")
              .data(-1, 3, 4)
              .constant(ElementType.INT, paddings, places)
              .attr("mode", mode),
          v ->
              Values.of(
                  Shape.of(v.size(0), 6, 6),
                  at -> v.at(at[0], mirrored(at[1] - 1, 3, skip), mirrored(at[2] - 2, 4, skip))));
    }
  }

  private static Values padded(Values v, double value) {
    return Values.of(
        Shape.of(v.size(0), 6, 6),
        at -> {
          int row = at[1] - 1;
          int column = at[2] - 2;
          return row >= 0 && row < 3 && column >= 0 ? v.at(at[0], row, column) : value;
        });
  }

  private static int mirrored(int place, int size, int skip) {
    return place < 0 ? -place - 1 + skip : place >= size ? 2 * size - 1 - place - skip : place;
  }

  private void addJoins() {
    cases.add(
        caseOf("ConcatV2")
            .data(-1, 2)
            .data(-1, 3)
            .number(1)
            .listed(0, 2)
            .reference(in -> joined(in.get(0), in.get(1)))
            .build());
    cases.add(
        caseOf("Concat")
            .number(1)
            .data(-1, 2)
            .data(-1, 3)
            .listed(1, 3)
            .reference(in -> joined(in.get(1), in.get(2)))
            .build());
    cases.add(
        caseOf("ConcatV2")
            .data(-1, 2, 2)
            .data(-1, 2, 3)
            .number(-1)
            .listed(0, 2)
            .reference(
                in ->
                    Values.of(
                        Shape.of(in.get(0).size(0), 2, 5),
                        at -> at[2] < 2 ? in.get(0).at(at) : in.get(1).at(at[0], at[1], at[2] - 2)))
            .build());
    for (int axis : new int[] {0, 1, 2}) {
      cases.add(
          caseOf("Pack")
              .data(-1, 3)
              .data(-1, 3)
              .listed(0, 2)
              .attr("axis", axis)
              .exampleAxis(axis == 0 ? 1 : 0)
              .reference(
                  in -> {
                    long[] sizes = new long[3];
                    int from = 0;
                    for (int i = 0; i < 3; i++) {
                      sizes[i] = i == axis ? 2 : in.get(0).size(from++);
                    }
                    return Values.of(
                        Shape.of(sizes),
                        at -> {
                          int[] place = {at[axis == 0 ? 1 : 0], at[axis == 2 ? 1 : 2]};
                          return in.get(at[axis]).at(place);
                        });
                  })
              .build());
    }
  }

  private static Values joined(Values first, Values second) {
    int width = first.size(1);
    return Values.of(
        Shape.of(first.size(0), width + second.size(1)),
        at -> at[1] < width ? first.at(at) : second.at(at[0], at[1] - width));
  }

  private void addSplits() {
    for (int output : new int[] {0, 2}) {
      cases.add(
          caseOf("Split")
              .number(1)
              .data(-1, 6)
              .attr("num_split", 3)
              .output(output)
              .note("output " + output)
              .reference(in -> columns(in.get(1), 2 * output, 2))
              .build());
      cases.add(
          caseOf("SplitV")
              .data(-1, 6)
              .ints(1, 2, 3)
              .number(1)
              .attr("num_split", 3)
              .output(output)
              .note("output " + output)
              .reference(in -> columns(in.get(0), output == 0 ? 0 : 3, output == 0 ? 1 : 3))
              .build());
      cases.add(
          caseOf("Unpack")
              .data(-1, 3, 2)
              .attr("num", 3)
              .attr("axis", 1)
              .output(output)
              .note("output " + output)
              .reference(
                  in ->
                      Values.of(
                          Shape.of(in.get(0).size(0), 2), at -> in.get(0).at(at[0], output, at[1])))
              .build());
    }
  }

  private static Values columns(Values v, int from, int count) {
    return Values.of(Shape.of(v.size(0), count), at -> v.at(at[0], from + at[1]));
  }

  private void addSlices() {
    one(caseOf("Slice").data(-1, 6).ints(0, 2).ints(-1, 3), v -> columns(v, 2, 3));
    one(
        caseOf("Slice").doubles().data(-1, 3, 4).ints(0, 1, 0).ints(-1, 1, -1),
        v -> Values.of(Shape.of(v.size(0), 1, 4), at -> v.at(at[0], 1, at[2])));
    one(
        caseOf("StridedSlice")
            .data(-1, 6)
            .ints(0, 1)
            .ints(0, 6)
            .ints(1, 2)
            .attr("begin_mask", 1)
            .attr("end_mask", 1),
        v -> Values.of(Shape.of(v.size(0), 3), at -> v.at(at[0], 1 + 2 * at[1])));
    one(
        caseOf("StridedSlice")
            .data(-1, 6)
            .ints(0, -1)
            .ints(0, 0)
            .ints(1, -2)
            .attr("begin_mask", 1)
            .attr("end_mask", 1),
        v -> Values.of(Shape.of(v.size(0), 3), at -> v.at(at[0], 5 - 2 * at[1])));
    one(
        caseOf("StridedSlice")
            .data(-1, 3, 4)
            .ints(0, 1)
            .ints(0, 2)
            .ints(1, 1)
            .attr("begin_mask", 1)
            .attr("end_mask", 1)
            .attr("shrink_axis_mask", 2),
        v -> Values.of(Shape.of(v.size(0), 4), at -> v.at(at[0], 1, at[1])));
    one(
        caseOf("StridedSlice")
            .data(-1, 4)
            .ints(0, 0, 1)
            .ints(0, 0, 3)
            .ints(1, 1, 1)
            .attr("begin_mask", 1)
            .attr("end_mask", 1)
            .attr("new_axis_mask", 2),
        v -> Values.of(Shape.of(v.size(0), 1, 2), at -> v.at(at[0], 1 + at[2])));
  }

  private void addRepeats() {
    one(
        caseOf("Tile").data(-1, 2, 3).ints(1, 3, 2),
        v -> Values.of(Shape.of(v.size(0), 6, 6), at -> v.at(at[0], at[1] % 2, at[2] % 3)));
    one(
        caseOf("BroadcastTo")
            .data(-1, 1, 3)
            .body(
                (graph, in) ->
                    RawOp.of(
                        graph,
                        "BroadcastTo",
                        Map.of(),
                        in.get(0),
                        ShapeOf.rowsAnd(graph, in.get(0), 2, 3))),
        v -> Values.of(Shape.of(v.size(0), 2, 3), v::at));
    cases.add(
        caseOf("BroadcastTo")
            .data(-1, 2)
            .weight(1, 3)
            .note("to the rows of data")
            .body(
                (graph, in) ->
                    RawOp.of(
                        graph,
                        "BroadcastTo",
                        Map.of(),
                        in.get(1),
                        ShapeOf.rowsAnd(graph, in.get(0), 3)))
            .reference(in -> Values.of(Shape.of(in.get(0).size(0), 3), in.get(1)::at))
            .withoutDataGradient()
            .build());
    cases.add(
        caseOf("Fill")
            .data(-1, 2)
            .weight()
            .note("of the rows of data")
            .body(
                (graph, in) ->
                    RawOp.of(
                        graph, "Fill", Map.of(), ShapeOf.rowsAnd(graph, in.get(0), 3), in.get(1)))
            .reference(in -> Values.of(Shape.of(in.get(0).size(0), 3), in.get(1)::at))
            .withoutDataGradient()
            .build());
  }

  private void addMatrices() {
    one(
        caseOf("MatrixBandPart").data(-1, 4, 5).number(1).number(2),
        v -> Values.of(v.shape(), at -> at[1] - at[2] <= 1 && at[2] - at[1] <= 2 ? v.at(at) : 0));
    for (String op : List.of("MatrixDiag", "MatrixDiagV2", "MatrixDiagV3")) {
      CaseBuilder tried = caseOf(op).data(-1, 2, 3);
      one(
          op.equals("MatrixDiag") ? tried : tried.number(0).number(-1).number(-1).scalar(0),
          v ->
              Values.of(
                  Shape.of(v.size(0), 2, 3, 3),
                  at -> at[2] == at[3] ? v.at(at[0], at[1], at[2]) : 0));
    }
    for (String op : List.of("MatrixDiagPart", "MatrixDiagPartV2", "MatrixDiagPartV3")) {
      CaseBuilder tried = caseOf(op).data(-1, 3, 4);
      one(
          op.equals("MatrixDiagPart") ? tried : tried.number(0).scalar(0),
          v -> Values.of(Shape.of(v.size(0), 3), at -> v.at(at[0], at[1], at[1])));
    }
  }
}
