package io.dptrain.core.training;

import java.util.Map;

/** The best of the values of an evaluation so far, and how many came since. Not thread safe. */
final class Trend {
  private final Evaluation evaluation;
  private final boolean largest;
  private double best = Double.NaN;
  private long step;
  private long since;

  /**
   * Nothing was seen yet.
   *
   * @param largest whether larger is better
   */
  Trend(Evaluation evaluation, boolean largest) {
    this.evaluation = evaluation;
    this.largest = largest;
  }

  Evaluation evaluation() {
    return evaluation;
  }

  /** Whether there was a value that is a number. */
  boolean hasBest() {
    return !Double.isNaN(best);
  }

  /** After how many steps the best was measured. */
  long step() {
    return step;
  }

  /** How many values came since the best, none of which was better. */
  long since() {
    return since;
  }

  /**
   * Takes a value in, and says whether it is better than all before; what is not a number is not.
   */
  boolean improves(double value, long at) {
    boolean better =
        !Double.isNaN(value) && (Double.isNaN(best) || (largest ? value > best : value < best));
    if (better) {
      best = value;
      step = at;
      since = 0;
    } else {
      since++;
    }
    return better;
  }

  /** Adds what a checkpoint must keep of it. */
  void write(Map<String, String> notes) {
    notes.put(key(), best + " " + step + " " + since);
  }

  /** Goes on from what a checkpoint kept. */
  void read(Map<String, String> notes) {
    String kept = notes.get(key());
    if (kept != null) {
      String[] parts = kept.split(" ", -1);
      best = Double.parseDouble(parts[0]);
      step = Long.parseLong(parts[1]);
      since = Long.parseLong(parts[2]);
    }
  }

  private String key() {
    return (largest ? "largest " : "smallest ") + evaluation.name();
  }
}
