package io.dptrain.examples.gan.model;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** What the two networks minimize, of the scores that the discriminator gives. */
public enum Objective {
  /**
   * The discriminator tells classes apart; the generator wants its samples to be taken for real.
   *
   * <p><b>Formula</b>: {@code log(1 + exp(-d_real)) + log(1 + exp(d_fake))}, and {@code log(1 +
   * exp(-d_fake))}. <b>Source</b>: Goodfellow et al., Generative Adversarial Nets, 2014, section 3.
   */
  NON_SATURATING {
    @Override
    Operand<TFloat32> discriminator(Ops tf, Operand<TFloat32> real, Operand<TFloat32> fake) {
      return tf.math.add(tf.math.softplus(tf.math.neg(real)), tf.math.softplus(fake));
    }

    @Override
    Operand<TFloat32> generator(Ops tf, Operand<TFloat32> fake) {
      return tf.math.softplus(tf.math.neg(fake));
    }
  },

  /**
   * The discriminator is a critic that estimates a distance.
   *
   * <p><b>Formula</b>: {@code d_fake - d_real}, and {@code -d_fake}. <b>Source</b>: Arjovsky et
   * al., Wasserstein GAN, 2017, algorithm 1.
   */
  WASSERSTEIN {
    @Override
    Operand<TFloat32> discriminator(Ops tf, Operand<TFloat32> real, Operand<TFloat32> fake) {
      return tf.math.sub(fake, real);
    }

    @Override
    Operand<TFloat32> generator(Ops tf, Operand<TFloat32> fake) {
      return tf.math.neg(fake);
    }
  };

  /** <b>Shape</b> {@code [batch], [batch] -> [batch]}: one pair for each entry. */
  abstract Operand<TFloat32> discriminator(Ops tf, Operand<TFloat32> real, Operand<TFloat32> fake);

  /** <b>Shape</b> {@code [batch] -> [batch]}. */
  abstract Operand<TFloat32> generator(Ops tf, Operand<TFloat32> fake);
}
