package io.dptrain.core.internal.graph;

import io.dptrain.core.graph.PrivacyProofException;
import io.dptrain.core.internal.graph.flow.ExampleAnalysis;
import io.dptrain.core.testing.TestGraph;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.tensorflow.Operand;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.op.core.Stack;
import org.tensorflow.op.train.BatchMatMul;
import org.tensorflow.types.TFloat32;

/**
 * Random graphs of ops that move, merge, pair and sum axes. A step that TensorFlow or the analysis
 * refuses is left out, so that every graph is one that the analysis believes in.
 */
final class RandomGraph {
  private static final int STEPS = 14;
  private static final int MAX_ELEMENTS = 400;

  private final TestGraph g;
  private final int rowsPerUnit;
  private final Random random;
  private final List<Operand<TFloat32>> tensors = new ArrayList<>();
  private int refused;

  RandomGraph(TestGraph g, int rowsPerUnit, long seed) {
    this.g = g;
    this.rowsPerUnit = rowsPerUnit;
    this.random = new Random(seed);
    tensors.add(g.x);
  }

  /** The last tensor of a random graph. */
  Operand<TFloat32> build() {
    for (int step = 0; step < STEPS; step++) {
      try {
        Operand<TFloat32> candidate = step(random.nextInt(22));
        if (elementsPerRow(candidate) <= MAX_ELEMENTS) {
          ExampleAnalysis.of(candidate.asOutput(), List.of(), rowsPerUnit);
          tensors.add(candidate);
        }
      } catch (PrivacyProofException e) {
        refused++;
      } catch (TensorFlowException | IllegalArgumentException | IllegalStateException e) {
        step--; // not a graph at all
      }
    }
    return tensors.get(tensors.size() - 1);
  }

  int refused() {
    return refused;
  }

  private static long elementsPerRow(Operand<TFloat32> tensor) {
    long elements = 1;
    for (long size : tensor.shape().asArray()) {
      elements *= Math.abs(size);
    }
    return elements;
  }

  private Operand<TFloat32> any() {
    return tensors.get(tensors.size() - 1 - random.nextInt(Math.min(4, tensors.size())));
  }

  private int axis(Operand<TFloat32> tensor) {
    return random.nextInt(tensor.shape().numDimensions());
  }

  private int small() {
    return 1 + random.nextInt(3);
  }

  private Operand<TFloat32> step(int kind) {
    Operand<TFloat32> a = any();
    Operand<TFloat32> b = any();
    int axis = axis(a);
    return switch (kind) {
      case 0, 1 -> g.tf.linalg.transpose(a, g.vector(permutation(a)));
      case 2, 3, 4, 5 -> g.tf.reshape(a, g.vector(shape()));
      case 6 -> g.tf.reshape(a, g.tf.stack(List.of(g.rows(), g.number(-1))));
      case 7 ->
          g.tf.reshape(
              a, g.tf.stack(List.of(g.number(-1), g.tf.math.mul(g.rows(), g.number(small())))));
      case 8, 9 -> g.tf.math.add(a, g.tf.math.sin(b));
      case 10 -> g.tf.math.mul(a, g.numbers(small(), small()));
      case 11 -> g.sum(a, axis);
      case 12 -> g.tf.concat(List.of(a, g.tf.math.tanh(b)), g.number(axis));
      case 13 -> g.tf.tile(a, g.vector(multiples(a)));
      case 14 -> g.tf.split(g.number(axis), a, (long) small()).output().get(0);
      case 15 -> g.tf.stack(List.of(a, g.tf.math.neg(b)), Stack.axis((long) axis));
      case 16 -> g.tf.expandDims(a, g.number(axis));
      case 17 ->
          g.tf.train.batchMatMul(a, b, TFloat32.class, BatchMatMul.adjY(random.nextBoolean()));
      case 18 -> g.tf.train.batchMatMul(a, g.numbers(small(), small()), TFloat32.class);
      case 19 -> g.tf.math.cumsum(a, g.number(axis));
      case 20 -> g.tf.nn.softmax(a);
      default ->
          g.tf.math.add(
              a, g.tf.tile(g.numbers(small(), 2), g.tf.stack(List.of(g.rows(), g.number(1)))));
    };
  }

  private int[] permutation(Operand<TFloat32> tensor) {
    List<Integer> axes = new ArrayList<>();
    for (int i = 0; i < tensor.shape().numDimensions(); i++) {
      axes.add(random.nextInt(axes.size() + 1), i);
    }
    return axes.stream().mapToInt(Integer::intValue).toArray();
  }

  private int[] multiples(Operand<TFloat32> tensor) {
    return random.ints(tensor.shape().numDimensions(), 1, 3).toArray();
  }

  private int[] shape() {
    int[] shape = random.ints(1 + random.nextInt(4), 1, 5).toArray();
    shape[random.nextInt(shape.length)] = -1;
    return shape;
  }
}
