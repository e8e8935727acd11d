package io.dptrain.examples.lab.gan;

import io.dptrain.examples.lab.model.Dense;
import io.dptrain.examples.lab.model.LabGraph;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.TFloat32;

/**
 * A generator and a critic that have a layer for each resolution, from four samples on, each of
 * twice as many. Finer ones can be left out.
 *
 * <p>The level says how many of the finer layers are there; one that is there in part is mixed with
 * what would be without it. <b>Formula</b>: a signal is {@code (1 - a) up(coarse) + a fine} with
 * the part a of the finer layer, and the same for what the critic has of it. <b>Source</b>: Karras
 * et al., Progressive Growing of GANs, 2018, figure 2.
 */
final class Pyramid {
  private static final int WIDTH = 32;

  private final LabGraph lab;
  private final Ops tf;
  private final int finer;
  private final Placeholder<TFloat32> level;
  private final List<Operand<TFloat32>> parts = new ArrayList<>();
  private final List<Dense> draw = new ArrayList<>();
  private final List<Dense> to = new ArrayList<>();
  private final List<Dense> from = new ArrayList<>();
  private final List<Dense> judge = new ArrayList<>();
  private final List<Variable<TFloat32>> ofGenerator = new ArrayList<>();
  private final List<Variable<TFloat32>> ofCritic = new ArrayList<>();

  /**
   * Adds one to a graph.
   *
   * @param finer how many finer layers it has at most
   * @param noise the width of what signals are made of
   */
  Pyramid(LabGraph lab, Random random, int finer, int noise) {
    this.lab = lab;
    this.tf = lab.tf();
    this.finer = finer;
    this.level = lab.input();
    for (int i = 0; i <= finer; i++) {
      draw.add(dense("draw" + i, random, 2, i == 0 ? noise : WIDTH, WIDTH, ofGenerator));
      to.add(dense("to" + i, random, 1, WIDTH, samples(i), ofGenerator));
      from.add(dense("from" + i, random, 2, samples(i), WIDTH, ofCritic));
      judge.add(dense("judge" + i, random, 2, WIDTH, i == 0 ? 1 : WIDTH, ofCritic));
    }
    for (int i = 0; i < finer; i++) {
      Operand<TFloat32> above = tf.math.sub(level, lab.constant(i));
      parts.add(tf.clipByValue(above, lab.constant(0), lab.constant(1)));
    }
  }

  private Dense dense(
      String name,
      Random random,
      double gain,
      int inputs,
      int outputs,
      List<Variable<TFloat32>> variables) {
    Dense layer = Dense.of(lab, name, random, inputs, outputs, Math.sqrt(gain / inputs));
    variables.addAll(layer.variables());
    return layer;
  }

  /** Of a signal that has so many of the finer layers. */
  private static int samples(int finer) {
    return 4 << finer;
  }

  /** How many finer layers are there. <b>Shape</b> {@code []} */
  Placeholder<TFloat32> level() {
    return level;
  }

  List<Variable<TFloat32>> generatorVariables() {
    return ofGenerator;
  }

  List<Variable<TFloat32>> criticVariables() {
    return ofCritic;
  }

  /** <b>Shape</b> {@code [batch, noise] -> [batch, samples]} */
  Operand<TFloat32> signals(Operand<TFloat32> noise) {
    Operand<TFloat32> hidden = tf.nn.relu(draw.get(0).apply(noise));
    Operand<TFloat32> signals = to.get(0).apply(hidden);
    for (int i = 1; i <= finer; i++) {
      hidden = tf.nn.relu(draw.get(i).apply(hidden));
      signals = mixed(i, doubled(signals, samples(i - 1)), to.get(i).apply(hidden));
    }
    return signals;
  }

  /** <b>Shape</b> {@code [batch, samples] -> [batch, 1]} */
  Operand<TFloat32> scores(Operand<TFloat32> signals) {
    Operand<TFloat32> seen = signals;
    Operand<TFloat32> hidden = tf.nn.relu(from.get(finer).apply(seen));
    for (int i = finer; i > 0; i--) {
      seen = halved(seen, samples(i - 1));
      Operand<TFloat32> coarse = tf.nn.relu(from.get(i - 1).apply(seen));
      hidden = mixed(i, coarse, tf.nn.relu(judge.get(i).apply(hidden)));
    }
    return judge.get(0).apply(hidden);
  }

  private Operand<TFloat32> mixed(int layer, Operand<TFloat32> coarse, Operand<TFloat32> fine) {
    return tf.math.add(coarse, tf.math.mul(parts.get(layer - 1), tf.math.sub(fine, coarse)));
  }

  /** Each sample twice. */
  private Operand<TFloat32> doubled(Operand<TFloat32> signals, int coarse) {
    return tf.linalg.matMul(signals, pairs(coarse, 1));
  }

  /** The mean of each two samples. */
  private Operand<TFloat32> halved(Operand<TFloat32> signals, int coarse) {
    return tf.linalg.matMul(signals, pairs(coarse, 0.5f), MatMul.transposeB(true));
  }

  /** Which finer samples belong to a coarse one. <b>Shape</b> {@code [coarse, 2 coarse]} */
  private Operand<TFloat32> pairs(int coarse, float weight) {
    int fine = 2 * coarse;
    float[] weights = new float[coarse * fine];
    for (int i = 0; i < fine; i++) {
      weights[i / 2 * fine + i] = weight;
    }
    return lab.constant(weights, coarse, fine);
  }
}
