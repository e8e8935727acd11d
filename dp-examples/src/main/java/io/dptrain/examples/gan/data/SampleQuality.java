package io.dptrain.examples.gan.data;

/**
 * How well samples cover a ring.
 *
 * <p>A sample is of high quality if its distance from the nearest center is at most {@value
 * #DEVIATIONS} standard deviations. A mode is found if at least {@value #LEAST_SHARE} of all
 * samples are of high quality and nearest to it; an eighth of them would be even.
 *
 * <p><b>Source</b>: Srivastava et al., VEEGAN, 2017, section 5.1, for 2,500 samples and three
 * deviations. One sample makes a mode there; a hundredth of them does here, which is stricter.
 *
 * @param modes how many modes were found
 * @param highQuality the share of samples of high quality, from 0 to 1
 */
public record SampleQuality(int modes, double highQuality) {
  /** The largest distance from a center, in standard deviations. */
  public static final double DEVIATIONS = 3;

  /** The least share of the samples that makes a mode. */
  public static final double LEAST_SHARE = 0.01;

  /**
   * Counts what samples hit.
   *
   * @param samples at least one; one that is not finite hits nothing. <b>Shape</b> {@code [count,
   *     2]}
   */
  public static SampleQuality of(Ring ring, float[][] samples) {
    int[] hits = new int[ring.modes()];
    int good = 0;
    for (float[] sample : samples) {
      int mode = ring.nearest(sample);
      if (ring.deviations(sample, mode) <= DEVIATIONS) {
        hits[mode]++;
        good++;
      }
    }
    int found = 0;
    for (int count : hits) {
      found += count >= LEAST_SHARE * samples.length ? 1 : 0;
    }
    return new SampleQuality(found, (double) good / samples.length);
  }
}
