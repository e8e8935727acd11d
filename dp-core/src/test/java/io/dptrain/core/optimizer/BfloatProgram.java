package io.dptrain.core.optimizer;

import io.dptrain.core.check.ProbeFailedException;
import io.dptrain.core.testing.TestModel;
import io.dptrain.core.testing.TestModels;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GraphOptions;
import org.tensorflow.proto.RewriterConfig;
import org.tensorflow.types.TFloat32;

/**
 * A session whose settings ask for products of bfloat16, which some processors have, and which end
 * the process on some others. Prints whether factors are rounded here, and whether the probe finds
 * it.
 */
final class BfloatProgram {
  private static final int UNITS = 5;
  private static final int SIZE = 64;
  private static final float BESIDE_ONE = 1 + 1f / 4096;

  private BfloatProgram() {}

  public static void main(String[] args) {
    boolean isFound = isFound();
    System.out.println("rounds=" + rounds() + " found=" + isFound);
  }

  private static ConfigProto settings() {
    RewriterConfig rewriter =
        RewriterConfig.newBuilder()
            .setAutoMixedPrecisionOnednnBfloat16(RewriterConfig.Toggle.ON)
            .build();
    return ConfigProto.newBuilder()
        .setGraphOptions(GraphOptions.newBuilder().setRewriteOptions(rewriter))
        .build();
  }

  private static boolean isFound() {
    try (TestModel<TFloat32> model = TestModel.single()) {
      DpOptimizer optimizer = model.optimizer(UNITS, 0.1).build();
      optimizer.minimize(TestModels.DENSE.loss(model));
      try (Session session = new Session(model.graph, settings())) {
        session.initialize();
        optimizer.step(session, model::feeds);
        return false;
      } catch (ProbeFailedException e) {
        return optimizer.ledger().steps() == 0;
      }
    }
  }

  private static boolean rounds() {
    try (Graph graph = new Graph();
        Session session = new Session(graph, settings())) {
      Ops tf = Ops.create(graph);
      Operand<TFloat32> x = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(1, SIZE)));
      Operand<TFloat32> ones = tf.fill(tf.constant(new int[] {SIZE, SIZE}), tf.constant(1f));
      Operand<TFloat32> products = tf.nn.relu(tf.linalg.matMul(tf.linalg.matMul(x, ones), ones));
      try (TFloat32 row = TFloat32.tensorOf(Shape.of(1, SIZE), BfloatProgram::fill);
          Result result = session.runner().feed(x, row).fetch(products).run()) {
        return ((TFloat32) result.get(0)).getFloat(0, 0) == SIZE * SIZE;
      }
    }
  }

  private static void fill(TFloat32 row) {
    row.scalars().forEach(scalar -> scalar.setFloat(BESIDE_ONE));
  }
}
