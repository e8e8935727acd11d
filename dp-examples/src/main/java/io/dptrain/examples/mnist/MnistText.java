package io.dptrain.examples.mnist;

import io.dptrain.accountant.ledger.BudgetAuthority;
import io.dptrain.accountant.ledger.BudgetReport;
import io.dptrain.core.optimizer.DpOptimizer;
import io.dptrain.core.training.PrivateTrainer;
import io.dptrain.examples.Numbers;
import io.dptrain.examples.Rounded;
import io.dptrain.examples.budget.BudgetText;
import io.dptrain.examples.mnist.data.MnistData;
import io.dptrain.examples.mnist.report.RunSummary;
import io.dptrain.examples.report.PrivacyFacts;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What {@code dp mnist} says before and after training. */
final class MnistText {
  private MnistText() {}

  static void printStart(
      PrintWriter out,
      MnistData data,
      MnistSettings settings,
      Optional<DpOptimizer> optimizer,
      long steps) {
    line(out, "data", data.origin().description());
    data.origin().notes().forEach(note -> line(out, "", note));
    line(
        out,
        "examples",
        String.format(
            Locale.ROOT, "%,d to train, %,d to test", data.train().size(), data.test().size()));
    line(out, "steps", steps + " of expected batch size " + settings.batchSize());
    if (optimizer.isPresent()) {
      DpOptimizer dp = optimizer.get();
      line(
          out,
          "privacy",
          String.format(
              Locale.ROOT,
              "noise multiplier %s, clip norm %s: epsilon %s at delta %s at the end",
              Rounded.noiseMultiplier(dp.plan().noiseMultiplier()),
              Numbers.plain(settings.l2ClipNorm()),
              Rounded.epsilon(dp.ledger().epsilonAfter(steps, settings.delta())),
              Rounded.delta(settings.delta())));
    } else {
      line(out, "privacy", "NONE (--non-private)");
    }
    out.flush();
  }

  /** Where a run goes on. Steps that were charged and are not in the model stay charged. */
  static void printResumed(PrintWriter out, PrivateTrainer trainer) {
    trainer
        .resumedFrom()
        .ifPresent(
            from ->
                line(
                    out,
                    "resumed",
                    String.format(
                        Locale.ROOT,
                        "from the checkpoint after step %,d; %,d steps are charged",
                        from,
                        trainer.steps())));
    out.flush();
  }

  /** What was reached. Printed before the report is written, which can fail. */
  static void printResults(PrintWriter out, RunSummary summary) {
    out.println();
    line(out, "data", summary.data().origin());
    line(out, "test accuracy", String.format(Locale.ROOT, "%.2f %%", 100 * summary.testAccuracy()));
    summary
        .privacy()
        .ifPresentOrElse(
            privacy -> printPrivacy(out, privacy),
            () -> line(out, "privacy", "NONE (--non-private)"));
    line(
        out,
        "sampler",
        String.format(
            Locale.ROOT,
            "%s, probability %.4g, expected batch size %.0f",
            summary.sampling().sampler(),
            summary.sampling().samplingProbability(),
            summary.sampling().expectedBatchSize()));
    line(out, "steps", Long.toString(summary.training().steps()));
    line(out, "time", String.format(Locale.ROOT, "%.0f s", summary.training().seconds()));
    summary.warnings().forEach(warning -> line(out, "note", warning));
    out.flush();
  }

  /** What this run took from a budget, from which others may spend meanwhile. */
  static void printBudget(PrintWriter out, BudgetAuthority authority) {
    BudgetReport report = authority.report();
    double taken =
        authority.reservations().stream()
            .mapToDouble(run -> report.plan(run.number()).share())
            .sum();
    line(
        out,
        "budget",
        String.format(
            Locale.ROOT,
            "%s: this run took %s, %s is left",
            report.data().name(),
            BudgetText.taken(taken),
            BudgetText.left(report.left())));
    out.flush();
  }

  /** Where the report is, and what it lacks. */
  static void printReport(PrintWriter out, List<String> undrawn, Path folder) {
    undrawn.forEach(picture -> line(out, "note", picture));
    line(out, "report", folder.toString());
    out.flush();
  }

  private static void printPrivacy(PrintWriter out, PrivacyFacts privacy) {
    line(
        out,
        "epsilon",
        String.format(
            Locale.ROOT,
            "%s at delta %s (%s accountant); %s by the rdp accountant, order %s",
            Rounded.epsilon(privacy.epsilon()),
            Rounded.delta(privacy.delta()),
            privacy.accountant(),
            Rounded.epsilon(privacy.rdpEpsilon()),
            Numbers.plain(privacy.order())));
    line(out, "neighbors", privacy.neighboringRelation());
    line(
        out,
        "noise",
        String.format(
            Locale.ROOT,
            "multiplier %s, clip norm %s",
            Rounded.noiseMultiplier(privacy.noise().noiseMultiplier()),
            Numbers.plain(privacy.noise().l2ClipNorm())));
    line(out, "noise source", privacy.noise().source());
  }

  private static void line(PrintWriter out, String label, String text) {
    out.printf("%-14s %s%n", label, text);
  }
}
