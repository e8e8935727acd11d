package io.dptrain.core.internal.update;

import io.dptrain.core.internal.Doubles;
import org.tensorflow.GraphOperation;
import org.tensorflow.Output;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TFloating;

/**
 * A constant that an optimizer built into its graph as its learning rate. A step feeds another
 * value in its place, as TensorFlow lets every tensor be fed; nothing is added to the graph.
 *
 * @param constant what is fed. <b>Shape</b> scalar
 * @param builtIn its value in the graph
 * @param use what the constant is
 * @param user an operation that takes it, for messages
 */
record LearningRate(
    Output<? extends TFloating> constant, double builtIn, Use use, GraphOperation user) {

  /** What a constant is for an update. */
  enum Use {
    /** The rate. */
    RATE,

    /** The rate of an update that makes weights anew from it, and divides by it. */
    DIVISOR,

    /** {@code 1 - rate * decay}, of a weight that decays beside the gradient. */
    DECAY
  }

  /** The rate that a constant of a graph is. */
  static LearningRate of(Output<? extends TFloating> constant, Use use, GraphOperation user) {
    try (Tensor value = ((GraphOperation) constant.op()).attributes().getAttrTensor("value")) {
      var data = value.asRawTensor().data();
      boolean isSingle = constant.type().equals(TFloat32.class);
      double builtIn = isSingle ? data.asFloats().getFloat(0) : data.asDoubles().getDouble(0);
      return new LearningRate(constant, builtIn, use, user);
    }
  }

  /**
   * The rate of a step, rounded to the type of the constant.
   *
   * @param name of the factor, for messages
   * @param factor zero or positive and finite
   * @throws IllegalArgumentException if the rate is not finite, or zero where it is divided by
   */
  double times(String name, double factor) {
    double rate = use == Use.DECAY ? 1 - factor * (1 - builtIn) : factor * builtIn;
    double fed = constant.type().equals(TFloat32.class) ? (float) rate : rate;
    if (!Double.isFinite(fed)) {
      throw new IllegalArgumentException(
          name + " must leave the learning rate finite, but " + factor + " makes it " + fed);
    }
    if (use == Use.DIVISOR && !(fed > 0)) {
      throw new IllegalArgumentException(
          name
              + " must leave the learning rate of "
              + user.type()
              + " positive, as that divides by it, but "
              + factor
              + " makes it "
              + fed
              + "; return a small number instead of 0");
    }
    return fed;
  }

  /** A tensor of the value of a step. The caller closes it. */
  Tensor tensor(double value) {
    return Doubles.tensor(constant.type(), Shape.scalar(), new double[] {value});
  }
}
