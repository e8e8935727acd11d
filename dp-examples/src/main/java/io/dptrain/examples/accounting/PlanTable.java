package io.dptrain.examples.accounting;

import io.dptrain.examples.Numbers;
import io.dptrain.examples.Rounded;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A plan as text. */
final class PlanTable {
  private PlanTable() {}

  static List<String> lines(Plan plan) {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "%s, batch size %,d, %s: %s; delta %s",
            Numbers.count(plan.datasetSize(), "example"),
            plan.batchSize(),
            Numbers.count(plan.epochs(), "epoch"),
            Numbers.count(plan.steps(), "step"),
            Rounded.delta(plan.delta())));
    lines.add("");
    lines.add(row("sampler", "neighbors", "noise / clip norm", "accountant", "epsilon"));
    for (Plan.Row row : plan.rows()) {
      lines.add(
          row(
              row.sampler(),
              row.relation().name(),
              Rounded.noiseMultiplier(row.noiseMultiplier()),
              row.accountant(),
              Rounded.epsilon(row.epsilonAfter().applyAsDouble(plan.steps()))));
    }
    lines.add("");
    lines.add(
        "Quote the row of the sampler that runs. A shuffled loader makes one pass at a time.");
    if (plan.isShown(SamplerChoice.RANDOM_ALLOCATION)) {
      lines.add(
          "Random allocation: each example in one step of each epoch, an epoch being "
              + Numbers.count(plan.stepsPerEpoch(), "step")
              + "; a begun one counts.");
    }
    if (plan.sampler() == null) {
      lines.add(
          "Epsilons under different neighbors promise different things: replacing an example");
      lines.add(
          "moves the sum by two clip norms, so 'twice the noise' is the same noise per move.");
    }
    return lines;
  }

  private static String row(Object... cells) {
    return String.format(Locale.ROOT, "%-32s %-18s %-18s %-11s %s", cells);
  }
}
