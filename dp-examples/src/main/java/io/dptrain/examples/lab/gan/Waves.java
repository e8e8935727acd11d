package io.dptrain.examples.lab.gan;

import java.util.Random;

/**
 * Signals that differ on each scale: a wave of one of eight phases, and on each quarter of it
 * textures of random sign, whose periods are two, four and so on, up to the quarter.
 *
 * @param textures how many
 */
record Waves(int textures) {
  private static final int PHASES = 8;
  private static final double AMPLITUDE = 1.5;
  private static final double TEXTURE = 0.2;
  private static final double NOISE = 0.05;

  /** Samples of a signal. */
  int size() {
    return 4 * quarter();
  }

  private int quarter() {
    return 1 << textures;
  }

  /** <b>Shape</b> {@code [count, size]} */
  float[] draw(Random random, int count) {
    float[] samples = new float[count * size()];
    int phase = 0;
    int signs = 0;
    for (int i = 0; i < samples.length; i++) {
      phase = i % size() == 0 ? random.nextInt(PHASES) : phase;
      signs = i % quarter() == 0 ? random.nextInt(quarter()) : signs;
      double turns = (double) i / size() + (double) phase / PHASES;
      samples[i] =
          (float)
              (AMPLITUDE * Math.sin(2 * Math.PI * turns)
                  + TEXTURE * texture(i, signs)
                  + NOISE * random.nextGaussian());
    }
    return samples;
  }

  /** A sum of square waves: each bit of a place is one, and each bit of signs turns one over. */
  private int texture(int place, int signs) {
    return textures - 2 * Integer.bitCount((place ^ signs) % quarter());
  }
}
