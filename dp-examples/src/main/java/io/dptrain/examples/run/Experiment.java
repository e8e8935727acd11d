package io.dptrain.examples.run;

import java.util.List;

/**
 * One claim on how training goes wrong or is kept stable, and the runs that show whether it is so;
 * or a comparison that claims nothing.
 *
 * <p>Implementations are immutable: runs go side by side.
 */
public interface Experiment {

  /** What it is called on the command line: small letters, with hyphens. */
  String name();

  /** What is claimed, or what is compared, in one sentence. */
  String claim();

  /** What is compared, in the order of tables and legends: at least one. */
  List<String> variants();

  /**
   * Runs one variant from one seed. It takes its randomness from the seed alone, so that all
   * variants of a seed meet the same data and the same initial weights; but for the noise and the
   * batches of private training, which nobody may know.
   */
  Finding run(String variant, Trial trial);

  /** What must be found for the claim to hold; none for a comparison that claims nothing. */
  List<Expectation> expectations();

  /** What is drawn, from left to right. */
  List<Panel> panels();

  /**
   * How many steps each run tells {@link Trial#progress} of, at most; 1 for runs that tell of none.
   */
  default int steps() {
    return 1;
  }
}
