package io.dptrain.examples.lab.gan;

import io.dptrain.examples.lab.model.Activation;
import io.dptrain.examples.lab.model.Draw;
import io.dptrain.examples.lab.model.LabGraph;
import io.dptrain.examples.lab.model.LabRun;
import io.dptrain.examples.lab.model.Net;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.tensorflow.Operand;
import org.tensorflow.framework.optimizers.Adam;
import org.tensorflow.op.MathOps;
import org.tensorflow.op.Op;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/**
 * A generator that makes fine signals of coarse ones, and a discriminator that judges them.
 *
 * @param error of pixels
 */
record Refiner(
    LabGraph lab,
    Placeholder<TFloat32> coarse,
    Placeholder<TFloat32> real,
    Operand<TFloat32> fake,
    Operand<TFloat32> error,
    Op judge,
    Op generate) {
  private static final int INPUTS = 2 * Textured.COARSE;
  private static final int FINE = Textured.FINE;
  private static final int BATCH = 64;

  /** One whose generator minds the discriminator with a weight, beside the error of pixels. */
  static Refiner of(LabGraph lab, Random random, double weight) {
    double gain = Math.sqrt(2);
    Net generator = Net.of(lab, "generator", random, Activation.RELU, gain, INPUTS, 48, FINE);
    Net discriminator = Net.of(lab, "judge", random, Activation.RELU, gain, FINE, 48, 1);
    Placeholder<TFloat32> coarse = lab.input(BATCH, INPUTS);
    Placeholder<TFloat32> real = lab.input(BATCH, FINE);
    Operand<TFloat32> fake = generator.apply(coarse);
    Operand<TFloat32> ofFake = discriminator.apply(fake);
    Operand<TFloat32> error = lab.meanSquaredError(fake, real);
    MathOps math = lab.tf().math;
    Operand<TFloat32> seen = lab.mean(math.softplus(math.neg(ofFake)));
    Operand<TFloat32> ofReal = math.softplus(math.neg(discriminator.apply(real)));
    Operand<TFloat32> judged = lab.mean(math.add(math.softplus(ofFake), ofReal));
    Op judge = lab.minimize(adam(lab, "judge"), judged, discriminator.variables());
    Operand<TFloat32> both = math.add(error, math.mul(seen, lab.constant(weight)));
    Op generate = lab.minimize(adam(lab, "generate"), both, generator.variables());
    lab.initialize();
    return new Refiner(lab, coarse, real, fake, error, judge, generate);
  }

  private static Adam adam(LabGraph lab, String name) {
    return new Adam(lab.graph(), name, 0.005f, 0.5f, 0.9f, 1e-8f);
  }

  /** Trains both by one step, and gives the signals that were made, and the error of pixels. */
  List<double[]> step(Random random) {
    float[] noisy = Draw.normal(random, 1, BATCH * INPUTS);
    float[] signals = Textured.signals(random, noisy);
    Supplier<LabRun> fed =
        () -> lab.run().feed(coarse, noisy, BATCH, INPUTS).feed(real, signals, BATCH, FINE);
    fed.get().target(judge).go();
    return fed.get().target(generate).fetch(fake).fetch(error).arrays();
  }
}
