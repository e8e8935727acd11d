package io.dptrain.examples.readme;

import io.dptrain.core.clip.Clipping;
import io.dptrain.core.optimizer.BatchFeeder;
import io.dptrain.core.optimizer.BatchFeeds;
import io.dptrain.core.optimizer.DpOptimizer;
import io.dptrain.core.optimizer.LearningRateSchedule;
import io.dptrain.core.sampling.PoissonSampling;
import io.dptrain.core.savedmodel.ImportedModel;
import io.dptrain.core.savedmodel.ModelExport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Session;
import org.tensorflow.framework.optimizers.Adam;
import org.tensorflow.framework.optimizers.GradientDescent;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** The code that docs/training-your-own.md shows; a test runs all of it. */
final class TrainingYourOwnPage {
  private TrainingYourOwnPage() {}

  /** A model with a loss, what is fed to it and what is trained. */
  record Model(
      Operand<TFloat32> data,
      Operand<TInt32> labels,
      Operand<TFloat32> logits,
      Operand<TFloat32> loss,
      List<Operand<TFloat32>> trained) {}

  static Model allOfIt(Ops tf, Path folder) {
    // docs/training-your-own.md
    ImportedModel model = ImportedModel.ofSavedModel(tf, folder);
    Output<TFloat32> logits = model.tensor("net/logits/BiasAdd").expect(TFloat32.class);
    Placeholder<TInt32> labels = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(-1)));
    Operand<TFloat32> loss = tf.nn.sparseSoftmaxCrossEntropyWithLogits(logits, labels).loss();
    List<Operand<TFloat32>> trained = model.trainable(TFloat32.class); // all that Keras trains
    // end
    return new Model(model.input(TFloat32.class), labels, logits, loss, trained);
  }

  static Model headAlone(Ops tf, Path folder) {
    // docs/training-your-own.md
    ImportedModel trunk = ImportedModel.ofSavedModel(tf, folder);
    Output<TFloat32> features = trunk.tensor("net/hidden/Relu").expect(TFloat32.class); // [-1, 8]
    Variable<TFloat32> kernel = tf.withName("head").variable(tf.constant(new float[8][2]));
    Operand<TFloat32> logits = tf.linalg.matMul(features, kernel);
    Placeholder<TInt32> labels = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(-1)));
    Operand<TFloat32> loss = tf.nn.sparseSoftmaxCrossEntropyWithLogits(logits, labels).loss();
    List<Operand<TFloat32>> trained = List.of(kernel); // the trunk is frozen
    // end
    return new Model(trunk.input(TFloat32.class), labels, logits, loss, trained);
  }

  static Model frozenGraph(Ops tf, Path file) {
    // docs/training-your-own.md
    ImportedModel model =
        ImportedModel.ofGraphDef(
            tf,
            file, // a binary GraphDef
            List.of("x"), // what is fed
            List.of("net/logits/BiasAdd"), // what the model gives
            List.of("net/logits/kernel", "net/logits/bias")); // constants to train
    // end
    Output<TFloat32> logits = model.output(TFloat32.class);
    Placeholder<TInt32> labels = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(-1)));
    Operand<TFloat32> loss = tf.nn.sparseSoftmaxCrossEntropyWithLogits(logits, labels).loss();
    return new Model(
        model.input(TFloat32.class), labels, logits, loss, model.trainable(TFloat32.class));
  }

  static BatchFeeder featuresOfTheBundle(
      SavedModelBundle bundle,
      Operand<TFloat32> features,
      Operand<TInt32> labels,
      IntFunction<TFloat32> row,
      int[] classes) {
    // docs/training-your-own.md
    BatchFeeder feeder =
        rows -> {
          TFloat32 computed = TFloat32.tensorOf(Shape.of(rows.length, 8));
          TInt32 known = TInt32.tensorOf(Shape.of(rows.length));
          for (int i = 0; i < rows.length; i++) {
            try (TFloat32 x = row.apply(rows[i]); // [1, 4]: each row alone, so that none can mix
                Result result = bundle.function("serving_default").call(Map.of("x", x))) {
              ((TFloat32) result.get(0)).get(0).copyTo(computed.get(i));
            }
            known.setInt(classes[rows[i]], i);
          }
          return new BatchFeeds().feed(features, computed).feed(labels, known);
        };
    // end
    return feeder;
  }

  static DpOptimizer checked(
      Graph graph, Session session, Model model, BatchFeeder feeder, int datasetSize) {
    // docs/training-your-own.md
    DpOptimizer optimizer =
        DpOptimizer.wrap(new Adam(graph, 1e-2f))
            .sampling(PoissonSampling.of(datasetSize, 32))
            .clipping(Clipping.flat(1.0))
            .noiseMultiplier(1.0)
            .build();
    optimizer.minimize(model.loss(), model.trained());
    session.initialize(); // after minimize, which adds variables of Adam
    System.out.println(optimizer.explain());
    optimizer.verify(session, feeder.feeds(new int[] {0, 1, 2, 3})).assertPrivate();
    // end
    return optimizer;
  }

  static DpOptimizer twoRates(
      Graph graph,
      Operand<TFloat32> loss,
      List<Operand<TFloat32>> trunk,
      List<Operand<TFloat32>> head,
      Operand<TFloat32> keepProbability,
      int datasetSize) {
    List<Operand<TFloat32>> trained = new ArrayList<>(trunk);
    trained.addAll(head);
    // docs/training-your-own.md
    DpOptimizer optimizer =
        DpOptimizer.wrap(new Adam(graph, 1e-2f)) // what is in no other group: the head
            .parameterGroup(new GradientDescent(graph, 1e-3f), trunk)
            .learningRate(LearningRateSchedule.cosineDecay(1_000, 0.1)) // of both
            .publicInputs(keepProbability) // a scalar that the loop feeds
            .sampling(PoissonSampling.of(datasetSize, 32))
            .clipping(Clipping.flat(1.0))
            .noiseMultiplier(1.0)
            .build();
    optimizer.minimize(loss, trained);
    // end
    return optimizer;
  }

  static void saved(Session session, Path folder) {
    // docs/training-your-own.md
    session.save(folder.resolve("weights").toString()); // later: session.restore(...)
    // end
  }

  static void shipped(
      Ops tf, Session session, Operand<TFloat32> x, Operand<TFloat32> logits, Path folder)
      throws IOException {
    // docs/training-your-own.md
    ModelExport.of(session).input("x", x).output("probabilities", tf.nn.softmax(logits)).to(folder);
    // end
  }
}
