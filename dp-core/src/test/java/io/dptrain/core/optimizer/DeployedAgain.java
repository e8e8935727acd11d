package io.dptrain.core.optimizer;

import io.dptrain.core.clip.Clipping;
import io.dptrain.core.gradient.ExampleGradients;
import io.dptrain.core.graph.PrivacyProofException;
import io.dptrain.core.sampling.PoissonSampling;
import io.dptrain.core.stability.backprop.BackpropClipping;
import io.dptrain.core.stability.backprop.SignalRule;
import java.io.File;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.TensorFlow;
import org.tensorflow.framework.optimizers.GradientDescent;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * A service that is deployed twice in one process, each time with a class loader of its own, and
 * trains a model whose backward pass needs three gradients written in Java.
 */
final class DeployedAgain {
  private DeployedAgain() {}

  /** Runs {@link #train} in one class loader for each argument: "library" or "application". */
  public static void main(String[] registrars)
      throws ReflectiveOperationException, MalformedURLException {
    List<URL> urls = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      urls.add(new File(entry).toURI().toURL());
    }
    for (String registrar : registrars) {
      ClassLoader loader =
          new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
      Method train =
          Class.forName(DeployedAgain.class.getName(), true, loader)
              .getDeclaredMethod("train", String.class);
      train.setAccessible(true);
      System.out.println(registrar + ' ' + train.invoke(null, registrar));
    }
  }

  static String train(String registrar) {
    if (registrar.equals("application")) {
      TensorFlow.registerCustomGradient(
          "SparseSoftmaxCrossEntropyWithLogits", ForeignGradients::byLargestOfBatch);
    }
    ExampleGradients.register("Rint", (tf, operation, incoming) -> List.of(incoming.get(0)));
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      Placeholder<TFloat32> x = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, 2)));
      Placeholder<TInt32> labels = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(-1)));
      Operand<TFloat32> product = tf.linalg.matMul(x, tf.variable(tf.constant(new float[2][2])));
      Operand<TFloat32> logits =
          BackpropClipping.clipSignal(tf, tf.math.rint(product), SignalRule.byRowNorm(1));
      DpOptimizer optimizer =
          DpOptimizer.wrap(new GradientDescent(graph, 1f))
              .sampling(PoissonSampling.of(1, 1))
              .clipping(Clipping.flat(1))
              .noiseMultiplier(0)
              .build();
      optimizer.minimize(tf.nn.sparseSoftmaxCrossEntropyWithLogits(logits, labels).loss());
      session.initialize();
      optimizer.step(
          session,
          rows ->
              new BatchFeeds()
                  .feed(x, TFloat32.tensorOf(Shape.of(rows.length, 2), t -> t.setFloat(1, 0, 0)))
                  .feed(labels, TInt32.tensorOf(Shape.of(rows.length), t -> t.setInt(1, 0))));
      return "trained " + optimizer.ledger().steps();
    } catch (PrivacyProofException e) {
      return "refused " + e.getMessage();
    }
  }
}
