package io.dptrain.examples.check.op;

import static io.dptrain.examples.check.sweep.CaseBuilder.caseOf;

import io.dptrain.examples.check.sweep.CaseBuilder;
import io.dptrain.examples.check.sweep.OpCase;
import io.dptrain.examples.check.sweep.RawOp;
import io.dptrain.examples.check.sweep.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.tensorflow.ndarray.Shape;

/** Convolutions with strides, dilations, paddings, groups and data formats. */
final class ConvolutionCases {
  private static final List<String> PADDINGS = List.of("SAME", "VALID");

  /**
   * Of the image and of what the convolution makes of it; single channels have kernels of their
   * own.
   */
  private static final List<int[]> CHANNELS =
      List.of(new int[] {2, 3}, new int[] {1, 1}, new int[] {1, 4}, new int[] {4, 1});

  private final List<OpCase> cases = new ArrayList<>();

  private ConvolutionCases() {}

  static List<OpCase> all() {
    ConvolutionCases cases = new ConvolutionCases();
    for (String padding : PADDINGS) {
      for (int stride : new int[] {1, 2}) {
        for (int dilation : new int[] {1, 2, 3}) {
          if (stride == 1 || dilation == 1) {
            cases.addPlanes(padding, stride, dilation);
          }
        }
      }
      cases.addBoth(padding);
      cases.addWide(padding);
      cases.addVolumes(padding);
      cases.addFused(padding);
    }
    cases.addExplicit();
    cases.addGroupsAndFormats();
    return cases.cases;
  }

  private void addPlanes(String padding, int stride, int dilation) {
    plane(caseOf("Conv2D").data(-1, 7, 8, 2).weight(3, 2, 2, 3), padding, stride, dilation);
    plane(caseOf("Conv2D").data(-1, 7, 7, 8).weight(2, 2, 8, 5), padding, stride, dilation);
    plane(caseOf("Conv2D").data(-1, 5, 5, 3).weight(1, 1, 3, 4), padding, stride, dilation);
    for (int[] channels : CHANNELS) {
      if (channels[0] == 1 || channels[1] == 1) {
        plane(
            caseOf("Conv2D").data(-1, 8, 8, channels[0]).weight(3, 3, channels[0], channels[1]),
            padding,
            stride,
            dilation);
      }
    }
    depthwise(
        caseOf("DepthwiseConv2dNative").data(-1, 8, 8, 1).weight(3, 3, 1, 1),
        padding,
        stride,
        dilation);
    depthwise(
        caseOf("DepthwiseConv2dNative").data(-1, 7, 8, 3).weight(3, 3, 3, 1),
        padding,
        stride,
        dilation);
    depthwise(
        caseOf("DepthwiseConv2dNative").data(-1, 7, 8, 2).weight(3, 2, 2, 2),
        padding,
        stride,
        dilation);
    for (int[] channels : CHANNELS) {
      transposed(padding, stride, dilation, 2, channels);
      transposed(padding, stride, dilation, 3, channels);
    }
  }

  private void addBoth(String padding) {
    plane(caseOf("Conv2D").data(-1, 9, 9, 2).weight(2, 2, 2, 3), padding, 2, 2);
    plane(caseOf("Conv2D").doubles().data(-1, 5, 5, 2).weight(2, 2, 2, 3), padding, 1, 1);
    plane(caseOf("Conv2D").doubles().data(-1, 5, 5, 2).weight(2, 2, 2, 3), padding, 1, 2);
    depthwise(caseOf("DepthwiseConv2dNative").data(-1, 9, 9, 3).weight(2, 2, 3, 2), padding, 2, 2);
    depthwise(
        caseOf("DepthwiseConv2dNative").doubles().data(-1, 5, 5, 2).weight(2, 2, 2, 2),
        padding,
        1,
        1);
    depthwise(
        caseOf("DepthwiseConv2dNative").doubles().data(-1, 6, 6, 2).weight(2, 2, 2, 2),
        padding,
        1,
        2);
    depthwise(
        caseOf("DepthwiseConv2dNative").data(-1, 5, 5, 16).weight(3, 3, 16, 1), padding, 1, 2);
  }

  /** More channels than a block of the kernels has, and single columns. */
  private void addWide(String padding) {
    plane(caseOf("Conv2D").data(-1, 3, 3, 40).weight(3, 3, 40, 5), padding, 1, 1);
    plane(caseOf("Conv2D").data(-1, 3, 3, 70).weight(2, 2, 70, 6), padding, 2, 1);
    plane(caseOf("Conv2D").data(-1, 2, 3, 48).weight(1, 1, 48, 20), padding, 1, 1);
    plane(caseOf("Conv2D").data(-1, 2, 3, 48).weight(1, 1, 48, 20), padding, 2, 1);
    plane(caseOf("Conv2D").data(-1, 3, 1, 30).weight(3, 1, 30, 30), padding, 1, 1);
    plane(caseOf("Conv2D").data(-1, 5, 1, 31).weight(2, 1, 31, 19), padding, 1, 1);
    transposed(padding, 1, 1, 3, new int[] {40, 2});
    transposed(padding, 2, 1, 2, new int[] {33, 3});
  }

  private static List<Window> windows(
      Values images, Values kernel, String padding, int stride, int dilation, int space) {
    List<Window> windows = new ArrayList<>();
    for (int axis = 0; axis < space; axis++) {
      windows.add(Window.of(padding, images.size(axis + 1), kernel.size(axis), stride, dilation));
    }
    return windows;
  }

  private void plane(CaseBuilder tried, String padding, int stride, int dilation) {
    add(tried, padding, stride, dilation, Convolutions::convolve);
  }

  private void depthwise(CaseBuilder tried, String padding, int stride, int dilation) {
    add(tried, padding, stride, dilation, Convolutions::depthwise);
  }

  /** A convolution of images by a kernel, in plain loops. */
  private interface Loops {
    Values of(Values images, Values kernel, List<Window> windows);
  }

  private void add(CaseBuilder tried, String padding, int stride, int dilation, Loops loops) {
    cases.add(
        tried
            .attr("padding", padding)
            .list("strides", 1, stride, stride, 1)
            .list("dilations", 1, dilation, dilation, 1)
            .reference(
                in ->
                    loops.of(
                        in.get(0),
                        in.get(1),
                        windows(in.get(0), in.get(1), padding, stride, dilation, 2)))
            .build());
  }

  /** The number of rows comes from the data, as the size must not be built in. */
  private void transposed(String padding, int stride, int dilation, int kernel, int[] channels) {
    int size = 7;
    int outputs = Window.of(padding, size, kernel, stride, dilation).outputs();
    Map<String, Object> attributes =
        Map.of(
            "padding", padding,
            "strides", new long[] {1, stride, stride, 1},
            "dilations", new long[] {1, dilation, dilation, 1});
    cases.add(
        caseOf("Conv2DBackpropInput")
            .weight(kernel, kernel, channels[0], channels[1])
            .data(-1, outputs, outputs, channels[1])
            .note(padding + ", strides " + stride + ", dilations " + dilation)
            .body(
                (graph, in) ->
                    RawOp.of(
                        graph,
                        "Conv2DBackpropInput",
                        attributes,
                        ShapeOf.rowsAnd(graph, in.get(1), size, size, channels[0]),
                        in.get(0),
                        in.get(1)))
            .reference(
                in -> {
                  Shape shape = Shape.of(in.get(1).size(0), size, size, channels[0]);
                  Window window = Window.of(padding, size, kernel, stride, dilation);
                  return Convolutions.transposed(
                      in.get(1), in.get(0), List.of(window, window), shape);
                })
            .build());
  }

  private void addExplicit() {
    for (int dilation : new int[] {1, 2}) {
      for (int stride : new int[] {1, 2}) {
        cases.add(
            explicit(caseOf("Conv2D").data(-1, 6, 6, 2).weight(2, 3, 2, 3), stride, dilation)
                .reference(
                    in -> Convolutions.convolve(in.get(0), in.get(1), padded(in, stride, dilation)))
                .build());
        cases.add(
            explicit(
                    caseOf("DepthwiseConv2dNative").data(-1, 6, 6, 2).weight(2, 3, 2, 2),
                    stride,
                    dilation)
                .reference(
                    in ->
                        Convolutions.depthwise(in.get(0), in.get(1), padded(in, stride, dilation)))
                .build());
      }
    }
  }

  private static CaseBuilder explicit(CaseBuilder tried, int stride, int dilation) {
    return tried
        .attr("padding", "EXPLICIT")
        .list("explicit_paddings", 0, 0, 1, 2, 0, 1, 0, 0)
        .list("strides", 1, stride, stride, 1)
        .list("dilations", 1, dilation, dilation, 1);
  }

  private static List<Window> padded(List<Values> in, int stride, int dilation) {
    Values images = in.get(0);
    Values kernel = in.get(1);
    return List.of(
        Window.padded(1, 2, images.size(1), kernel.size(0), stride, dilation),
        Window.padded(0, 1, images.size(2), kernel.size(1), stride, dilation));
  }

  private void addGroupsAndFormats() {
    plane(caseOf("Conv2D").data(-1, 5, 5, 4).weight(2, 2, 2, 6).note("2 groups"), "SAME", 1, 1);
    plane(caseOf("Conv2D").data(-1, 5, 5, 4).weight(3, 3, 1, 4).note("4 groups"), "VALID", 2, 1);
    for (String op : List.of("Conv2D", "DepthwiseConv2dNative")) {
      cases.add(
          caseOf(op)
              .data(-1, 2, 5, 5)
              .weight(2, 2, 2, 3)
              .attr("padding", "SAME")
              .attr("data_format", "NCHW")
              .list("strides", 1, 1, 1, 1)
              .reference(
                  in -> {
                    Values last = in.get(0).transposed(0, 2, 3, 1);
                    List<Window> windows = windows(last, in.get(1), "SAME", 1, 1, 2);
                    Values result =
                        op.equals("Conv2D")
                            ? Convolutions.convolve(last, in.get(1), windows)
                            : Convolutions.depthwise(last, in.get(1), windows);
                    return result.transposed(0, 3, 1, 2);
                  })
              .build());
    }
  }

  private void addVolumes(String padding) {
    for (int stride : new int[] {1, 2}) {
      cases.add(
          caseOf("Conv3D")
              .data(-1, 3, 4, 4, 2)
              .weight(2, 2, 2, 2, 3)
              .attr("padding", padding)
              .list("strides", 1, stride, stride, stride, 1)
              .reference(
                  in ->
                      Convolutions.convolve3(
                          in.get(0),
                          in.get(1),
                          windows(in.get(0), in.get(1), padding, stride, 1, 3)))
              .build());
    }
  }

  /** The graph optimizer makes one kernel of these. */
  private void addFused(String padding) {
    for (String activation : List.of("Relu", "Relu6", "Elu", "LeakyRelu")) {
      cases.add(
          caseOf("Conv2D")
              .data(-1, 5, 6, 3)
              .weight(3, 3, 3, 4)
              .weight(4)
              .note(padding + ", BiasAdd and " + activation)
              .body(
                  (graph, in) -> {
                    var attributes =
                        Map.<String, Object>of(
                            "padding", padding, "strides", new long[] {1, 1, 1, 1});
                    var product = RawOp.of(graph, "Conv2D", attributes, in.get(0), in.get(1));
                    var biased = RawOp.of(graph, "BiasAdd", Map.of(), product, in.get(2));
                    return RawOp.of(graph, activation, Map.of(), biased);
                  })
              .reference(
                  in -> {
                    List<Window> windows = windows(in.get(0), in.get(1), padding, 1, 1, 2);
                    Values product = Convolutions.convolve(in.get(0), in.get(1), windows);
                    Values biased = Elementwise.zip(product, in.get(2), Double::sum);
                    return Elementwise.map(biased, Activations.of(activation));
                  })
              .build());
    }
    cases.add(
        caseOf("Conv2D")
            .data(-1, 5, 5, 2)
            .weight(3, 3, 2, 3)
            .note("Pad and " + padding)
            .body(
                (graph, in) -> {
                  var paddings = ShapeOf.matrix(graph, 4, 0, 0, 1, 2, 2, 1, 0, 0);
                  var padded = RawOp.of(graph, "Pad", Map.of(), in.get(0), paddings);
                  var attributes =
                      Map.<String, Object>of(
                          "padding", padding, "strides", new long[] {1, 1, 1, 1});
                  return RawOp.of(graph, "Conv2D", attributes, padded, in.get(1));
                })
            .reference(
                in -> {
                  Values images = in.get(0);
                  Values padded =
                      Values.of(
                          Shape.of(images.size(0), 8, 8, 2),
                          at -> Convolutions.pixel(images, at[0], at[1] - 1, at[2] - 2, at[3]));
                  return Convolutions.convolve(
                      padded, in.get(1), windows(padded, in.get(1), padding, 1, 1, 2));
                })
            .build());
  }
}
