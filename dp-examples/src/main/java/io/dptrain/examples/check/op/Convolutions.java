package io.dptrain.examples.check.op;

import io.dptrain.examples.check.sweep.Values;
import java.util.List;
import org.tensorflow.ndarray.Shape;

/** Convolutions over images, channels last, in plain loops. */
final class Convolutions {
  private Convolutions() {}

  /**
   * <b>Formula</b>: {@code z[b, y, x, o] = sum over i, j, c of image[b, y s + i d, x s + j d, g +
   * c] kernel[i, j, c, o]}, {@code g} being the first channel of the group of {@code o}.
   */
  static Values convolve(Values images, Values kernel, List<Window> windows) {
    Window rows = windows.get(0);
    Window columns = windows.get(1);
    int depth = kernel.size(2);
    int perGroup = kernel.size(3) / (images.size(3) / depth);
    return Values.of(
        Shape.of(images.size(0), rows.outputs(), columns.outputs(), kernel.size(3)),
        at -> {
          double sum = 0;
          for (int i = 0; i < rows.size(); i++) {
            for (int j = 0; j < columns.size(); j++) {
              for (int c = 0; c < depth; c++) {
                int channel = at[3] / perGroup * depth + c;
                sum +=
                    pixel(images, at[0], rows.place(at[1], i), columns.place(at[2], j), channel)
                        * kernel.at(i, j, c, at[3]);
              }
            }
          }
          return sum;
        });
  }

  /** Each channel by its own kernels. */
  static Values depthwise(Values images, Values kernel, List<Window> windows) {
    Window rows = windows.get(0);
    Window columns = windows.get(1);
    int multiplier = kernel.size(3);
    return Values.of(
        Shape.of(
            images.size(0), rows.outputs(), columns.outputs(), (long) images.size(3) * multiplier),
        at -> {
          double sum = 0;
          int channel = at[3] / multiplier;
          for (int i = 0; i < rows.size(); i++) {
            for (int j = 0; j < columns.size(); j++) {
              sum +=
                  pixel(images, at[0], rows.place(at[1], i), columns.place(at[2], j), channel)
                      * kernel.at(i, j, channel, at[3] % multiplier);
            }
          }
          return sum;
        });
  }

  /** Zero outside of the image. */
  static double pixel(Values images, int example, int row, int column, int channel) {
    boolean inside = row >= 0 && row < images.size(1) && column >= 0 && column < images.size(2);
    return inside ? images.at(example, row, column, channel) : 0;
  }

  /**
   * What a convolution of an image of a given size would turn into these outputs, transposed: every
   * output is spread over the places under its window.
   */
  static Values transposed(Values outputs, Values kernel, List<Window> windows, Shape shape) {
    double[] images = new double[Math.toIntExact(shape.size())];
    Shape all = outputs.shape();
    int[] at = new int[4];
    for (long n = all.size(); n > 0; n--) {
      for (int i = 0; i < kernel.size(0); i++) {
        for (int j = 0; j < kernel.size(1); j++) {
          int row = windows.get(0).place(at[1], i);
          int column = windows.get(1).place(at[2], j);
          if (row >= 0 && row < shape.get(1) && column >= 0 && column < shape.get(2)) {
            for (int c = 0; c < kernel.size(2); c++) {
              long index =
                  ((at[0] * shape.get(1) + row) * shape.get(2) + column) * shape.get(3) + c;
              images[(int) index] += outputs.at(at) * kernel.at(i, j, c, at[3]);
            }
          }
        }
      }
      Values.advance(at, all);
    }
    return new Values(shape, images);
  }

  /** Three axes of space; stride and dilation 1 or more. */
  static Values convolve3(Values images, Values kernel, List<Window> windows) {
    return Values.of(
        Shape.of(
            images.size(0),
            windows.get(0).outputs(),
            windows.get(1).outputs(),
            windows.get(2).outputs(),
            kernel.size(4)),
        at -> {
          double sum = 0;
          Shape places = kernel.shape().subShape(0, 4);
          int[] in = new int[4];
          for (long n = places.size(); n > 0; n--) {
            sum += voxel(images, at, in, windows) * kernel.at(in[0], in[1], in[2], in[3], at[4]);
            Values.advance(in, places);
          }
          return sum;
        });
  }

  private static double voxel(Values images, int[] at, int[] in, List<Window> windows) {
    int[] place = {at[0], 0, 0, 0, in[3]};
    for (int axis = 0; axis < 3; axis++) {
      place[axis + 1] = windows.get(axis).place(at[axis + 1], in[axis]);
      if (place[axis + 1] < 0 || place[axis + 1] >= images.size(axis + 1)) {
        return 0;
      }
    }
    return images.at(place);
  }
}
