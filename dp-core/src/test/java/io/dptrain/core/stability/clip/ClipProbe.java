package io.dptrain.core.stability.clip;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.framework.optimizers.Optimizer.GradAndVar;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;

/** Runs a clipping on fed gradients of variables of given names and shapes. */
final class ClipProbe implements AutoCloseable {
  private final Graph graph = new Graph();
  private final List<Placeholder<TFloat32>> fed = new ArrayList<>();
  private final Map<String, Ops> scopes = new HashMap<>();
  private final List<Output<?>> clipped = new ArrayList<>();
  private final ClippingReport report;
  private final Session session;

  /** What one update gave. */
  record Update(List<float[]> gradients, ClippingReport.Values report) {}

  ClipProbe(GradientClipping clipping, Map<String, float[]> weights, Map<String, Shape> shapes) {
    Ops tf = Ops.create(graph);
    List<GradAndVar<?>> pairs = new ArrayList<>();
    weights.forEach((name, values) -> pairs.add(variable(tf, name, values, shapes.get(name))));
    ClippedGradients result = clipping.clip(tf.withSubScope("clip"), pairs);
    result.gradients().forEach(pair -> clipped.add(pair.getGradient()));
    report = ClippingReport.of(tf, pairs, result.gradients(), result.clippedFraction());
    session = new Session(graph);
    session.initialize();
  }

  /** Vectors of weights one, named in order. */
  static ClipProbe ofVectors(GradientClipping clipping, Map<String, Integer> sizes) {
    Map<String, float[]> weights = new LinkedHashMap<>();
    Map<String, Shape> shapes = new LinkedHashMap<>();
    sizes.forEach(
        (name, size) -> {
          weights.put(name, new float[size]);
          shapes.put(name, Shape.of(size));
        });
    return new ClipProbe(clipping, weights, shapes);
  }

  /** One update of one vector, on its own. */
  static Update once(GradientClipping clipping, float... gradient) {
    try (ClipProbe probe = ofVectors(clipping, Map.of("w", gradient.length))) {
      return probe.run(gradient);
    }
  }

  private GradAndVar<?> variable(Ops tf, String name, float[] values, Shape shape) {
    TFloat32 start = TFloat32.tensorOf(shape, DataBuffers.of(values));
    try (start) {
      Variable<TFloat32> variable = named(tf, name).variable(tf.constantOf(start));
      Placeholder<TFloat32> gradient = tf.placeholder(TFloat32.class, Placeholder.shape(shape));
      fed.add(gradient);
      return new GradAndVar<>(tf.identity(gradient).asOutput(), variable.asOutput());
    }
  }

  /** A scope with this name is made once: another would get another name. */
  private Ops named(Ops tf, String name) {
    int slash = name.indexOf('/');
    return slash < 0
        ? tf.withName(name)
        : scopes
            .computeIfAbsent(name.substring(0, slash), tf::withSubScope)
            .withName(name.substring(slash + 1));
  }

  /** One update with given gradients, one for each variable. */
  Update run(float[]... gradients) {
    Session.Runner runner = session.runner();
    List<TFloat32> tensors = new ArrayList<>();
    for (int i = 0; i < gradients.length; i++) {
      Shape shape = fed.get(i).asOutput().shape();
      tensors.add(TFloat32.tensorOf(shape, DataBuffers.of(gradients[i])));
      runner.feed(fed.get(i), tensors.get(i));
    }
    clipped.forEach(runner::fetch);
    report.outputs().forEach(runner::fetch);
    try (Result result = runner.run()) {
      List<float[]> values = new ArrayList<>();
      for (int i = 0; i < clipped.size(); i++) {
        values.add(floats((TFloat32) result.get(i)));
      }
      return new Update(values, ClippingReport.read(result, clipped.size()));
    } finally {
      tensors.forEach(TFloat32::close);
    }
  }

  static float[] floats(TFloat32 tensor) {
    float[] values = new float[Math.toIntExact(tensor.shape().size())];
    tensor.asRawTensor().data().asFloats().read(values);
    return values;
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
