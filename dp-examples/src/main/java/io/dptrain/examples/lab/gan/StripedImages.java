package io.dptrain.examples.lab.gan;

import java.util.Arrays;
import java.util.Random;

/** Images of one brightness and noise; generated ones have a faint stripe. */
final class StripedImages {
  static final int PIXELS = 16;
  private static final double STRIPE = 0.2;
  private static final double NOISE = 0.4;

  private StripedImages() {}

  /** Real images, each of its own brightness. */
  static float[] real(Random random, int size) {
    return images(random, size, false, false);
  }

  /** Generated images of one batch, all of the same brightness. */
  static float[] generated(Random random, int size) {
    return images(random, size, true, true);
  }

  private static float[] images(Random random, int size, boolean isStriped, boolean isAlike) {
    float[] pixels = new float[size * PIXELS];
    double brightness = random.nextGaussian();
    for (int i = 0; i < pixels.length; i++) {
      if (i % PIXELS == 0 && !isAlike) {
        brightness = random.nextGaussian();
      }
      double stripe = isStriped ? (i % 2 == 0 ? STRIPE : -STRIPE) : 0;
      pixels[i] = (float) (brightness + stripe + NOISE * random.nextGaussian());
    }
    return pixels;
  }

  /** Real images, then as many generated ones, each as from another batch. */
  static float[] mixed(Random random, int size) {
    float[] all = Arrays.copyOf(real(random, size), 2 * size * PIXELS);
    System.arraycopy(images(random, size, true, false), 0, all, size * PIXELS, size * PIXELS);
    return all;
  }
}
