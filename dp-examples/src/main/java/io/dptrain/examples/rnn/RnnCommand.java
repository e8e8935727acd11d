package io.dptrain.examples.rnn;

import io.dptrain.accountant.event.DeltaRule;
import io.dptrain.examples.FileFlag;
import io.dptrain.examples.progress.ProgressDisplay;
import io.dptrain.examples.progress.RunsProgress;
import io.dptrain.examples.report.OutputFolder;
import io.dptrain.examples.rnn.model.CellKind;
import io.dptrain.examples.rnn.report.RnnJson;
import io.dptrain.examples.rnn.report.RnnTable;
import io.dptrain.examples.rnn.report.Row;
import io.dptrain.examples.rnn.train.AddingData;
import io.dptrain.examples.rnn.train.Experiment;
import io.dptrain.examples.rnn.train.Outcome;
import io.dptrain.examples.rnn.train.RnnSettings;
import io.dptrain.examples.rnn.train.Variant;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code dp rnn}: what clipping does to recurrent networks, on the adding problem. */
@Command(
    name = "rnn",
    description =
        "Train recurrent networks on the adding problem with and without clipping, and see which"
            + " seeds solve it, stall or diverge.",
    footer = {"", "The table of docs/rnn.md, in about twelve minutes: ./dp rnn --seeds 10"},
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true)
public final class RnnCommand implements Callable<Integer> {
  private static final int TEST_SIZE = 500;

  @Spec private CommandSpec spec;

  @Mixin private RnnFlags flags;

  @Option(
      names = "--report",
      paramLabel = "DIR",
      defaultValue = "dp-report-rnn",
      description = "Folder for the report. Default: ${DEFAULT-VALUE}.")
  private String report;

  @Override
  public Integer call() {
    List<Variant> variants = flags.variants();
    Map<CellKind, RnnSettings> settings = flags.settings();
    OutputFolder folder =
        OutputFolder.at("--report", FileFlag.path("--report", report, "folder"), RnnReport.names());
    long start = System.nanoTime();
    List<Row> rows = Row.of(run(flags.tasks(settings, variants)));
    double seconds = (System.nanoTime() - start) / 1e9;
    RnnReport written = new RnnReport(folder, settings);
    RnnJson.Facts facts = facts(seconds);
    facts = facts.withWarnings(written.warnings(rows, facts));
    if (rows.stream().anyMatch(row -> row.epsilon().isPresent())) {
      DeltaRule.warning(facts.delta(), facts.trainSize())
          .ifPresent(warning -> spec.commandLine().getErr().println("WARNING: " + warning));
    }
    PrintWriter out = spec.commandLine().getOut();
    printResults(out, rows, facts);
    printNotes(out, written.write(rows, facts));
    out.println("report: " + folder.path());
    out.flush();
    return 0;
  }

  private RnnJson.Facts facts(double seconds) {
    return new RnnJson.Facts(
        flags.length(), flags.datasetSize(), TEST_SIZE, flags.delta(), seconds, List.of());
  }

  /** Printed before the report is written, which can fail. */
  private static void printResults(PrintWriter out, List<Row> rows, RnnJson.Facts facts) {
    out.print(RnnTable.of(rows));
    out.print(RnnTable.privacy(rows, facts.delta()));
    printNotes(out, facts.warnings());
    out.printf(Locale.ROOT, "time: %.0f s%n", facts.seconds());
    out.flush();
  }

  private static void printNotes(PrintWriter out, List<String> notes) {
    notes.forEach(note -> out.println("note: " + note));
  }

  private List<Outcome> run(List<Experiment.Task> tasks) {
    AddingData data = AddingData.draw(flags.datasetSize(), TEST_SIZE, flags.length());
    long steps = tasks.stream().mapToLong(task -> task.settings().steps()).sum();
    ProgressDisplay display = ProgressDisplay.of(steps, spec.commandLine().getErr());
    try (RunsProgress progress = new RunsProgress(tasks.size(), steps, display)) {
      return new Experiment(data, flags.delta(), flags.threads())
          .run(
              tasks,
              new Experiment.Listener(
                  progress::stepped, outcome -> progress.ended(outcome.description())));
    }
  }
}
