package io.dptrain.examples.lab.learning;

import io.dptrain.core.stability.clip.ClippedOptimizer;
import io.dptrain.core.stability.clip.GradientClipping;
import io.dptrain.examples.lab.model.LabGraph;
import io.dptrain.examples.run.Expectation;
import io.dptrain.examples.run.Experiment;
import io.dptrain.examples.run.Finding;
import io.dptrain.examples.run.Panel;
import io.dptrain.examples.run.Seed;
import io.dptrain.examples.run.Trial;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.framework.optimizers.GradientDescent;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * A graph convolutional net needs the normalization that fits what is out of scale.
 *
 * <p>Nodes of three communities have features around the mean of their community. Then either each
 * node or each feature is multiplied by a random factor (log-normal). Two graph convolutions tell
 * the community, and normalize what they get: each node over its features, each feature over all
 * nodes, or not at all. A node that is much larger than others drowns its neighbors in the mean
 * over the neighborhood, and a feature that is much larger drowns the others in each node.
 *
 * <p><b>Formula</b>: {@code softmax(A n(relu(A n(X) W1)) W2)}, where {@code A} is the normalized
 * adjacency matrix with self-loops and {@code n(x) = (x - mean) / std}. <b>Source</b>: Kipf and
 * Welling, Semi-supervised classification with graph convolutional networks, 2017; Zhou et al.,
 * Understanding and resolving performance degradation in deep graph convolutional networks, 2021
 * (per node); Cai et al., GraphNorm, 2021 (per feature).
 */
public final class GraphNorm implements Experiment {

  private static final float RATE = 0.3f;
  private static final String ACCURACY = "accuracy";

  private enum Variant {
    NODES_NONE("nodes off, none", true, GraphNet.NONE),
    NODES_BY_NODE("nodes off, per node", true, GraphNet.OVER_FEATURES),
    NODES_BY_FEATURE("nodes off, per feature", true, GraphNet.OVER_NODES),
    FEATURES_NONE("features off, none", false, GraphNet.NONE),
    FEATURES_BY_NODE("features off, per node", false, GraphNet.OVER_FEATURES),
    FEATURES_BY_FEATURE("features off, per feature", false, GraphNet.OVER_NODES);

    private final String label;
    private final boolean areNodesOff;
    private final int axis;

    Variant(String label, boolean areNodesOff, int axis) {
      this.label = label;
      this.areNodesOff = areNodesOff;
      this.axis = axis;
    }
  }

  @Override
  public String name() {
    return "graph-norm";
  }

  @Override
  public String claim() {
    return "In a graph convolutional net, normalization per node helps if nodes differ in scale, and"
        + " per feature if features do; the other one hardly does.";
  }

  @Override
  public List<String> variants() {
    return List.of(Variant.values()).stream().map(variant -> variant.label).toList();
  }

  @Override
  public Finding run(String label, Trial trial) {
    Variant variant = Variant.values()[variants().indexOf(label)];
    int updates = trial.size(300, 45);
    Finding finding = new Finding();
    try (LabGraph lab = new LabGraph()) {
      Communities graph = Communities.of(trial, variant.areNodesOff);
      Operand<TFloat32> logits = GraphNet.logits(lab, trial.random("net"), graph, variant.axis);
      Ops tf = lab.tf();
      Operand<TFloat32> labels = lab.constant(graph.labels(), graph.nodes(), Communities.CLASSES);
      Operand<TFloat32> losses = tf.nn.softmaxCrossEntropyWithLogits(logits, labels).loss();
      Operand<TFloat32> known =
          tf.slice(losses, tf.constant(new int[] {0}), tf.constant(new int[] {graph.nodes() / 2}));
      ClippedOptimizer optimizer =
          ClippedOptimizer.wrap(
              new GradientDescent(lab.graph(), RATE), GradientClipping.byGlobalNorm(1));
      Op train = optimizer.minimize(lab.mean(known));
      lab.initialize();
      double accuracy = 0;
      for (int update = 1; update <= updates; update++) {
        lab.run().target(train).go();
        if (update % (updates / trial.size(20, 3)) == 0) {
          accuracy = graph.accuracy(lab.run().fetch(logits).array());
          finding.point(ACCURACY, update, accuracy);
        }
      }
      return finding.number(ACCURACY, accuracy);
    }
  }

  @Override
  public List<Expectation> expectations() {
    return List.of(
        gain(Variant.NODES_BY_NODE, Variant.NODES_NONE).isAtLeast(0.05),
        other(Variant.NODES_BY_FEATURE, Variant.NODES_BY_NODE, Variant.NODES_NONE),
        gain(Variant.FEATURES_BY_FEATURE, Variant.FEATURES_NONE).isAtLeast(0.05),
        other(Variant.FEATURES_BY_NODE, Variant.FEATURES_BY_FEATURE, Variant.FEATURES_NONE));
  }

  private static Expectation.Open gain(Variant variant, Variant none) {
    return Expectation.that(
        "gain in accuracy, " + variant.label, seed -> gain(seed, variant, none));
  }

  private static double gain(Seed seed, Variant variant, Variant none) {
    return seed.number(variant.label, ACCURACY) - seed.number(none.label, ACCURACY);
  }

  /** How much the other normalization gains, of what the matching one does. */
  private static Expectation other(Variant variant, Variant matching, Variant none) {
    return Expectation.that(
            "share of that gain, " + variant.label,
            seed -> gain(seed, variant, none) / gain(seed, matching, none))
        .isAtMost(0.6);
  }

  @Override
  public List<Panel> panels() {
    return List.of(
        Panel.lines(ACCURACY, "nodes without labels", "update", "accuracy (share of nodes)"),
        Panel.dots(ACCURACY, "after training", "accuracy (share of nodes)"));
  }
}
