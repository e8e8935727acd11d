package io.dptrain.examples.rnn.model;

import io.dptrain.examples.rnn.data.AddingSet;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Unstack;
import org.tensorflow.types.TFloat32;

/**
 * A recurrent network, unrolled over all time steps, whose last state answers the adding problem.
 * Each time step first passes a dense layer of 16 hyperbolic tangents, which sees the number and
 * the mark in units of their standard deviations, the number less its mean.
 *
 * @param inputs <b>Shape</b> {@code [batch, length, 2]}
 * @param targets <b>Shape</b> {@code [batch]}
 * @param losses the squared error of each example. <b>Shape</b> {@code [batch]}
 */
public record AddingModel(
    Placeholder<TFloat32> inputs, Placeholder<TFloat32> targets, Operand<TFloat32> losses) {
  private static final int FEATURES = 16;
  private static final float MEAN_NUMBER = 0.5f;

  /** One over the standard deviations of numbers and, for 100 time steps, of marks. */
  private static final float[] SCALES = {3.46f, 7.1f};

  /**
   * What a model is made of.
   *
   * @param cell the kind of network
   * @param length time steps
   * @param units numbers in a state
   * @param seed of the initial weights
   */
  public record Size(CellKind cell, int length, int units, long seed) {}

  /**
   * Adds the model to a graph.
   *
   * @param onState is put on each state before the next time step reads it: the identity, or one
   *     that clips what flows back
   */
  public static AddingModel build(Ops tf, Size size, UnaryOperator<Operand<TFloat32>> onState) {
    Shape sequence = Shape.of(-1, size.length(), AddingSet.CHANNELS);
    Placeholder<TFloat32> inputs =
        tf.withName("inputs").placeholder(TFloat32.class, Placeholder.shape(sequence));
    Placeholder<TFloat32> targets =
        tf.withName("targets").placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1)));
    Weights weights = new Weights(tf, new Random(size.seed()));
    Operand<TFloat32> features = features(tf, weights, inputs);
    Cell cell = size.cell().cell(tf, weights, FEATURES, size.units());
    Operand<TFloat32> last = last(tf, cell, features, size, onState);
    Operand<TFloat32> answers = answers(tf, weights, last, size.units());
    return new AddingModel(inputs, targets, tf.math.square(tf.math.sub(answers, targets)));
  }

  /** The state that is read out after all time steps. */
  private static Operand<TFloat32> last(
      Ops tf,
      Cell cell,
      Operand<TFloat32> features,
      Size size,
      UnaryOperator<Operand<TFloat32>> onState) {
    List<? extends Operand<TFloat32>> products = products(tf, cell, features, size.length());
    List<Operand<TFloat32>> state = first(tf, cell, products.get(0), size.units());
    for (Operand<TFloat32> product : products) {
      state = new ArrayList<>(cell.next(product, state));
      state.replaceAll(onState);
    }
    return state.get(0);
  }

  /** A dense layer over each time step. <b>Shape</b> {@code [batch * length, FEATURES]} */
  private static Operand<TFloat32> features(Ops tf, Weights weights, Operand<TFloat32> inputs) {
    Operand<TFloat32> flat = tf.reshape(inputs, tf.constant(new int[] {-1, AddingSet.CHANNELS}));
    Operand<TFloat32> centered = tf.math.sub(flat, tf.constant(new float[] {MEAN_NUMBER, 0}));
    Operand<TFloat32> scaled = tf.math.mul(centered, tf.constant(SCALES));
    Operand<TFloat32> kernel =
        weights.normal("features", "kernel", Math.sqrt(0.5), AddingSet.CHANNELS, FEATURES);
    Operand<TFloat32> bias = weights.zeroBias("features", FEATURES);
    return tf.math.tanh(tf.nn.biasAdd(tf.linalg.matMul(scaled, kernel), bias));
  }

  /** One matrix product for all time steps, taken apart. */
  private static List<? extends Operand<TFloat32>> products(
      Ops tf, Cell cell, Operand<TFloat32> features, int length) {
    int width = (int) cell.inputKernel().shape().get(1);
    Operand<TFloat32> product = tf.linalg.matMul(features, cell.inputKernel());
    Operand<TFloat32> sequences = tf.reshape(product, tf.constant(new int[] {-1, length, width}));
    return tf.unstack(sequences, (long) length, Unstack.axis(1L)).output();
  }

  /** The state before the first time step, the same for all examples. */
  private static List<Operand<TFloat32>> first(
      Ops tf, Cell cell, Operand<TFloat32> product, int units) {
    Operand<TFloat32> ofSize =
        tf.slice(product, tf.constant(new int[] {0, 0}), tf.constant(new int[] {-1, units}));
    Operand<TFloat32> state = tf.math.add(tf.zerosLike(ofSize), tf.constant(cell.firstState()));
    return new ArrayList<>(Collections.nCopies(cell.states(), state));
  }

  private static Operand<TFloat32> answers(
      Ops tf, Weights weights, Operand<TFloat32> state, int units) {
    Operand<TFloat32> kernel = weights.normal("output", "kernel", 1 / Math.sqrt(units), units, 1);
    Operand<TFloat32> bias = weights.zeroBias("output", 1);
    Operand<TFloat32> column = tf.nn.biasAdd(tf.linalg.matMul(state, kernel), bias);
    return tf.reshape(column, tf.constant(new int[] {-1}));
  }
}
