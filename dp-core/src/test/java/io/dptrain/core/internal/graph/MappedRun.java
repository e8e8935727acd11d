package io.dptrain.core.internal.graph;

import io.dptrain.core.testing.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TFloating;

/** A graph with one model in it, and batches to run it on. */
final class MappedRun<T extends TFloating> implements AutoCloseable {
  final Graph graph = new Graph();
  final MappedModels.Site<T> site;
  private Session session;

  /** Rows of images and labels. */
  static final class Batch {
    final double[][] images;
    final int[] labels;

    private Batch(double[][] images, int[] labels) {
      this.images = images;
      this.labels = labels;
    }

    static Batch random(long seed, int rows) {
      Random random = new Random(seed);
      double[][] images = new double[rows][(int) MappedModels.IMAGE.size()];
      int[] labels = new int[rows];
      for (int row = 0; row < rows; row++) {
        labels[row] = random.nextInt(MappedModels.CLASSES);
        for (int i = 0; i < images[row].length; i++) {
          images[row][i] = random.nextGaussian();
        }
      }
      return new Batch(images, labels);
    }

    /** Some consecutive rows. */
    Batch rows(int from, int count) {
      double[][] some = new double[count][];
      int[] theirs = new int[count];
      System.arraycopy(images, from, some, 0, count);
      System.arraycopy(labels, from, theirs, 0, count);
      return new Batch(some, theirs);
    }
  }

  MappedRun(Class<T> type) {
    site = new MappedModels.Site<>(graph, type);
  }

  /** What the tensors are on a batch. */
  List<double[]> fetch(Batch batch, List<? extends Operand<?>> tensors) {
    if (session == null) {
      session = new Session(graph);
      session.initialize();
    }
    try (Tensor images = images(batch.images);
        TInt32 labels = TInt32.vectorOf(batch.labels)) {
      Session.Runner runner = session.runner().feed(site.images, images).feed(site.labels, labels);
      tensors.forEach(runner::fetch);
      List<double[]> values = new ArrayList<>();
      try (Result result = runner.run()) {
        result.forEach(entry -> values.add(Tensors.toDoubles(entry.getValue())));
      }
      return values;
    }
  }

  /** The ordinary gradients of the loss of each unit alone: [unit][variable][element]. */
  List<List<double[]>> alone(Batch batch, int rowsPerUnit, Output<T> loss) {
    List<Output<?>> ordinary =
        List.of(graph.addGradients(loss, site.variables.toArray(new Output<?>[0])));
    List<List<double[]>> units = new ArrayList<>();
    for (int row = 0; row < batch.labels.length; row += rowsPerUnit) {
      units.add(fetch(batch.rows(row, rowsPerUnit), ordinary));
    }
    return units;
  }

  private Tensor images(double[][] rows) {
    Shape shape = MappedModels.IMAGE.prepend(rows.length);
    return Tensors.of(site.type, shape, flat(rows));
  }

  private static double[] flat(double[][] rows) {
    int width = (int) MappedModels.IMAGE.size();
    double[] flat = new double[rows.length * width];
    for (int row = 0; row < rows.length; row++) {
      System.arraycopy(rows[row], 0, flat, row * width, width);
    }
    return flat;
  }

  @Override
  public void close() {
    if (session != null) {
      session.close();
    }
    graph.close();
  }
}
