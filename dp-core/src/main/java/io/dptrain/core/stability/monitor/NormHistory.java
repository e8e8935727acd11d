package io.dptrain.core.stability.monitor;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The norms of a gradient or of parameters so far, and the largest norm that the next step may
 * have.
 *
 * <p>Norms may grow in good training, too: a model that leaves a plateau, a variable that starts at
 * zero. So moderate growth counts only if it lasts and the loss is worse than at the start, and
 * growth without regard to the loss only by a far larger factor.
 */
final class NormHistory {
  /** What tells the history of a gradient from that of parameters. */
  record Rule(double factor, double burst, double floor, boolean burstAgainstRecent) {}

  private final Rule rule;
  private final TrainingMonitorBuilder.Thresholds thresholds;
  private final Window start;
  private final Window recent;
  private final Map<String, Window> startOfEach = new HashMap<>();
  private int stepsAbove;

  NormHistory(Rule rule, TrainingMonitorBuilder.Thresholds thresholds) {
    this.rule = rule;
    this.thresholds = thresholds;
    this.start = new Window(thresholds.startSteps());
    this.recent = new Window(thresholds.startSteps());
  }

  /**
   * <b>Formula</b>: {@code factor} times the norm at the start once that was exceeded in all of the
   * last steps and {@code lossIsWorse}, otherwise {@code burst} times the norm at the start (for
   * gradients, if that is larger, the median of the last ones); infinite before the first norm.
   * <b>Source</b>: none; the rules and their numbers are chosen on the runs of {@code
   * TrainingRunsTest}.
   */
  double limit(boolean lossIsWorse) {
    if (start.isEmpty()) {
      return Double.POSITIVE_INFINITY;
    }
    double burstBase = rule.burstAgainstRecent ? Math.max(base(), recent.median()) : base();
    double burst = rule.burst * burstBase;
    boolean sustained = stepsAbove >= thresholds.sustainedSteps() - 1;
    return sustained && lossIsWorse ? Math.min(burst, rule.factor * base()) : burst;
  }

  /** Takes in the norms of a step. */
  void add(double total, List<Measured> norms, boolean good) {
    boolean above = !start.isEmpty() && total > rule.factor * base();
    stepsAbove = above ? stepsAbove + 1 : 0;
    recent.add(total);
    if (good && total > 0) {
      start.addIfNotFull(total);
      norms.forEach(norm -> startOf(norm.name()).addIfNotFull(norm.value()));
    }
  }

  /** Forgets growth that a roll-back undid. */
  void rolledBack() {
    stepsAbove = 0;
  }

  /** The variables that grew by more than the factor, the fastest first. */
  List<String> grown(List<Measured> norms) {
    return norms.stream()
        .filter(norm -> growth(norm) > rule.factor)
        .sorted(Comparator.comparingDouble(this::growth).reversed())
        .map(Measured::name)
        .toList();
  }

  private double growth(Measured norm) {
    Window own = startOf(norm.name());
    double before = own.isEmpty() ? base() : Math.max(own.median(), rule.floor);
    return norm.value() / before;
  }

  private double base() {
    return Math.max(start.median(), rule.floor);
  }

  private Window startOf(String variable) {
    return startOfEach.computeIfAbsent(variable, name -> new Window(thresholds.startSteps()));
  }
}
