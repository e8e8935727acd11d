package io.dptrain.examples.mnist;

import io.dptrain.accountant.ledger.BudgetAuthority;
import io.dptrain.accountant.ledger.BudgetReport;
import io.dptrain.core.optimizer.DpOptimizer;
import io.dptrain.core.optimizer.StepReport;
import io.dptrain.core.sampling.PoissonSampling;
import io.dptrain.core.training.Evaluation;
import io.dptrain.core.training.PrivateTrainer;
import io.dptrain.core.training.TrainingListener;
import io.dptrain.examples.Guarantees;
import io.dptrain.examples.Numbers;
import io.dptrain.examples.Rounded;
import io.dptrain.examples.budget.BudgetText;
import io.dptrain.examples.mnist.data.MnistData;
import io.dptrain.examples.mnist.report.RunSummary;
import io.dptrain.examples.mnist.train.MnistSettings;
import io.dptrain.examples.mnist.train.MnistTraining;
import io.dptrain.examples.progress.ProgressDisplay;
import io.dptrain.examples.report.PrivacyJson;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/** What {@code dp mnist} says: on standard output, and on standard error how far it is. */
final class MnistText implements TrainingListener {
  private static final String NO_PRIVACY = "NONE (--non-private)";

  private final PrintWriter out;
  private final PrintWriter err;
  private final double delta;
  private final Set<String> downloads = new HashSet<>();
  private ProgressDisplay progress;
  private String tested = "";

  MnistText(PrintWriter out, PrintWriter err, double delta) {
    this.out = out;
    this.err = err;
    this.delta = delta;
  }

  /** A file is said once, when its download begins. */
  void downloading(String file, long size) {
    if (downloads.add(file)) {
      out.printf(Locale.ROOT, "downloading %s (%.1f MB)%n", file, size / 1e6);
      out.flush();
    }
  }

  /** What is going to run. */
  void start(MnistData data, MnistSettings settings, MnistTraining training) {
    line("data", "%s", data.origin().description());
    data.origin().notes().forEach(note -> line("", "%s", note));
    line("examples", "%,d to train, %,d to test", data.train().size(), data.test().size());
    line("steps", "%d of expected batch size %d", training.steps(), settings.batchSize());
    if (training.optimizer().isPresent()) {
      DpOptimizer dp = training.optimizer().get();
      long left = Math.max(0, training.steps() - dp.ledger().steps()); // of a run that goes on
      line(
          "privacy",
          "noise multiplier %s, clip norm %s: epsilon %s at delta %s at the end",
          Rounded.noiseMultiplier(dp.plan().noiseMultiplier()),
          Numbers.plain(settings.l2ClipNorm()),
          Rounded.epsilon(dp.ledger().epsilonAfter(left, delta)),
          Rounded.delta(delta));
      sampler(dp, dp.ledger().steps() + left);
    } else {
      line("privacy", NO_PRIVACY);
    }
  }

  /** What another sampler than the usual one gains or costs. */
  private void sampler(DpOptimizer dp, long steps) {
    if (!(dp.plan().sampling() instanceof PoissonSampling)) {
      line("sampler", "%s", dp.plan().sampling().description());
      line("", "%s", Guarantees.besidePoisson(dp, steps, delta));
    }
  }

  /** Where a run goes on. Steps that were charged and are not in the model stay charged. */
  @Override
  public void started(PrivateTrainer trainer) {
    progress = ProgressDisplay.of(trainer.planned(), "step", err);
    String resumed = "from the checkpoint after step %,d; %,d steps are charged";
    trainer.resumedFrom().ifPresent(from -> line("resumed", resumed, from, trainer.steps()));
  }

  @Override
  public void evaluated(PrivateTrainer trainer, Evaluation evaluation, double accuracy) {
    tested = String.format(Locale.ROOT, " acc %.1f%% at step %d", 100 * accuracy, trainer.steps());
  }

  /** In few words, because a line of 80 columns must hold them beside a bar. */
  @Override
  public void stepped(PrivateTrainer trainer, Optional<StepReport> report) {
    OptionalDouble spent = trainer.epsilon(delta);
    String epsilon = spent.isPresent() ? " epsilon " + Rounded.epsilon(spent.getAsDouble()) : "";
    progress.show(trainer.steps(), epsilon + tested);
  }

  @Override
  public void ended(PrivateTrainer trainer) {
    progress.close();
  }

  /** What was reached. Printed before the report is written, which can fail. */
  void results(RunSummary summary) {
    PrivacyJson privacy = summary.privacy();
    out.println();
    line("data", "%s", summary.dataOrigin());
    line("test accuracy", "%.2f %%", 100 * summary.testAccuracy());
    if (summary.privatelyTrained()) {
      printPrivacy(privacy);
    } else {
      line("privacy", NO_PRIVACY);
    }
    line(
        "sampler",
        "%s, probability %.4g, expected batch size %.0f",
        privacy.sampling().sampler(),
        privacy.sampling().samplingProbability(),
        privacy.sampling().expectedBatchSize());
    line("steps", "%d", summary.steps());
    line("time", "%.0f s", summary.seconds());
    summary.warnings().forEach(warning -> line("note", "%s", warning));
  }

  private void printPrivacy(PrivacyJson privacy) {
    line(
        "epsilon",
        "%s at delta %s (%s accountant); %s",
        Rounded.epsilon(privacy.epsilon()),
        Rounded.delta(privacy.delta()),
        privacy.accountant(),
        privacy.rdpEpsilon() == null
            ? "the rdp accountant knows no bound for this sampler"
            : Rounded.epsilon(privacy.rdpEpsilon())
                + " by the rdp accountant, order "
                + Numbers.plain(privacy.order()));
    line("neighbors", "%s", privacy.neighboringRelation());
    line(
        "noise",
        "multiplier %s, clip norm %s",
        Rounded.noiseMultiplier(privacy.noiseMultiplier()),
        Numbers.plain(privacy.l2ClipNorm()));
    line("noise source", "%s", privacy.noiseSource());
  }

  /** What this run took from a budget, from which others may spend meanwhile. */
  void budget(BudgetAuthority authority) {
    BudgetReport report = authority.report();
    double taken =
        authority.reservations().stream()
            .mapToDouble(run -> report.plan(run.number()).share())
            .sum();
    line(
        "budget",
        "%s: this run took %s, %s is left",
        report.data().name(),
        BudgetText.taken(taken),
        BudgetText.left(report.left()));
  }

  /** Where the report is, and what it lacks. */
  void report(List<String> undrawn, Path folder) {
    undrawn.forEach(picture -> line("note", "%s", picture));
    line("report", "%s", folder);
  }

  private void line(String label, String format, Object... values) {
    out.printf("%-14s %s%n", label, String.format(Locale.ROOT, format, values));
    out.flush();
  }
}
