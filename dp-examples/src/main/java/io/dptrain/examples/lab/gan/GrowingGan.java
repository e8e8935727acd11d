package io.dptrain.examples.lab.gan;

import io.dptrain.examples.lab.model.Dense;
import io.dptrain.examples.lab.model.Draw;
import io.dptrain.examples.lab.model.LabGraph;
import io.dptrain.examples.lab.model.LabRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.tensorflow.Operand;
import org.tensorflow.framework.optimizers.Adam;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.TFloat32;

/**
 * A GAN whose generator and critic have a layer for each resolution, of which the finer ones can be
 * left out.
 *
 * <p>The level says how many of the finer layers are there; one that is there in part is mixed with
 * what would be without it. <b>Formula</b>: a signal is {@code (1 - a) up(coarse) + a fine} with
 * the part a of the finer layer, and the same for what the critic has of it. <b>Source</b>: Karras
 * et al., Progressive Growing of GANs, 2018, figure 2.
 */
final class GrowingGan implements AutoCloseable {
  private static final int NOISE = 8;
  private static final int WIDTH = 32;
  private static final int BATCH = 64;
  private static final float RATE = 0.008f;

  private final Waves waves;
  private final LabGraph lab = new LabGraph();
  private final Ops tf = lab.tf();
  private final Placeholder<TFloat32> level = lab.input();
  private final Placeholder<TFloat32> noise = lab.input(-1, NOISE);
  private final Placeholder<TFloat32> real;
  private final List<Operand<TFloat32>> parts = new ArrayList<>();
  private final Operand<TFloat32> generated;
  private final Op criticStep;
  private final Op generatorStep;
  private final Operand<TFloat32> gradientNorm;

  /** One of four samples, and finer layers up to the size of the signals. */
  GrowingGan(Random random, Waves waves) {
    this.waves = waves;
    real = lab.input(-1, waves.size());
    List<Variable<TFloat32>> ofGenerator = new ArrayList<>();
    List<Variable<TFloat32>> ofCritic = new ArrayList<>();
    List<Dense> draw = new ArrayList<>();
    List<Dense> to = new ArrayList<>();
    List<Dense> from = new ArrayList<>();
    List<Dense> judge = new ArrayList<>();
    for (int i = 0; i <= finer(); i++) {
      draw.add(dense("draw" + i, random, 2, i == 0 ? NOISE : WIDTH, WIDTH, ofGenerator));
      to.add(dense("to" + i, random, 1, WIDTH, samples(i), ofGenerator));
      from.add(dense("from" + i, random, 2, samples(i), WIDTH, ofCritic));
      judge.add(dense("judge" + i, random, 2, WIDTH, i == 0 ? 1 : WIDTH, ofCritic));
    }
    for (int i = 0; i < finer(); i++) {
      Operand<TFloat32> above = tf.math.sub(level, lab.constant(i));
      parts.add(tf.clipByValue(above, lab.constant(0), lab.constant(1)));
    }
    generated = generated(draw, to);
    // Both at once, as each operation adds to the time that a graph takes to be made ready.
    Operand<TFloat32> scores =
        score(tf.concat(List.of(generated, real), tf.constant(0)), from, judge);
    Operand<TFloat32> ofGenerated = rows(scores, 0);
    Operand<TFloat32> ofReal = rows(scores, BATCH);
    Operand<TFloat32> told =
        tf.math.add(tf.math.softplus(ofGenerated), tf.math.softplus(tf.math.neg(ofReal)));
    criticStep = lab.minimize(adam("critic"), lab.mean(told), ofCritic);
    Operand<TFloat32> fooled = lab.mean(tf.math.softplus(tf.math.neg(ofGenerated)));
    generatorStep = lab.minimize(adam("generator"), fooled, ofGenerator);
    gradientNorm = lab.norm(lab.gradients(fooled, ofGenerator));
    lab.initialize();
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

  private Adam adam(String name) {
    return new Adam(lab.graph(), name, RATE, 0.5f, 0.9f, 1e-8f);
  }

  private int finer() {
    return waves.textures();
  }

  /** Of a signal that has so many of the finer layers. */
  private int samples(int finer) {
    return 4 << finer;
  }

  private Operand<TFloat32> rows(Operand<TFloat32> scores, int from) {
    return tf.slice(scores, tf.constant(new int[] {from, 0}), tf.constant(new int[] {BATCH, 1}));
  }

  private Operand<TFloat32> generated(List<Dense> draw, List<Dense> to) {
    Operand<TFloat32> hidden = tf.nn.relu(draw.get(0).apply(noise));
    Operand<TFloat32> signals = to.get(0).apply(hidden);
    for (int i = 1; i <= finer(); i++) {
      hidden = tf.nn.relu(draw.get(i).apply(hidden));
      signals = mixed(i, doubled(signals, samples(i - 1)), to.get(i).apply(hidden));
    }
    return signals;
  }

  private Operand<TFloat32> score(Operand<TFloat32> signals, List<Dense> from, List<Dense> judge) {
    Operand<TFloat32> seen = signals;
    Operand<TFloat32> hidden = tf.nn.relu(from.get(finer()).apply(seen));
    for (int i = finer(); i > 0; i--) {
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
    float[] weights = new float[2 * coarse * coarse];
    for (int fine = 0; fine < 2 * coarse; fine++) {
      weights[fine / 2 * 2 * coarse + fine] = weight;
    }
    return lab.constant(weights, coarse, 2 * coarse);
  }

  /** One step of the critic, and one of the generator: the norm of its gradient. */
  double step(Random random, double level) {
    batch(random, level).target(criticStep).go();
    return batch(random, level).target(generatorStep).fetch(gradientNorm).number();
  }

  private LabRun batch(Random random, double level) {
    return at(level, Draw.normal(random, 1, BATCH * NOISE))
        .feed(real, waves.draw(random, BATCH), BATCH, waves.size());
  }

  private LabRun at(double level, float[] noise) {
    return lab.run()
        .feed(this.level, new float[] {(float) level})
        .feed(this.noise, noise, noise.length / NOISE, NOISE);
  }

  /** Signals. <b>Shape</b> {@code [count, size]} */
  double[] samples(Random random, int count, double level) {
    return at(level, Draw.normal(random, 1, count * NOISE)).fetch(generated).array();
  }

  @Override
  public void close() {
    lab.close();
  }
}
