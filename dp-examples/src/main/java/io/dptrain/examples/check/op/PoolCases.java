package io.dptrain.examples.check.op;

import static io.dptrain.examples.check.sweep.CaseBuilder.caseOf;

import io.dptrain.examples.check.sweep.CaseBuilder;
import io.dptrain.examples.check.sweep.OpCase;
import io.dptrain.examples.check.sweep.Values;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.ndarray.Shape;

/** Pooling, patches, resizing and normalization of images. */
final class PoolCases {
  private final List<OpCase> cases = new ArrayList<>();

  private PoolCases() {}

  static List<OpCase> all() {
    PoolCases cases = new PoolCases();
    for (String padding : List.of("SAME", "VALID")) {
      for (int size : new int[] {2, 3}) {
        for (int stride : new int[] {1, 2, 3}) {
          cases.addPools(padding, size, stride);
        }
      }
      cases.addPatches(padding);
    }
    cases.addFormats();
    cases.addImages();
    return cases.cases;
  }

  private static List<Window> windows(Values images, String padding, int size, int stride) {
    List<Window> windows = new ArrayList<>();
    for (int axis = 1; axis < images.rank() - 1; axis++) {
      windows.add(Window.of(padding, images.size(axis), size, stride, 1));
    }
    return windows;
  }

  private void addPools(String padding, int size, int stride) {
    pool(caseOf("MaxPool").data(-1, 5, 6, 3), padding, size, stride, true);
    pool(caseOf("AvgPool").data(-1, 5, 6, 3), padding, size, stride, false);
    pool(caseOf("MaxPool3D").data(-1, 4, 3, 4, 2), padding, size, stride, true);
    pool(caseOf("AvgPool3D").data(-1, 4, 3, 4, 2), padding, size, stride, false);
    cases.add(
        caseOf("MaxPoolV2")
            .data(-1, 5, 6, 3)
            .ints(1, size, size, 1)
            .ints(1, stride, stride, 1)
            .attr("padding", padding)
            .reference(in -> Pools.maximum(in.get(0), windows(in.get(0), padding, size, stride)))
            .build());
    if (stride == 2) {
      pool(caseOf("MaxPool").doubles().data(-1, 5, 6, 3), padding, size, stride, true);
      pool(caseOf("AvgPool").doubles().data(-1, 5, 6, 3), padding, size, stride, false);
      pool(caseOf("MaxPool").data(-1, 6, 6, 16), padding, size, stride, true);
      pool(caseOf("AvgPool").data(-1, 6, 6, 16), padding, size, stride, false);
    }
  }

  private void pool(CaseBuilder tried, String padding, int size, int stride, boolean isMaximum) {
    cases.add(
        tried
            .attr("padding", padding)
            .withWindow(size, stride)
            .reference(
                in -> {
                  List<Window> windows = windows(in.get(0), padding, size, stride);
                  return isMaximum
                      ? Pools.maximum(in.get(0), windows)
                      : Pools.mean(in.get(0), windows);
                })
            .build());
  }

  private void addPatches(String padding) {
    for (int rate : new int[] {1, 2}) {
      cases.add(
          caseOf("ExtractImagePatches")
              .data(-1, 5, 6, 2)
              .attr("padding", padding)
              .list("ksizes", 1, 2, 3, 1)
              .list("strides", 1, 1, 2, 1)
              .list("rates", 1, rate, rate, 1)
              .reference(in -> patches(in.get(0), padding, rate))
              .build());
    }
  }

  private static Values patches(Values images, String padding, int rate) {
    Window rows = Window.of(padding, images.size(1), 2, 1, rate);
    Window columns = Window.of(padding, images.size(2), 3, 2, rate);
    int depth = images.size(3);
    return Values.of(
        Shape.of(images.size(0), rows.outputs(), columns.outputs(), 6L * depth),
        at -> {
          int element = at[3] / depth;
          return Convolutions.pixel(
              images,
              at[0],
              rows.place(at[1], element / 3),
              columns.place(at[2], element % 3),
              at[3] % depth);
        });
  }

  private void addFormats() {
    for (String op : List.of("MaxPool", "AvgPool")) {
      cases.add(
          caseOf(op)
              .data(-1, 2, 4, 4)
              .attr("padding", "VALID")
              .attr("data_format", "NCHW")
              .list("ksize", 1, 1, 2, 2)
              .list("strides", 1, 1, 2, 2)
              .reference(
                  in -> {
                    Values last = in.get(0).transposed(0, 2, 3, 1);
                    List<Window> windows = windows(last, "VALID", 2, 2);
                    Values pooled =
                        op.equals("MaxPool")
                            ? Pools.maximum(last, windows)
                            : Pools.mean(last, windows);
                    return pooled.transposed(0, 3, 1, 2);
                  })
              .build());
    }
    cases.add(
        caseOf("MaxPool")
            .data(-1, 5, 5, 2)
            .attr("padding", "EXPLICIT")
            .list("explicit_paddings", 0, 0, 1, 1, 0, 1, 0, 0)
            .withWindow(2, 2)
            .reference(
                in ->
                    Pools.maximum(
                        in.get(0),
                        List.of(Window.padded(1, 1, 5, 2, 2, 1), Window.padded(0, 1, 5, 2, 2, 1))))
            .build());
  }

  private void addImages() {
    cases.add(
        caseOf("LRN")
            .data(-1, 2, 2, 9)
            .attr("depth_radius", 2)
            .attr("alpha", 0.5f)
            .attr("beta", 0.5f)
            .reference(in -> localResponse(in.get(0)))
            .build());
    for (boolean corners : new boolean[] {false, true}) {
      cases.add(
          caseOf("ResizeBilinear")
              .data(-1, 3, 4, 2)
              .ints(5, 6)
              .attr("align_corners", corners)
              .reference(in -> bilinear(in.get(0), 5, 6, corners))
              .build());
    }
    cases.add(
        caseOf("ResizeNearestNeighbor")
            .data(-1, 3, 4, 2)
            .ints(5, 6)
            .reference(
                in ->
                    Values.of(
                        Shape.of(in.get(0).size(0), 5, 6, 2),
                        at -> in.get(0).at(at[0], at[1] * 3 / 5, at[2] * 4 / 6, at[3])))
            .build());
    for (String op : List.of("FusedBatchNorm", "FusedBatchNormV2", "FusedBatchNormV3")) {
      cases.add(batchNormalization(op));
    }
  }

  private static Values localResponse(Values images) {
    return Values.of(
        images.shape(),
        at -> {
          double sum = 0;
          for (int c = Math.max(0, at[3] - 2); c <= Math.min(8, at[3] + 2); c++) {
            double value = images.at(at[0], at[1], at[2], c);
            sum += value * value;
          }
          return images.at(at) / Math.sqrt(1 + 0.5 * sum);
        });
  }

  private static Values bilinear(Values images, int rows, int columns, boolean corners) {
    return Values.of(
        Shape.of(images.size(0), rows, columns, images.size(3)),
        at -> {
          double y = source(at[1], images.size(1), rows, corners);
          double x = source(at[2], images.size(2), columns, corners);
          double above = along(images, at, (int) y, x);
          double below = along(images, at, Math.min((int) y + 1, images.size(1) - 1), x);
          return above + (y - (int) y) * (below - above);
        });
  }

  private static double along(Values images, int[] at, int row, double x) {
    double left = images.at(at[0], row, (int) x, at[3]);
    double right = images.at(at[0], row, Math.min((int) x + 1, images.size(2) - 1), at[3]);
    return left + (x - (int) x) * (right - left);
  }

  /** Computed in single precision, as the kernel does, since the whole part of it decides. */
  private static double source(int place, int from, int to, boolean corners) {
    float scale = corners ? (from - 1) / (float) (to - 1) : from / (float) to;
    return place * scale;
  }

  private static OpCase batchNormalization(String op) {
    return caseOf(op)
        .data(-1, 3, 3, 4)
        .weight(4)
        .weight(4)
        .weight(4)
        .range(0.5, 2)
        .weight(4)
        .attr("is_training", false)
        .attr("epsilon", 0.001f)
        .reference(
            in ->
                Values.of(
                    in.get(0).shape(),
                    at -> {
                      double scale = in.get(1).at(at[3]) / Math.sqrt(in.get(4).at(at[3]) + 0.001f);
                      return (in.get(0).at(at) - in.get(3).at(at[3])) * scale + in.get(2).at(at[3]);
                    }))
        .build();
  }
}
