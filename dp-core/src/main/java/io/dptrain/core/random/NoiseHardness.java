package io.dptrain.core.random;

/** How far the noise of a {@link NoiseSource} can be trusted, as a label for reports. */
public enum NoiseHardness {
  /**
   * The bits cannot be predicted without breaking the cipher; the normal values are drawn and added
   * in floating point. Not hardened against attacks that look at which floating-point numbers an
   * output can take (Mironov, CCS 2012; arXiv 2112.05307).
   */
  STATISTICAL_FLOAT("cryptographically strong, statistical float sampling"),

  /** Reproducible from a seed: no privacy at all. */
  SEEDED_FOR_TESTS("seeded, reproducible, for tests only: not private");

  private final String label;

  NoiseHardness(String label) {
    this.label = label;
  }

  /** The wording that belongs into a privacy report. */
  public String label() {
    return label;
  }
}
