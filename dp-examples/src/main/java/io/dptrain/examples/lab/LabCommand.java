package io.dptrain.examples.lab;

import io.dptrain.examples.BadInput;
import io.dptrain.examples.Inputs;
import io.dptrain.examples.ReportFlag;
import io.dptrain.examples.RunnerFlags;
import io.dptrain.examples.lab.report.LabText;
import io.dptrain.examples.run.Experiment;
import io.dptrain.examples.run.Result;
import io.dptrain.examples.run.Runner;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dp lab}: claims on stable training, each with the runs that show whether it is so. */
@Command(
    name = "lab",
    description =
        "Lists claims on how training goes wrong and is kept stable; runs those that are named, or"
            + " all, and says which hold. Exit code 1 if one does not.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true)
public final class LabCommand implements Callable<Integer> {
  private static final int DOES_NOT_HOLD = 1;

  private final List<Experiment> experiments;

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "NAME",
      arity = "0..*",
      description = "Experiments to run. Without any, they are listed.")
  private List<String> names = List.of();

  @Option(names = "--all", description = "Run all of them.")
  private boolean all;

  @Mixin private RunnerFlags runner;

  @Mixin private ReportFlag report;

  /** Of all experiments. */
  public LabCommand() {
    this(Experiments.ALL);
  }

  LabCommand(List<Experiment> experiments) {
    this.experiments = List.copyOf(experiments);
  }

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    List<Experiment> chosen = chosen();
    if (chosen.isEmpty()) {
      LabText.list(experiments).forEach(out::println);
      out.println();
      out.println("run one: ./dp lab " + experiments.get(0).name() + "    all: ./dp lab --all");
      out.flush();
      return 0;
    }
    Runner checked = runner.runner();
    LabReport written = new LabReport(report.folder(LabReport.names(experiments)));
    return run(chosen, checked, written) ? 0 : DOES_NOT_HOLD;
  }

  private List<Experiment> chosen() {
    if (all && !names.isEmpty()) {
      throw new BadInput("--all runs every experiment: leave out the name " + names.get(0));
    }
    return Inputs.chosen("NAME", all ? null : names, experiments, Experiment::name);
  }

  /** Draws each as soon as it is known, so that a run that is ended leaves pictures. */
  private boolean run(List<Experiment> chosen, Runner checked, LabReport written) {
    PrintWriter out = spec.commandLine().getOut();
    Map<Result, String> results = new LinkedHashMap<>();
    checked.run(
        chosen, spec.commandLine().getErr(), result -> results.put(result, written.add(result)));
    results.forEach((result, picture) -> print(out, result, picture));
    out.println(summary(List.copyOf(results.keySet())));
    out.println("page: " + written.write());
    out.flush();
    return results.keySet().stream().allMatch(Result::holds);
  }

  private static void print(PrintWriter out, Result result, String picture) {
    out.println("== " + result.experiment().name());
    LabText.lines(result).forEach(out::println);
    out.println(picture);
    out.printf(Locale.ROOT, "time: %.0f s%n%n", result.seconds());
  }

  private static String summary(List<Result> results) {
    List<String> failed =
        results.stream().filter(r -> !r.holds()).map(r -> r.experiment().name()).toList();
    return String.format(
            Locale.ROOT, "%d of %d claims hold", results.size() - failed.size(), results.size())
        + (failed.isEmpty() ? "" : ", not: " + String.join(", ", failed));
  }
}
