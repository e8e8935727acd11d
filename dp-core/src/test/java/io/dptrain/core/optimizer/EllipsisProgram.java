package io.dptrain.core.optimizer;

import com.google.protobuf.ByteString;
import io.dptrain.core.check.ProbeFailedException;
import io.dptrain.core.internal.Doubles;
import io.dptrain.core.testing.Tensors;
import io.dptrain.core.testing.TestModel;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.types.TFloat32;

/**
 * A product written with an ellipsis, for which TensorFlow 2.18 has a kernel that is wrong on
 * processors with AVX-512, and right on others. Prints whether it is wrong here, and whether the
 * probe names it.
 */
final class EllipsisProgram {
  private static final int UNITS = 5;

  private EllipsisProgram() {}

  public static void main(String[] args) {
    boolean isFound = isFound();
    System.out.println("wrong=" + isWrong() + " found=" + isFound);
    System.out.flush();
    Runtime.getRuntime().halt(0); // what was overwritten may be freed on the ordinary way out
  }

  private static boolean isFound() {
    try (TestModel<TFloat32> model = TestModel.single()) {
      Ops tf = model.tf;
      Operand<TFloat32> data = model.numbers(5, 1, 7);
      Operand<TFloat32> product =
          tf.linalg.einsum(List.of(data, model.variable(7, 5)), "bijd,dp->bijp");
      Operand<TFloat32> rows = tf.reshape(tf.math.tanh(product), tf.constant(new int[] {-1, 25}));
      DpOptimizer optimizer = model.optimizer(UNITS, 1).build();
      optimizer.minimize(model.distance(rows));
      String einsum = RewrittenGraph.first(model.graph, "Einsum");
      RewrittenGraph ellipsis =
          new RewrittenGraph(model.graph, graph -> withEllipsis(graph, einsum));
      ellipsis.initialize(optimizer);
      try {
        optimizer.step(ellipsis.session, model::feeds);
        return false;
      } catch (ProbeFailedException e) {
        return e.getMessage().contains("Einsum '" + einsum + "'");
      } catch (IllegalStateException e) { // past the probe: no step can run in a copy
        return false;
      }
    }
  }

  private static GraphDef withEllipsis(GraphDef graph, String einsum) {
    GraphDef.Builder changed = graph.toBuilder().clearNode();
    for (NodeDef node : graph.getNodeList()) {
      AttrValue equation =
          AttrValue.newBuilder().setS(ByteString.copyFromUtf8("...d,dp->...p")).build();
      changed.addNode(
          node.getName().equals(einsum)
              ? node.toBuilder().putAttr("equation", equation).build()
              : node);
    }
    return changed.build();
  }

  private static boolean isWrong() {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      Placeholder<TFloat32> data =
          tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(4, 5, 1, 7)));
      Placeholder<TFloat32> weight =
          tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(7, 5)));
      try (Tensor x = random(4, 5, 1, 7);
          Tensor w = random(7, 5);
          Result result =
              session
                  .runner()
                  .feed(data, x)
                  .feed(weight, w)
                  .fetch(tf.linalg.einsum(List.of(data, weight), "...d,dp->...p"))
                  .fetch(tf.linalg.einsum(List.of(data, weight), "bijd,dp->bijp"))
                  .run()) {
        double[] some = Doubles.of(result.get(0));
        double[] others = Doubles.of(result.get(1));
        Arrays.setAll(some, i -> some[i] - others[i]);
        return Arrays.stream(some).anyMatch(difference -> Math.abs(difference) > 1e-3);
      }
    }
  }

  private static Tensor random(long... shape) {
    Random random = new Random(4);
    double[] values = new double[Math.toIntExact(Shape.of(shape).size())];
    Arrays.setAll(values, i -> random.nextGaussian());
    return Tensors.of(TFloat32.class, Shape.of(shape), values);
  }
}
