package io.dptrain.core.internal.graph.mapping;

import io.dptrain.core.graph.GraphFinding.Kind;
import io.dptrain.core.graph.PrivacyProofException;
import io.dptrain.core.internal.Scalars;
import io.dptrain.core.internal.graph.DataInputs;
import io.dptrain.core.internal.graph.Graphs;
import io.dptrain.core.internal.graph.UnitInputs;
import io.dptrain.core.internal.graph.axis.Shapes;
import io.dptrain.core.internal.graph.backward.GradientFaults;
import io.dptrain.core.internal.graph.backward.JavaGradients;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TFloating;
import org.tensorflow.types.family.TType;

/**
 * Per-example gradients by calling a function once for each example: the way that is always open
 * where no rule knows a cheaper one.
 *
 * <p>The part of the graph that matters is copied into a function, which differentiates it and is
 * mapped over the batch with {@code MapDefun}. A call is given one slice of each mapped tensor and
 * nothing of any other, so row {@code i} of the result depends on example {@code i} alone, as long
 * as no operation in the function carries anything from one call to another. That is not so of
 * every op that TensorFlow declares free of state, so {@link FunctionOps} lets only those in of
 * which it is known. The other condition is not checked here: no captured tensor is computed from
 * data.
 *
 * <p><b>Cost</b>: memory for {@code batch * size of the variable} numbers, and the time of {@code
 * batch} runs on one example each, as many at a time as there are threads. What the copied part
 * computes from variables alone is computed in each call. There is no kernel for GPUs: TensorFlow
 * takes the slices to the CPU and runs the function there.
 *
 * <p>An empty batch gives no rows. A call that fails, such as a look-up beyond the end of a table,
 * fails the step, as it does in the graph that was copied. The gradients that TensorFlow's library
 * lacks must have been registered before. Nothing of this class holds native memory: the graph of
 * the function is closed before a method returns, and the outer graph owns its copy of the
 * function.
 */
public final class MappedGradients {
  private MappedGradients() {}

  /**
   * The gradient of the loss of each privacy unit, which is the sum over its rows times the scale
   * of the inputs, by running the whole model on that unit alone.
   *
   * <p>A unit of one row is a batch of one. What a model computes over its batch, such as a mean
   * over axis 0, it computes over the unit.
   *
   * @param loss <b>Shape</b> {@code [units * rowsPerUnit]}, one entry per row
   * @param variables what to differentiate by; each of static shape
   * @return the gradients, one tensor for each variable. <b>Shape</b> {@code [units, size of the
   *     variable]}. <b>Sensitivity</b>: one unit determines one row of each and nothing else.
   * @throws PrivacyProofException if the loss depends on a placeholder that was not declared, on
   *     one that does not take rows of fixed length, on random numbers or on another op that is not
   *     known to be a function of its inputs alone ({@code NOT_PUBLIC}); if it normalizes over the
   *     batch ({@code MIXES_EXAMPLES}); if it has a number of rows built in or loops ({@code
   *     NOT_FOLLOWED}); if it is not one entry per row ({@code NO_EXAMPLE_LOSS}); or if a variable
   *     has no gradient ({@code NOT_COVERED})
   */
  public static <T extends TFloating> List<Output<T>> ofLoss(
      Ops tf, Output<T> loss, UnitInputs inputs, List<Output<T>> variables) {
    FunctionCut cut = new FunctionCut();
    for (Output<?> data : inputs.data()) {
      DataInputs.require((GraphOperation) data.op());
      cut.map(data, byUnit(tf, data, inputs.rowsPerUnit()));
    }
    inputs.publicInputs().forEach(cut::capture);
    variables.forEach(cut::capture);
    try (FunctionBody body = FunctionBody.of(graph(tf), loss, cut)) {
      @SuppressWarnings("unchecked") // a copy has the type of what it is a copy of
      Output<T> copy = (Output<T>) body.inside(loss);
      requireRows(loss, copy.shape(), inputs.rowsPerUnit());
      Ops inside = Ops.create(body.graph());
      Operand<T> weight = Scalars.like(inside, inputs.scale(), loss);
      return map(tf, body, loss, variables, inside.fill(inside.shape(copy), weight).asOutput());
    }
  }

  /**
   * A vector-Jacobian product for each example.
   *
   * <p><b>Formula</b>: row {@code i} is {@code sum_j dy_i[j] * d y_i[j] / d x}, where {@code y_i}
   * is {@code y} computed from slice {@code i} of each mapped tensor. With {@code y = op(data, x)}
   * and data mapped, it is the gradient of one use of a weight {@code x}; with {@code y = f(x)} and
   * nothing mapped but {@code dy}, it takes gradients by a transformed weight back to the weight.
   *
   * @param y a tensor that is computed from {@code x}
   * @param x what to differentiate by; captured unless {@code cut} maps it. Its shape, or that of
   *     its slices, is static.
   * @param cut the other tensors that enter the function
   * @param dy the gradient by {@code y}. <b>Shape</b> {@code [batch, ...]}: slice {@code i} has as
   *     many elements as {@code y_i}, in any shape
   * @return <b>Shape</b> {@code [batch, size of x]}. <b>Sensitivity</b>: row {@code i} depends on
   *     slice {@code i} of the mapped tensors and of {@code dy}, and on what is captured.
   * @throws PrivacyProofException if an operation between the cut and {@code y} may not run for one
   *     example alone, as in {@link #ofLoss}, or if there is no gradient ({@code NOT_COVERED})
   */
  public static <T extends TFloating> Output<T> ofSubgraph(
      Ops tf, Output<?> y, Output<T> x, FunctionCut cut, Operand<?> dy) {
    FunctionCut.requireExampleAxis(dy);
    FunctionCut all = new FunctionCut(cut);
    if (!all.mapped().containsKey(x) && !all.captured().contains(x)) {
      all.capture(x);
    }
    try (FunctionBody body = FunctionBody.of(graph(tf), y, all)) {
      Ops inside = Ops.create(body.graph());
      Output<?> slice = body.addMapped(dy);
      Operand<?> shaped = inside.reshape(slice, inside.shape(body.inside(y)));
      return map(tf, body, y, List.of(x), shaped.asOutput()).get(0);
    }
  }

  private static <T extends TFloating> List<Output<T>> map(
      Ops tf, FunctionBody body, Output<?> y, List<Output<T>> xs, Output<?> dy) {
    Ops inside = Ops.create(body.graph());
    Output<?>[] gradients = differentiate(body, y, xs, dy);
    List<Output<T>> flat = new ArrayList<>();
    for (int i = 0; i < gradients.length; i++) {
      @SuppressWarnings("unchecked") // a gradient has the type of what it is taken from
      Output<T> gradient = (Output<T>) gradients[i];
      int size = size(xs.get(i), body.inside(xs.get(i)).shape());
      flat.add(inside.reshape(gradient, inside.constant(new int[] {size})).asOutput());
    }
    List<Output<T>> mapped = new ArrayList<>();
    for (Output<?> output : body.map(tf, "per_example_gradients", flat)) {
      @SuppressWarnings("unchecked") // a mapped function keeps the types of its outputs
      Output<T> rows = (Output<T>) output;
      mapped.add(rows);
    }
    return mapped;
  }

  private static Output<?>[] differentiate(
      FunctionBody body, Output<?> y, List<? extends Output<?>> xs, Output<?> dy) {
    for (Output<?> x : xs) {
      requirePath(body.isUsed(x), x, y);
    }
    Output<?>[] inside = xs.stream().map(body::inside).toArray(Output<?>[]::new);
    Output<?>[] gradients = addGradients(body, y, inside, dy);
    for (int i = 0; i < gradients.length; i++) {
      requirePath(!GradientFaults.isMissing(gradients[i]), xs.get(i), y);
    }
    return gradients;
  }

  private static Output<?>[] addGradients(
      FunctionBody body, Output<?> y, Output<?>[] inside, Output<?> dy) {
    Output<?>[] ys = {body.inside(y)};
    Set<GraphOperation> sources = new HashSet<>();
    for (Output<?> x : inside) {
      sources.add((GraphOperation) x.op());
    }
    // Before TensorFlow differentiates, as some of the faults end the process.
    GradientFaults.requireNoneOnPath(Graphs.ancestorsInOrder(ys[0]), Shapes.STATIC, sources);
    Set<String> before = body.operations();
    try {
      Output<?>[] gradients =
          JavaGradients.add(body.graph(), Shapes.STATIC, ys, inside, new Output<?>[] {dy})
              .gradients()
              .toArray(Output<?>[]::new);
      // What a gradient adds runs in each call as well, and must keep them apart, too.
      body.requireAdded(before);
      return gradients;
    } catch (PrivacyProofException e) {
      throw e;
    } catch (RuntimeException e) { // the exceptions of TensorFlow have no other common type
      throw PrivacyProofException.of(
          Kind.NOT_COVERED,
          y.op(),
          "cannot be differentiated (" + e.getMessage() + ")",
          "use operations that have a gradient, or supply one with ExampleGradients.register");
    }
  }

  private static Graph graph(Ops tf) {
    return (Graph) tf.scope().env();
  }

  /** From {@code [units * rows, ...]} to {@code [units, rows, ...]}. */
  private static <D extends TType> Operand<D> byUnit(Ops tf, Output<D> data, int rows) {
    Shape shape = data.shape();
    if (rows == 1) {
      return tf.expandDims(data, tf.constant(1));
    }
    int rank = shape.numDimensions();
    Operand<TInt32> rest =
        tf.slice(tf.shape(data), tf.constant(new int[] {1}), tf.constant(new int[] {rank - 1}));
    Operand<TInt32> split =
        tf.concat(List.of(tf.constant(new int[] {-1, rows}), rest), tf.constant(0));
    Shape known = shape.tail().prepend(rows).prepend(Shape.UNKNOWN_SIZE);
    return tf.ensureShape(tf.reshape(data, split), known);
  }

  private static int size(Output<?> x, Shape shape) {
    if (shape.isUnknown() || shape.hasUnknownDimension()) {
      throw PrivacyProofException.of(
          Kind.NOT_COVERED, x.op(), "has shape " + shape, "give it a static shape");
    }
    return Math.toIntExact(shape.size());
  }

  private static void requireRows(Output<?> loss, Shape ofUnit, int rows) {
    if (!ofUnit.isCompatibleWith(Shape.of(rows))) {
      throw PrivacyProofException.of(
          Kind.NO_EXAMPLE_LOSS,
          loss.op(),
          "has shape " + ofUnit + " for a unit of " + rows + " rows",
          "pass the loss of shape [batch], before any mean or sum over it");
    }
  }

  private static void requirePath(boolean exists, Output<?> x, Output<?> y) {
    if (!exists) {
      throw PrivacyProofException.of(
          Kind.NOT_COVERED,
          x.op(),
          "has no gradient path to '" + y.op().name() + "'",
          "remove the stopGradient on the way, or leave it out of what is trained");
    }
  }
}
