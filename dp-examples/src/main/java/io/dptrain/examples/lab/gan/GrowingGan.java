package io.dptrain.examples.lab.gan;

import io.dptrain.core.stability.clip.ClippedOptimizer;
import io.dptrain.core.stability.clip.GradientClipping;
import io.dptrain.examples.lab.model.Draw;
import io.dptrain.examples.lab.model.LabGraph;
import io.dptrain.examples.lab.model.LabRun;
import java.util.List;
import java.util.Random;
import org.tensorflow.Operand;
import org.tensorflow.framework.optimizers.Adam;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/** A GAN whose generator and critic are a {@link Pyramid}, by the loss that does not saturate. */
final class GrowingGan implements AutoCloseable {
  private static final int NOISE = 8;
  private static final int BATCH = 64;
  private static final float RATE = 0.008f;

  private final Waves waves;
  private final LabGraph lab = new LabGraph();
  private final Ops tf = lab.tf();
  private final Pyramid nets;
  private final Placeholder<TFloat32> noise = lab.input(-1, NOISE);
  private final Placeholder<TFloat32> real;
  private final Operand<TFloat32> generated;
  private final Op criticStep;
  private final ClippedOptimizer generatorOptimizer;
  private final Op generatorStep;

  /** One that has a finer layer for each texture of its signals. */
  GrowingGan(Random random, Waves waves) {
    this.waves = waves;
    nets = new Pyramid(lab, random, waves.textures(), NOISE);
    real = lab.input(-1, waves.size());
    generated = nets.signals(noise);
    // Both at once, as each operation adds to the time that a graph takes to be made ready.
    Operand<TFloat32> scores = nets.scores(tf.concat(List.of(generated, real), tf.constant(0)));
    Operand<TFloat32> ofGenerated = rows(scores, 0);
    Operand<TFloat32> ofReal = rows(scores, BATCH);
    Operand<TFloat32> told =
        tf.math.add(tf.math.softplus(ofGenerated), tf.math.softplus(tf.math.neg(ofReal)));
    criticStep = lab.minimize(adam("critic"), lab.mean(told), nets.criticVariables());
    Operand<TFloat32> fooled = lab.mean(tf.math.softplus(tf.math.neg(ofGenerated)));
    generatorOptimizer =
        ClippedOptimizer.wrap(
            adam("generator"), GradientClipping.none(), nets.generatorVariables());
    generatorStep = generatorOptimizer.minimize(fooled);
    lab.initialize();
  }

  private Adam adam(String name) {
    return new Adam(lab.graph(), name, RATE, 0.5f, 0.9f, 1e-8f);
  }

  private Operand<TFloat32> rows(Operand<TFloat32> scores, int from) {
    return tf.slice(scores, tf.constant(new int[] {from, 0}), tf.constant(new int[] {BATCH, 1}));
  }

  /**
   * One step of the critic, and one of the generator: the norm of its gradient.
   *
   * @param level how many of the finer layers are there
   */
  double step(Random random, double level) {
    batch(random, level).target(criticStep).go();
    return batch(random, level)
        .target(generatorStep)
        .fetch(generatorOptimizer.report().normBefore())
        .number();
  }

  private LabRun batch(Random random, double level) {
    return at(level, Draw.normal(random, 1, BATCH * NOISE))
        .feed(real, waves.draw(random, BATCH), BATCH, waves.size());
  }

  private LabRun at(double level, float[] drawn) {
    return lab.run()
        .feed(nets.level(), new float[] {(float) level})
        .feed(noise, drawn, drawn.length / NOISE, NOISE);
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
