package io.dptrain.examples.gan.report;

import io.dptrain.examples.gan.data.SampleQuality;
import io.dptrain.examples.report.Median;
import io.dptrain.examples.report.PrivacyFacts;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * All runs of one variant.
 *
 * @param id its name on the command line
 * @param description its control in words
 * @param runs by seed, at least one
 */
public record VariantResult(String id, String description, List<GanRun> runs) {

  /** Copies the list, and requires a run. */
  public VariantResult {
    runs = List.copyOf(runs);
    if (runs.isEmpty()) {
      throw new IllegalArgumentException("runs must be at least one, but are none");
    }
  }

  /** In how many runs the samples at the end had so many modes. */
  public int runsWith(int modes) {
    return (int) runs.stream().filter(run -> run.end().modes() == modes).count();
  }

  /** The median over the runs of the modes at the end. */
  public double medianModes() {
    return medianAtEnd(SampleQuality::modes);
  }

  /** The median over the runs of the share of samples of high quality at the end. */
  public double medianHighQuality() {
    return medianAtEnd(SampleQuality::highQuality);
  }

  /** The mean over the runs of the modes at one of the checks, counted from zero. */
  public double meanModesAt(int check) {
    return runs.stream()
        .mapToInt(run -> run.checks().get(check).quality().modes())
        .average()
        .orElseThrow();
  }

  /** The largest epsilon of a run, if the discriminator was private. */
  public Optional<PrivacyFacts> privacy() {
    return runs.stream()
        .flatMap(run -> run.privacy().stream())
        .max((one, other) -> Double.compare(one.epsilon(), other.epsilon()));
  }

  private double medianAtEnd(ToDoubleFunction<SampleQuality> value) {
    return Median.of(runs.stream().map(GanRun::end).mapToDouble(value).toArray());
  }
}
