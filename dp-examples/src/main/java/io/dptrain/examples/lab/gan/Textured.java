package io.dptrain.examples.lab.gan;

import java.util.Random;

/** Signals of sixteen samples: coarse values, each four times, and a texture of random sign. */
final class Textured {
  /** Coarse values of a signal, and samples of each. */
  static final int COARSE = 4;

  /** Samples of a signal. */
  static final int FINE = COARSE * COARSE;

  private static final float TEXTURE = 0.5f;

  private Textured() {}

  /** Signals whose coarse values are the first half of each row; the second half is noise. */
  static float[] signals(Random random, float[] rows) {
    float[] signals = new float[rows.length / (2 * COARSE) * FINE];
    float sign = 1;
    for (int i = 0; i < signals.length; i++) {
      if (i % COARSE == 0) {
        sign = random.nextBoolean() ? TEXTURE : -TEXTURE;
      }
      float coarse = rows[i / FINE * 2 * COARSE + i % FINE / COARSE];
      signals[i] = coarse + (i % 2 == 0 ? sign : -sign);
    }
    return signals;
  }

  /** The energy of the texture, over that of real signals. */
  static double energy(double[] signals) {
    double energy = 0;
    for (int i = 0; i < signals.length; i += COARSE) {
      double texture = (signals[i] - signals[i + 1] + signals[i + 2] - signals[i + 3]) / COARSE;
      energy += texture * texture;
    }
    return energy * COARSE / signals.length / (TEXTURE * TEXTURE);
  }
}
