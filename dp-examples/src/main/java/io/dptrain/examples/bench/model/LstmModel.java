package io.dptrain.examples.bench.model;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Unstack;
import org.tensorflow.types.TFloat32;

/**
 * An LSTM with 128 units over 32 word vectors of width 64, unrolled, then a dense layer; 0.16
 * million parameters.
 *
 * <p><b>Source</b>: Hochreiter and Schmidhuber, Long Short-Term Memory, 1997; with the forget gate
 * of Gers, Schmidhuber and Cummins, 2000.
 */
final class LstmModel implements BenchModel {
  private static final int WORDS = 1000;
  private static final int LENGTH = 32;
  private static final int WIDTH = 64;
  private static final int UNITS = 128;
  private static final int CLASSES = 10;

  @Override
  public String name() {
    return "lstm";
  }

  @Override
  public BuiltModel build(Ops tf, long seed) {
    Layers layers = Layers.of(tf, seed);
    var words = layers.ids("words", LENGTH);
    Operand<TFloat32> vectors = layers.embedding("vectors", words, WORDS, WIDTH);
    Operand<TFloat32> last =
        Cell.of(tf, layers).last(tf.unstack(vectors, (long) LENGTH, Unstack.axis(1L)).output());
    return layers.classifier(new DataInput.Ids(words, WORDS), last, UNITS, CLASSES);
  }

  /** One kernel and one bias, used at every position. */
  private record Cell(Ops tf, Operand<TFloat32> kernel, Operand<TFloat32> bias) {

    static Cell of(Ops tf, Layers layers) {
      return new Cell(
          tf,
          layers.weights("kernel", WIDTH + UNITS, 4 * UNITS),
          layers.filled("bias", 0, 4 * UNITS));
    }

    /** The state after the last input. */
    Operand<TFloat32> last(List<? extends Operand<TFloat32>> inputs) {
      Operand<TFloat32> hidden = zeroState(inputs.get(0));
      Operand<TFloat32> memory = hidden;
      for (Operand<TFloat32> input : inputs) {
        List<? extends Operand<TFloat32>> gates = gates(input, hidden);
        Operand<TFloat32> kept = tf.math.mul(tf.math.sigmoid(gates.get(0)), memory);
        Operand<TFloat32> added =
            tf.math.mul(tf.math.sigmoid(gates.get(1)), tf.math.tanh(gates.get(2)));
        memory = tf.math.add(kept, added);
        hidden = tf.math.mul(tf.math.sigmoid(gates.get(3)), tf.math.tanh(memory));
      }
      return hidden;
    }

    private List<? extends Operand<TFloat32>> gates(
        Operand<TFloat32> input, Operand<TFloat32> hidden) {
      Operand<TFloat32> joined = tf.concat(List.of(input, hidden), tf.constant(1));
      Operand<TFloat32> sum = tf.nn.biasAdd(tf.linalg.matMul(joined, kernel), bias);
      return tf.split(tf.constant(1), sum, 4L).output();
    }

    /** Zeros with as many rows as the input; two inputs side by side are as wide as the state. */
    private Operand<TFloat32> zeroState(Operand<TFloat32> input) {
      return tf.zerosLike(tf.concat(List.of(input, input), tf.constant(1)));
    }
  }
}
