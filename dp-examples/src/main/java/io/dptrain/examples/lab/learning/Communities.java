package io.dptrain.examples.lab.learning;

import io.dptrain.examples.lab.model.Draw;
import io.dptrain.examples.run.Trial;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * A graph whose nodes are of three communities, one after the other: node {@code i} is of community
 * {@code i % 3}. Those of one community are joined often, others rarely (a stochastic block model).
 */
final class Communities {
  static final int CLASSES = 3;
  static final int FEATURES = 16;

  /** Expected neighbors of a node, in its own community and in each of the others. */
  private static final double WITHIN = 4;

  private static final double ACROSS = 1;
  private static final double NOISE = 2.5;

  /** Of the factors by which nodes or features are off, where the least is one. */
  private static final double LARGEST = 1e8;

  private final int nodes;
  private final float[] adjacency;
  private final float[] features;

  private Communities(int nodes, float[] adjacency, float[] features) {
    this.nodes = nodes;
    this.adjacency = adjacency;
    this.features = features;
  }

  /** One in which each node, or each feature, is multiplied by a random factor. */
  static Communities of(Trial trial, boolean areNodesOff) {
    Random random = trial.random("graph");
    int nodes = trial.size(240, 120);
    float[] adjacency = adjacency(random, nodes);
    float[] means = Draw.normal(random, 1, CLASSES * FEATURES);
    float[] features = Draw.normal(random, NOISE, nodes * FEATURES);
    float[] off = factors(trial.random("off"), areNodesOff ? nodes : FEATURES);
    for (int i = 0; i < features.length; i++) {
      int node = i / FEATURES;
      int feature = i % FEATURES;
      features[i] += means[node % CLASSES * FEATURES + feature];
      features[i] *= off[areNodesOff ? node : feature];
    }
    return new Communities(nodes, adjacency, features);
  }

  /** Evenly spread on a logarithmic scale, in random order; the mean of their squares is one. */
  private static float[] factors(Random random, int size) {
    List<Double> factors = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      factors.add(Math.pow(LARGEST, (double) i / (size - 1)));
    }
    Collections.shuffle(factors, random);
    double squares = factors.stream().mapToDouble(factor -> factor * factor).sum();
    float[] scaled = new float[size];
    for (int i = 0; i < size; i++) {
      scaled[i] = (float) (factors.get(i) / Math.sqrt(squares / size));
    }
    return scaled;
  }

  /** {@code D^-1/2 (A + I) D^-1/2}, where {@code D} has the degrees of {@code A + I} */
  private static float[] adjacency(Random random, int nodes) {
    float[] joined = new float[nodes * nodes];
    double[] degrees = new double[nodes];
    for (int i = 0; i < nodes; i++) {
      for (int j = 0; j <= i; j++) {
        double chance = (i % CLASSES == j % CLASSES ? WITHIN : ACROSS) * CLASSES / nodes;
        if (i == j || random.nextDouble() < chance) {
          joined[i * nodes + j] = 1;
          joined[j * nodes + i] = 1;
        }
      }
    }
    for (int i = 0; i < joined.length; i++) {
      degrees[i / nodes] += joined[i];
    }
    for (int i = 0; i < joined.length; i++) {
      joined[i] /= (float) Math.sqrt(degrees[i / nodes] * degrees[i % nodes]);
    }
    return joined;
  }

  int nodes() {
    return nodes;
  }

  /** <b>Shape</b> {@code [nodes, nodes]} */
  float[] adjacency() {
    return adjacency.clone();
  }

  /** <b>Shape</b> {@code [nodes, FEATURES]} */
  float[] features() {
    return features.clone();
  }

  /** One for the community of each node. <b>Shape</b> {@code [nodes, CLASSES]} */
  float[] labels() {
    float[] labels = new float[nodes * CLASSES];
    for (int i = 0; i < nodes; i++) {
      labels[i * CLASSES + i % CLASSES] = 1;
    }
    return labels;
  }

  /** The share of the second half of the nodes whose largest logit is that of their community. */
  double accuracy(double[] logits) {
    int right = 0;
    for (int i = nodes / 2; i < nodes; i++) {
      double own = logits[i * CLASSES + i % CLASSES];
      boolean isLargest = true;
      for (int k = 0; k < CLASSES; k++) {
        isLargest &= own >= logits[i * CLASSES + k];
      }
      right += isLargest ? 1 : 0;
    }
    return right / (nodes - nodes / 2.0);
  }
}
