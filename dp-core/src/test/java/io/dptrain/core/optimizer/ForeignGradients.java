package io.dptrain.core.optimizer;

import io.dptrain.core.clip.Clipping;
import io.dptrain.core.graph.PrivacyProofException;
import io.dptrain.core.sampling.PoissonSampling;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.TensorFlow;
import org.tensorflow.framework.optimizers.GradientDescent;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/**
 * A program whose gradients mix examples: registers them past the library and trains models whose
 * backward passes need them. Prints what became of it.
 */
final class ForeignGradients {
  private static final Map<String, Loss> LOSSES =
      Map.of(
          "followed", (tf, x, w) -> sum(tf, tf.math.square(tf.math.rint(tf.linalg.matMul(x, w)))),
          "wholeModel",
              (tf, x, w) -> {
                Operand<TFloat32> rounded = tf.math.rint(tf.linalg.matMul(x, w));
                return sum(tf, tf.roll(rounded, tf.constant(1), tf.constant(1)));
              },
          "functionOfAVariable", (tf, x, w) -> sum(tf, tf.linalg.matMul(x, tf.math.rint(w))),
          "regularizer",
              (tf, x, w) ->
                  tf.math.add(
                      tf.math.mean(sum(tf, tf.linalg.matMul(x, w)), tf.constant(0)),
                      tf.reduceSum(tf.math.rint(w), tf.constant(new int[] {0, 1}))),
          "site",
              (tf, x, w) -> sum(tf, tf.math.xdivy(x, tf.reshape(w, tf.constant(new int[] {4})))),
          "snapshot", (tf, x, w) -> sum(tf, raw(tf, "Snapshot", tf.linalg.matMul(x, w))),
          "crossEntropy",
              (tf, x, w) ->
                  tf.nn
                      .sparseSoftmaxCrossEntropyWithLogits(
                          tf.linalg.matMul(x, w),
                          tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(-1))))
                      .loss());

  private ForeignGradients() {}

  /** A loss out of data of shape [batch, 4] and a variable of shape [4, 2] or [2, 2]. */
  private interface Loss {
    Operand<TFloat32> of(Ops tf, Operand<TFloat32> x, Variable<TFloat32> w);
  }

  private static Operand<TFloat32> sum(Ops tf, Operand<TFloat32> rows) {
    return tf.reduceSum(rows, tf.constant(1));
  }

  private static Operand<TFloat32> raw(Ops tf, String type, Operand<TFloat32> input) {
    return tf.scope().opBuilder(type, type).addInput(input.asOutput()).build().output(0);
  }

  /** What comes in, divided by the largest entry of the whole batch, for every input. */
  @SuppressWarnings("unchecked") // all models compute in single precision
  static List<Operand<?>> byLargestOfBatch(
      Ops tf, GraphOperation operation, List<Output<?>> incoming) {
    Operand<TFloat32> in = (Output<TFloat32>) incoming.get(0);
    Operand<TFloat32> largest =
        tf.reduceMax(tf.math.abs(in), tf.range(tf.constant(0), tf.rank(in), tf.constant(1)));
    boolean isRow = operation.type().startsWith("SparseSoftmax"); // of which one entry comes in
    Operand<TFloat32> share = tf.math.div(in, largest);
    Operand<TFloat32> rows = isRow ? tf.expandDims(share, tf.constant(1)) : share;
    List<Operand<?>> gradients = new ArrayList<>();
    for (int i = 0; i < operation.numInputs(); i++) {
      Operand<?> input = operation.input(i);
      Operand<TType> typed = (Operand<TType>) input;
      boolean isFloat = input.type().equals(TFloat32.class);
      gradients.add(
          isFloat
              ? tf.math.add(tf.zerosLike((Operand<TFloat32>) input), rows)
              : tf.zerosLike(typed));
    }
    return gradients;
  }

  /** Registers a gradient of each type that is named, and trains one model after the other. */
  public static void main(String[] types) {
    for (String type : types) {
      System.out.println(
          type + ' ' + TensorFlow.registerCustomGradient(type, ForeignGradients::byLargestOfBatch));
    }
    LOSSES.forEach((name, loss) -> System.out.println(name + ' ' + train(name, loss)));
  }

  private static String train(String name, Loss model) {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Operand<TFloat32> x = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, 4)));
      int columns = name.equals("site") ? 1 : 2;
      Variable<TFloat32> w = tf.variable(tf.constant(new float[4][columns]));
      DpOptimizer.wrap(new GradientDescent(graph, 1f))
          .sampling(PoissonSampling.of(200, 200))
          .clipping(Clipping.flat(1))
          .noiseMultiplier(0)
          .build()
          .minimize(model.of(tf, x, w));
      return "accepted";
    } catch (PrivacyProofException e) {
      return "refused " + e.findings().get(0).kind() + ' ' + e.getMessage();
    }
  }
}
