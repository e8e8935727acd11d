package io.dptrain.core.internal.gradient;

import io.dptrain.core.optimizer.BatchFeeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.tensorflow.types.family.TFloating;

/**
 * Random data for a model, held on the host so that it can be fed in parts and in both precisions.
 *
 * @param units how many privacy units there are
 * @param values the entries of each input
 */
record Examples(Model model, int units, List<double[]> values) {

  static Examples draw(Model model, int units, Random random) {
    List<double[]> values = new ArrayList<>();
    model.inputs().forEach(input -> values.add(input.draw(random, units * model.rowsPerUnit())));
    return new Examples(model, units, values);
  }

  /** Some consecutive units for the placeholders of a graph. */
  BatchFeeds feeds(ModelGraph graph, int from, int to) {
    BatchFeeds feeds = new BatchFeeds();
    int rows = model.rowsPerUnit();
    Class<TFloating> type = graph.type();
    for (int i = 0; i < values.size(); i++) {
      feeds.feed(
          graph.inputs().get(i),
          model.inputs().get(i).tensor(values.get(i), from * rows, to * rows, type));
    }
    return feeds;
  }

  /** The same data with other entries for one unit, in all floating inputs. */
  Examples poisoned(int unit, Poison poison) {
    List<double[]> changed = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      double[] copy = values.get(i).clone();
      if (model.inputs().get(i).kind() == DataInput.Kind.FLOATS) {
        int size = copy.length / units;
        int count = poison.everywhere() ? size : 1;
        Arrays.fill(copy, unit * size, unit * size + count, poison.value());
      }
      changed.add(copy);
    }
    return new Examples(model, units, changed);
  }

  /**
   * What one unit is spoiled with.
   *
   * @param everywhere in all entries, rather than the first alone
   */
  record Poison(double value, boolean everywhere) {}
}
