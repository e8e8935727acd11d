package io.dptrain.core.internal.graph;

import static org.assertj.core.api.Assertions.assertThat;

import io.dptrain.core.internal.graph.axis.ExampleAxis;
import io.dptrain.core.internal.graph.flow.ExampleAnalysis;
import io.dptrain.core.testing.Tensors;
import io.dptrain.core.testing.TestGraph;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TNumber;

/**
 * Runs a graph that the analysis accepted, and holds every tensor of numbers on the way to the loss
 * against the layout that the analysis gave it.
 *
 * <p>Two batches that differ in one example must differ nowhere but at the indices of that example,
 * bit for bit; and an example alone must give what it gives in a batch of five, up to rounding.
 * Noise is drawn once and then fed.
 */
final class ExampleProbe implements AutoCloseable {
  private static final Set<String> NOISE =
      Set.of("RandomUniform", "RandomStandardNormal", "TruncatedNormal");
  private static final double TOLERANCE = 1e-4;

  private final Graph graph = new Graph();
  private final GraphCase graphCase;
  private final TestGraph test;
  private final ExampleAnalysis analysis;
  private final Session session;
  private final List<Output<?>> tensors = new ArrayList<>();
  private final List<Output<?>> noise = new ArrayList<>();
  private final Map<Output<?>, Shape> shapes = new HashMap<>();
  private final Output<?> loss;
  private int changesOfTheLoss;

  ExampleProbe(GraphCase graphCase) {
    this.graphCase = graphCase;
    GraphCase.Built built = graphCase.in(graph);
    this.test = built.graph();
    this.loss = built.loss();
    this.analysis = ExampleAnalysis.of(loss, List.of(), graphCase.rowsPerUnit());
    this.session = new Session(graph);
    session.initialize();
    for (GraphOperation operation : analysis.operations()) {
      for (int i = 0; i < operation.numOutputs(); i++) {
        collect(operation.output(i));
      }
    }
  }

  private void collect(Output<?> output) {
    if (output.equals(test.x.asOutput())) {
      return;
    }
    if (NOISE.contains(output.op().type())) {
      noise.add(output);
      return;
    }
    boolean known = analysis.exampleAxis(output).isPresent() || analysis.isDataFree(output);
    boolean fetched = known && !output.op().type().startsWith("Variable");
    if (fetched && TNumber.class.isAssignableFrom(output.type())) {
      tensors.add(output);
    }
  }

  ExampleAnalysis analysis() {
    return analysis;
  }

  Output<?> loss() {
    return loss;
  }

  /** How many tensors with examples are held against their layout. */
  long followedTensors() {
    return tensors.stream().filter(tensor -> analysis.exampleAxis(tensor).isPresent()).count();
  }

  /** How often a changed example was seen to change the loss. */
  int changesOfTheLoss() {
    return changesOfTheLoss;
  }

  /** Changes one example after the other in a batch. */
  void changeOneExample(int batch) {
    for (int example = 0; example < batch; example++) {
      float[] values = values(batch, 11);
      float[] changed = values.clone();
      float[] other = values(batch, 12);
      int size = values.length / batch;
      System.arraycopy(other, example * size, changed, example * size, size);
      Map<Output<?>, double[]> drawn = run(batch, values, noise, Map.of());
      compareBut(
          example, batch, run(batch, values, tensors, drawn), run(batch, changed, tensors, drawn));
    }
  }

  private void compareBut(
      int example, int batch, Map<Output<?>, double[]> before, Map<Output<?>, double[]> after) {
    for (Output<?> tensor : tensors) {
      Layout layout = Layout.of(analysis, tensor, shapes.get(tensor), batch);
      double[] a = before.get(tensor);
      double[] b = after.get(tensor);
      boolean changes = false;
      for (int i = 0; i < a.length; i++) {
        boolean same = Double.compare(a[i], b[i]) == 0;
        changes |= !same;
        if (!same && layout.example(i) != example) {
          assertThat(b[i])
              .as(
                  "%s of '%s': %s at %d, when example %d of %d changes",
                  tensor, graphCase, layout, i, example, batch)
              .isEqualTo(a[i]);
        }
      }
      changesOfTheLoss += changes && tensor.equals(loss) ? 1 : 0;
    }
  }

  /** Compares each example of a batch with itself alone. Not for graphs with noise. */
  void takeOneExampleAlone(int batch) {
    if (!noise.isEmpty()) {
      return;
    }
    float[] values = values(batch, 11);
    Map<Output<?>, double[]> together = run(batch, values, tensors, Map.of());
    Map<Output<?>, Layout> layouts = new HashMap<>();
    for (Output<?> tensor : tensors) {
      layouts.put(tensor, Layout.of(analysis, tensor, shapes.get(tensor), batch));
    }
    int size = values.length / batch;
    for (int example = 0; example < batch; example++) {
      float[] one = Arrays.copyOfRange(values, example * size, (example + 1) * size);
      Map<Output<?>, double[]> alone = run(1, one, tensors, Map.of());
      for (Output<?> tensor : tensors) {
        double[] part = layouts.get(tensor).only(example, together.get(tensor));
        assertThat(alone.get(tensor)).as("%s of '%s'", tensor, graphCase).hasSize(part.length);
        for (int i = 0; i < part.length; i++) {
          double error = Math.abs(alone.get(tensor)[i] - part[i]);
          assertThat(error > TOLERANCE * Math.max(1, Math.abs(part[i])))
              .as(
                  "%s of '%s' at %d: %s alone and %s in a batch",
                  tensor, graphCase, i, alone.get(tensor)[i], part[i])
              .isFalse();
        }
      }
    }
  }

  private Map<Output<?>, double[]> run(
      int batch, float[] values, List<Output<?>> fetches, Map<Output<?>, double[]> fed) {
    if (fetches.isEmpty()) {
      return Map.of();
    }
    Session.Runner runner = session.runner();
    List<Tensor> feeds = new ArrayList<>();
    fed.forEach(
        (output, numbers) -> feeds.add(Tensors.of(TFloat32.class, shapes.get(output), numbers)));
    List<Output<?>> fedOutputs = new ArrayList<>(fed.keySet());
    for (int i = 0; i < feeds.size(); i++) {
      runner.feed(fedOutputs.get(i), feeds.get(i));
    }
    fetches.forEach(runner::fetch);
    try (TFloat32 data = TFloat32.tensorOf(dataShape(batch), DataBuffers.of(values));
        Result result = runner.feed(test.x, data).run()) {
      Map<Output<?>, double[]> numbers = new HashMap<>();
      for (int i = 0; i < fetches.size(); i++) {
        shapes.put(fetches.get(i), result.get(i).shape());
        numbers.put(fetches.get(i), Tensors.toDoubles(result.get(i)));
      }
      return numbers;
    } finally {
      feeds.forEach(Tensor::close);
    }
  }

  /** A batch of data; sizes that are not known are 3. */
  private Shape dataShape(int batch) {
    long[] sizes = graphCase.data().asArray();
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = i == 0 ? (long) batch * graphCase.rowsPerUnit() : sizes[i] < 0 ? 3 : sizes[i];
    }
    return Shape.of(sizes);
  }

  private float[] values(int batch, long seed) {
    Random random = new Random(seed);
    float[] values = new float[Math.toIntExact(dataShape(batch).size())];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }

  /** Which example each element of a tensor belongs to; -1 for none. */
  private record Layout(ExampleAxis axis, long behind, int batch) {

    static Layout of(ExampleAnalysis analysis, Output<?> tensor, Shape shape, int batch) {
      ExampleAxis axis = analysis.exampleAxis(tensor).orElse(null);
      if (axis == null) {
        return new Layout(null, 1, batch);
      }
      assertThat(shape.get(axis.axis()))
          .as("size of the example axis of %s, %s", tensor, axis)
          .isEqualTo(axis.outer() * batch * axis.inner());
      long behind = 1;
      for (int i = axis.axis() + 1; i < shape.numDimensions(); i++) {
        behind *= shape.get(i);
      }
      return new Layout(axis, behind, batch);
    }

    long example(int element) {
      return axis == null ? -1 : element / behind / axis.inner() % batch;
    }

    double[] only(int example, double[] numbers) {
      List<Double> part = new ArrayList<>();
      for (int i = 0; i < numbers.length; i++) {
        if (axis == null || example(i) == example) {
          part.add(numbers[i]);
        }
      }
      return part.stream().mapToDouble(Double::doubleValue).toArray();
    }
  }
}
