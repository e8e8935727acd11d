package io.dptrain.examples.gan.report;

import io.dptrain.examples.report.Median;
import io.dptrain.examples.report.PrivacyFacts;
import io.dptrain.examples.run.Finding;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;

/**
 * All runs of one variant. Each found {@link #MODES} over its steps and at its end, {@link
 * #HIGH_QUALITY}, {@link #SECONDS}, {@link Snapshots}, and {@link PrivacyFacts} if the
 * discriminator was private.
 *
 * @param id its name on the command line
 * @param control its control in words
 * @param runs by seed, from 1 on, at least one
 */
public record VariantResult(String id, String control, List<Finding> runs) {
  /** How many modes samples hit. */
  public static final String MODES = "modes";

  /** The share of samples of high quality at the end. */
  public static final String HIGH_QUALITY = "high quality";

  /** How long a run took. */
  public static final String SECONDS = "seconds";

  /** Copies the list, and requires a run. */
  public VariantResult {
    runs = List.copyOf(runs);
    if (runs.isEmpty()) {
      throw new IllegalArgumentException("runs must be at least one, but are none");
    }
  }

  /** The modes of each run at its end. */
  DoubleStream modes() {
    return runs.stream().mapToDouble(run -> run.number(MODES));
  }

  /** In how many runs the samples at the end had so many modes. */
  int runsWith(int modes) {
    return (int) modes().filter(found -> found == modes).count();
  }

  /** The median over the runs of the modes at the end. */
  double medianModes() {
    return Median.of(modes().toArray());
  }

  /** The median over the runs of the share of samples of high quality at the end. */
  double medianHighQuality() {
    return Median.of(runs.stream().mapToDouble(run -> run.number(HIGH_QUALITY)).toArray());
  }

  /** The largest epsilon of a run, if the discriminator was private. */
  public Optional<PrivacyFacts> privacy() {
    return runs.stream()
        .flatMap(run -> run.fact(PrivacyFacts.class).stream())
        .max(Comparator.comparingDouble(PrivacyFacts::epsilon));
  }
}
