package io.dptrain.examples.lab.gan;

import io.dptrain.examples.lab.model.LabGraph;
import java.util.List;
import java.util.Random;
import org.tensorflow.Operand;
import org.tensorflow.framework.optimizers.Adam;
import org.tensorflow.op.Op;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/**
 * A discriminator that trains on batches that are all real or all generated, and is watched on
 * batches of both kinds.
 *
 * @param right scores of real images, then those of generated ones with the other sign: all are to
 *     be positive
 * @param ofBoth scores of a batch of both kinds
 */
record BatchJudge(
    LabGraph lab,
    Placeholder<TFloat32> real,
    Placeholder<TFloat32> fake,
    Placeholder<TFloat32> both,
    Operand<TFloat32> right,
    Operand<TFloat32> ofBoth,
    Op update) {
  /** Images of one kind. */
  static final int BATCH = 64;

  private static final int PIXELS = StripedImages.PIXELS;

  static BatchJudge of(LabGraph lab, Random random, boolean isByBatch) {
    var discriminator = NormalizedDiscriminator.of(lab, random, PIXELS, isByBatch);
    Placeholder<TFloat32> real = lab.input(BATCH, PIXELS);
    Placeholder<TFloat32> fake = lab.input(BATCH, PIXELS);
    Placeholder<TFloat32> both = lab.input(2 * BATCH, PIXELS);
    Operand<TFloat32> ofReal = discriminator.score(real);
    Operand<TFloat32> ofFake = lab.tf().math.neg(discriminator.score(fake));
    Operand<TFloat32> right = lab.tf().concat(List.of(ofReal, ofFake), lab.tf().constant(0));
    Operand<TFloat32> ofBoth = discriminator.score(both);
    Op update = new Adam(lab.graph(), 0.01f).minimize(lab.mean(discriminator.lossesOfReal(right)));
    lab.initialize();
    return new BatchJudge(lab, real, fake, both, right, ofBoth, update);
  }

  /** Trains by one step, and gives {@link #right} and {@link #ofBoth}. */
  List<double[]> step(Random random) {
    return lab.run()
        .feed(real, StripedImages.real(random, BATCH), BATCH, PIXELS)
        .feed(fake, StripedImages.generated(random, BATCH), BATCH, PIXELS)
        .feed(both, StripedImages.mixed(random, BATCH), 2 * BATCH, PIXELS)
        .target(update)
        .fetch(right)
        .fetch(ofBoth)
        .arrays();
  }
}
