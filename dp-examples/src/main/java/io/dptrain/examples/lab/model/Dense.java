package io.dptrain.examples.lab.model;

import java.util.List;
import java.util.Random;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;

/**
 * A layer that multiplies by a matrix and adds a vector.
 *
 * @param kernel <b>Shape</b> {@code [inputs, outputs]}
 * @param bias <b>Shape</b> {@code [outputs]}; zero at first
 */
public record Dense(Ops tf, Variable<TFloat32> kernel, Variable<TFloat32> bias) {

  /**
   * Adds one to a graph.
   *
   * @param name of the layer: its variables are {@code name_kernel} and {@code name_bias}
   * @param stdDev of the initial kernel, whose entries are normal
   */
  public static Dense of(
      LabGraph lab, String name, Random random, int inputs, int outputs, double stdDev) {
    return of(lab, name, Draw.normal(random, stdDev, inputs * outputs), inputs, outputs);
  }

  /** One whose kernel begins with these values, row by row. */
  public static Dense of(LabGraph lab, String name, float[] kernel, int inputs, int outputs) {
    return new Dense(
        lab.tf(),
        lab.variable(name + "_kernel", kernel, inputs, outputs),
        lab.variable(name + "_bias", new float[outputs], outputs));
  }

  /** <b>Shape</b> {@code [batch, inputs] -> [batch, outputs]} */
  public Operand<TFloat32> apply(Operand<TFloat32> x) {
    return tf.nn.biasAdd(tf.linalg.matMul(x, kernel), bias);
  }

  /** What is trained. */
  public List<Variable<TFloat32>> variables() {
    return List.of(kernel, bias);
  }
}
