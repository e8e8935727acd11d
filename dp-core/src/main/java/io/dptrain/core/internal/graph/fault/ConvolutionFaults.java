package io.dptrain.core.internal.graph.fault;

import io.dptrain.core.internal.graph.axis.Shapes;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.tensorflow.GraphOperation;
import org.tensorflow.ndarray.Shape;

/**
 * Where oneDNN, which computes the convolutions of TensorFlow 2.18 on CPUs, is wrong: by numbers as
 * large as the right ones, mostly alike in a batch and alone, in some shapes different with the
 * number of rows.
 *
 * <p><b>Source</b>: thousands of random shapes (1 to 5 by 1 to 5 pixels of the kernel, strides 1
 * and 2, up to 512 channels, 1 to 70 rows), each compared with plain loops in double precision, on
 * an AMD EPYC of family 26 with AVX-512 and with {@code ONEDNN_MAX_CPU_ISA=AVX2}. Of the gradients
 * by the input 42 of 100 were wrong with AVX-512, and 24 with AVX2. All of them were of these
 * kinds, and whatever was not of them was right:
 *
 * <ul>
 *   <li>the gradient by an image of more than 32 channels that are no multiple of 32 (wrong where
 *       they exceed one by up to 16),
 *   <li>that by an image of one channel, of a convolution to one channel,
 *   <li>that of a kernel one column wide, where the output has one column too,
 *   <li>that of a kernel of one pixel, with a stride (and without one a product is faster),
 *   <li>the convolution itself by a kernel of one column and several rows to an output of one
 *       column, from more than 16 channels that are no multiple of 16 (AVX-512 alone).
 * </ul>
 *
 * <p>Gradients by the kernel, depthwise convolutions and matrix products were right in all shapes.
 *
 * @param image the shape of what is convolved, two- or three-dimensional, channels last; sizes may
 *     be unknown
 * @param kernel the shape of the kernel
 * @param strides those of all axes
 */
public record ConvolutionFaults(Shape image, Shape kernel, List<Long> strides) {
  private static final int SAFE_CHANNELS = 32;
  private static final int BLOCK = 16;

  /** From a convolution, or from one of the operations that have its attributes. */
  public static ConvolutionFaults of(GraphOperation operation, Shape image, Shape kernel) {
    long[] strides = operation.attributes().getAttrIntList("strides");
    return new ConvolutionFaults(image, kernel, Arrays.stream(strides).boxed().toList());
  }

  /** Of a convolution itself. */
  public static ConvolutionFaults ofConvolution(GraphOperation convolution, Shapes shapes) {
    return of(convolution, shapes.of(convolution.input(0)), shapes.of(convolution.input(1)));
  }

  /** Whether all sizes are known but the number of images. */
  public boolean isKnown() {
    return hasRank(image)
        && hasRank(kernel)
        && !image.tail().hasUnknownDimension()
        && !kernel.hasUnknownDimension();
  }

  /** Whether the convolution itself is wrong, or may be, as its sizes are not known. */
  public boolean mayBeWrong() {
    if (!hasRank(kernel)) {
      return true;
    }
    long channels = channels();
    boolean hasWholeBlocks = channels >= 0 && (channels <= BLOCK || channels % BLOCK == 0);
    return !hasWholeBlocks && maySpanRows() && isOneColumn();
  }

  /** Whether its gradient by the image is wrong, or may be, as its sizes are not known. */
  public boolean inputGradientMayBeWrong() {
    if (!hasRank(kernel)) {
      return true;
    }
    return mayBePoint() || isOneColumn() || !hasRightChannels();
  }

  private boolean hasRightChannels() {
    long channels = channels();
    boolean isOneToOne = channels == 1 && mayBeOne(kernel.get(kernel.numDimensions() - 1));
    return channels >= 0
        && !isOneToOne
        && (channels <= SAFE_CHANNELS || channels % SAFE_CHANNELS == 0);
  }

  /** Whether kernel and output are one column wide, or may be. */
  private boolean isOneColumn() {
    int columns = strides.size() - 2;
    long size = hasRank(image) ? image.get(columns) : Shape.UNKNOWN_SIZE;
    return mayBeOne(kernelColumns()) && size <= strides.get(columns);
  }

  /** Whether the kernel has more than one pixel along another axis than the columns, or may. */
  private boolean maySpanRows() {
    return IntStream.range(0, kernel.numDimensions() - 3).anyMatch(axis -> kernel.get(axis) != 1);
  }

  private boolean mayBePoint() {
    return IntStream.range(0, kernel.numDimensions() - 2)
        .allMatch(axis -> mayBeOne(kernel.get(axis)));
  }

  private long channels() {
    return kernel.get(kernel.numDimensions() - 2);
  }

  private long kernelColumns() {
    return kernel.get(kernel.numDimensions() - 3);
  }

  private boolean hasRank(Shape shape) {
    return shape.numDimensions() == strides.size();
  }

  private static boolean mayBeOne(long size) {
    return size == 1 || size == Shape.UNKNOWN_SIZE;
  }
}
