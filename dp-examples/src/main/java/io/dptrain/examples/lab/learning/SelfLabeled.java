package io.dptrain.examples.lab.learning;

import io.dptrain.examples.lab.model.Draw;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Points of two classes on interleaved half circles, with noise. The first few have their true
 * labels, the others those that a model gave them, or none. Labels are 1 and -1. Not thread safe.
 */
final class SelfLabeled {
  private static final double NOISE = 0.35;

  /** The weight of the latest round in an average. */
  private static final double LATEST = 0.4;

  private final float[] points;
  private final int known;
  private final int[] labels;
  private final double[] averages;

  SelfLabeled(Random random, int known, int size) {
    this.known = known;
    points = Draw.normal(random, NOISE, 2 * size);
    labels = new int[size];
    averages = new double[size];
    Arrays.fill(averages, 0.5);
    for (int i = 0; i < size; i++) {
      double angle = Math.PI * random.nextDouble();
      points[2 * i] += (float) (truth(i) * Math.cos(angle) - truth(i) * 0.5);
      points[2 * i + 1] += (float) (truth(i) * (Math.sin(angle) - 0.25));
      labels[i] = i < known ? truth(i) : 0;
    }
  }

  private static int truth(int point) {
    return point % 2 == 0 ? 1 : -1;
  }

  int size() {
    return labels.length;
  }

  /** <b>Shape</b> {@code [size, 2]} */
  float[] all() {
    return points.clone();
  }

  /**
   * Labels anew all points of which a model is sure enough, but for those that are known.
   *
   * @param logits of the class 1
   * @param threshold the probability from which on a label is taken
   * @return the share of points that had another label before
   */
  double label(double[] logits, double threshold) {
    int changed = 0;
    for (int i = 0; i < labels.length; i++) {
      averages[i] += LATEST * (1 / (1 + Math.exp(-logits[i])) - averages[i]);
    }
    for (int i = known; i < labels.length; i++) {
      if (1 / (1 + Math.exp(-Math.abs(logits[i]))) >= threshold) {
        int label = logits[i] > 0 ? 1 : -1;
        changed += label == -labels[i] ? 1 : 0;
        labels[i] = label;
      }
    }
    return (double) changed / (labels.length - known);
  }

  /** The share of labels that are right, of those that a model gave. */
  double accuracy() {
    int[] given = IntStream.range(known, labels.length).filter(i -> labels[i] != 0).toArray();
    return Arrays.stream(given).filter(i -> labels[i] == truth(i)).count() / (double) given.length;
  }

  /** Points that have a label, one known in four. */
  int[] batch(Random random, int size) {
    int[] labeled = IntStream.range(0, labels.length).filter(i -> labels[i] != 0).toArray();
    int[] batch = new int[size];
    for (int i = 0; i < size; i++) {
      batch[i] = i % 4 == 0 ? random.nextInt(known) : labeled[random.nextInt(labeled.length)];
    }
    return batch;
  }

  /** <b>Shape</b> {@code [batch, 1]} */
  float[] labels(int[] batch) {
    float[] chosen = new float[batch.length];
    for (int i = 0; i < batch.length; i++) {
      chosen[i] = labels[batch[i]];
    }
    return chosen;
  }

  /** Any points. */
  int[] any(Random random, int size) {
    return random.ints(size, 0, labels.length).toArray();
  }

  /** <b>Shape</b> {@code [batch, 2]} */
  float[] at(int[] batch) {
    float[] places = new float[2 * batch.length];
    for (int i = 0; i < places.length; i++) {
      places[i] = points[2 * batch[i / 2] + i % 2];
    }
    return places;
  }

  /** The average over rounds of the probability of the class 1. <b>Shape</b> {@code [batch, 1]} */
  float[] earlier(int[] batch) {
    float[] chosen = new float[batch.length];
    for (int i = 0; i < batch.length; i++) {
      chosen[i] = (float) averages[batch[i]];
    }
    return chosen;
  }
}
