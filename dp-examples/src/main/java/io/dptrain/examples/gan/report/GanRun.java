package io.dptrain.examples.gan.report;

import io.dptrain.examples.gan.data.SampleQuality;
import io.dptrain.examples.report.PrivacyFacts;
import java.util.List;
import java.util.Optional;

/**
 * What one run of one variant reached.
 *
 * @param seed of the run
 * @param checks quality over time; the last one is that of the end
 * @param snapshots samples over time; empty but for the first seed
 * @param steps of the discriminator, each followed by one of the generator
 * @param privacy the guarantee, if the discriminator was private
 * @param seconds how long it took
 */
public record GanRun(
    int seed,
    List<Check> checks,
    List<Snapshot> snapshots,
    long steps,
    Optional<PrivacyFacts> privacy,
    double seconds) {

  /** Copies the lists, and requires a check. */
  public GanRun {
    checks = List.copyOf(checks);
    snapshots = List.copyOf(snapshots);
    if (checks.isEmpty()) {
      throw new IllegalArgumentException("checks must be at least one, but are none");
    }
  }

  /** The quality after a number of steps. */
  public record Check(long step, SampleQuality quality) {}

  /** Samples after a number of steps. <b>Shape</b> {@code [count, 2]}. */
  public record Snapshot(long step, List<float[]> samples) {}

  /** The quality at the end. */
  public SampleQuality end() {
    return checks.get(checks.size() - 1).quality();
  }
}
