package io.dptrain.examples.mnist.data;

/**
 * The random numbers behind one synthetic digit: SplitMix64, written out so that every Java gives
 * the same digits.
 *
 * <p>Not for privacy noise. Not thread-safe; each digit has a generator of its own, which lets
 * digits be drawn in any order and by any number of threads.
 *
 * <p><b>Source:</b> Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators", 2014,
 * figures 15 and 16.
 */
final class DigitRandom {
  private static final long GAMMA = 0x9E3779B97F4A7C15L;

  private long state;

  /** The generator of one digit of one set; sets with different streams share no digit. */
  DigitRandom(long stream, int digit) {
    state = mix(mix(stream) + digit * GAMMA);
  }

  private static long mix(long z) {
    long a = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    long b = (a ^ (a >>> 27)) * 0x94D049BB133111EBL;
    return b ^ (b >>> 31);
  }

  private long next() {
    state += GAMMA;
    return mix(state);
  }

  /** Uniform on [0, 1). */
  double uniform() {
    return (next() >>> 11) * 0x1.0p-53;
  }

  /** Uniform on [low, high). */
  double uniform(double low, double high) {
    return low + (high - low) * uniform();
  }

  /** Between -width and width, most often near zero: the triangular distribution. */
  double spread(double width) {
    double first = uniform();
    double second = uniform();
    return width * (first - second);
  }

  /** Uniform on 0 to bound - 1. */
  int below(int bound) {
    return (int) (uniform() * bound);
  }
}
