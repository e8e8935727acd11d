package io.dptrain.examples.lab.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.tensorflow.Operand;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;

/**
 * Dense layers with an activation between them, and none behind the last.
 *
 * @param layers from the input to the output
 */
public record Net(LabGraph lab, List<Dense> layers, Activation activation) {

  /** Copies. */
  public Net {
    layers = List.copyOf(layers);
  }

  /**
   * Adds one to a graph.
   *
   * <p><b>Formula</b>: kernels are normal with standard deviation {@code gain / sqrt(inputs)}.
   *
   * @param name of the net, and of its layers with 1, 2 and so on behind it
   * @param gain the square root of two for rectified units (He et al., 2015), one for others
   * @param widths from the input to the output
   */
  public static Net of(
      LabGraph lab, String name, Random random, Activation activation, double gain, int... widths) {
    List<Dense> layers = new ArrayList<>();
    for (int i = 1; i < widths.length; i++) {
      double stdDev = gain / Math.sqrt(widths[i - 1]);
      layers.add(Dense.of(lab, name + i, random, widths[i - 1], widths[i], stdDev));
    }
    return new Net(lab, layers, activation);
  }

  /** <b>Shape</b> {@code [batch, first width] -> [batch, last width]} */
  public Operand<TFloat32> apply(Operand<TFloat32> x) {
    Operand<TFloat32> out = x;
    for (int i = 0; i < layers.size(); i++) {
      out = layers.get(i).apply(i == 0 ? out : activation.apply(lab.tf(), out));
    }
    return out;
  }

  /** What is trained, from the input to the output. */
  public List<Variable<TFloat32>> variables() {
    return layers.stream().flatMap(layer -> layer.variables().stream()).toList();
  }
}
