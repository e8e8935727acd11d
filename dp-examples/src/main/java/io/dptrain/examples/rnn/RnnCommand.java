package io.dptrain.examples.rnn;

import io.dptrain.accountant.event.DeltaRule;
import io.dptrain.examples.ReportFlag;
import io.dptrain.examples.report.Json;
import io.dptrain.examples.report.OutputFolder;
import io.dptrain.examples.report.PrivacyFacts;
import io.dptrain.examples.rnn.model.CellKind;
import io.dptrain.examples.rnn.report.RnnJson;
import io.dptrain.examples.rnn.report.RnnPictures;
import io.dptrain.examples.rnn.report.RnnTable;
import io.dptrain.examples.rnn.report.Row;
import io.dptrain.examples.rnn.train.AddingExperiment;
import io.dptrain.examples.run.Runner;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
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
  private static final String SUMMARY = "summary.json";

  @Spec private CommandSpec spec;

  @Mixin private RnnFlags flags;

  @Mixin private ReportFlag report;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    Runner runner = flags.runner();
    OutputFolder folder = report.folder(names());
    long start = System.nanoTime();
    List<AddingExperiment> experiments = flags.experiments();
    List<Row> rows = new ArrayList<>();
    runner.run(experiments, spec.commandLine().getErr(), result -> rows.addAll(Row.of(result)));
    double seconds = (System.nanoTime() - start) / 1e9;
    Optional<PrivacyFacts> privacy = privacy(rows);
    int trainSize = experiments.get(0).data().train().size();
    List<String> warnings = new ArrayList<>();
    privacy.flatMap(facts -> facts.warning(trainSize)).ifPresent(warnings::add);
    privacy
        .flatMap(facts -> DeltaRule.warning(facts.delta(), trainSize))
        .ifPresent(warning -> spec.commandLine().getErr().println("WARNING: " + warning));
    RnnTable.of(rows).forEach(out::println);
    RnnTable.privacy(rows).forEach(out::println);
    printNotes(out, warnings);
    out.printf(Locale.ROOT, "time: %.0f s%n", seconds);
    out.flush(); // before the report is written, which can fail
    List<String> undrawn = draw(folder, rows);
    warnings.addAll(undrawn);
    folder.writeSummary(SUMMARY, Json.indented(RnnJson.of(rows, seconds, warnings)));
    printNotes(out, undrawn);
    out.println("report: " + folder.path());
    out.flush();
    return 0;
  }

  /** All files that a report may have. */
  private static List<String> names() {
    return Stream.concat(
            Stream.of(SUMMARY),
            Stream.of(CellKind.values()).flatMap(cell -> RnnPictures.names(cell).stream()))
        .toList();
  }

  private static Optional<PrivacyFacts> privacy(List<Row> rows) {
    return rows.stream().flatMap(row -> row.privacy().stream()).findFirst();
  }

  private static void printNotes(PrintWriter out, List<String> notes) {
    notes.forEach(note -> out.println("note: " + note));
  }

  /** A sentence for each picture that could not be drawn. */
  private static List<String> draw(OutputFolder folder, List<Row> rows) {
    return rows.stream()
        .collect(Collectors.groupingBy(row -> row.of().cell(), TreeMap::new, Collectors.toList()))
        .values()
        .stream()
        .flatMap(ofCell -> RnnPictures.of(ofCell).entrySet().stream())
        .flatMap(picture -> folder.writePicture(picture.getKey(), picture.getValue()).stream())
        .toList();
  }
}
