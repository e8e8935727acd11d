package io.dptrain.examples.check;

import io.dptrain.examples.FileFlag;
import io.dptrain.examples.Inputs;
import io.dptrain.examples.bench.model.BenchModel;
import io.dptrain.examples.bench.model.BenchModels;
import io.dptrain.examples.check.op.AllCases;
import io.dptrain.examples.check.op.QuickCases;
import io.dptrain.examples.check.sweep.CaseList;
import io.dptrain.examples.check.sweep.SweepTable;
import io.dptrain.examples.report.AtomicFiles;
import io.dptrain.examples.report.Json;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code dp check}: whether the guarantee holds on this very machine. */
@Command(
    name = "check",
    description =
        "Try operations, noise and clipping on this machine against plain arithmetic. Exit code 1"
            + " if a guarantee does not hold here.",
    mixinStandardHelpOptions = true,
    usageHelpAutoWidth = true)
public final class CheckCommand implements Callable<Integer> {
  private static final int DOES_NOT_HOLD = 1;
  private static final String ISA = "--isa";
  private static final String JSON = "--json";

  private final Class<? extends CaseList> quickCases;
  private final List<BenchModel> models;

  @Spec private CommandSpec spec;

  @Option(
      names = ISA,
      paramLabel = "SET",
      description =
          "Allow the processor's instructions up to a set: sse41, avx2 or avx512."
              + " Default: all that it has.")
  private String isa;

  @Option(
      names = "--full",
      description = "Try every case and TensorFlow's own gradients, and print a table; minutes.")
  private boolean full;

  @Option(names = JSON, paramLabel = "FILE", description = "Write what was found as JSON too.")
  private String json;

  /** The command as users have it. */
  public CheckCommand() {
    this(QuickCases.class, BenchModels.all());
  }

  /**
   * @param quickCases what the short form tries
   * @param models whose clipping is looked at
   */
  CheckCommand(Class<? extends CaseList> quickCases, List<BenchModel> models) {
    this.quickCases = quickCases;
    this.models = List.copyOf(models);
  }

  @Override
  public Integer call() {
    Path file = json == null ? null : FileFlag.path(JSON, json, "file");
    if (file != null) {
      AtomicFiles.requireWritable(JSON, file);
    }
    return isa == null ? check(file) : again(InstructionSet.named(ISA, isa, flags()));
  }

  private static List<String> flags() {
    List<String> flags = Machine.processorFlags();
    Inputs.require(
        !flags.isEmpty(), ISA + " needs the processor's flags in /proc/cpuinfo; leave it out");
    return flags;
  }

  private int check(Path file) {
    Check check = new Check(full ? AllCases.class : quickCases, full, models, this::tell);
    CheckReport report = check.run(Machine.here(isGpu()));
    PrintWriter out = spec.commandLine().getOut();
    out.print(CheckText.of(report));
    if (full) {
      out.println();
      out.print(SweepTable.of(report.operations()));
    }
    out.flush();
    if (file != null) {
      Json.write(JSON, file, CheckJson.of(report));
    }
    return report.holds() ? 0 : DOES_NOT_HOLD;
  }

  /** Runs the same in a process whose native library may use less. */
  private int again(InstructionSet set) {
    List<String> arguments = new ArrayList<>(List.of("check"));
    if (isGpu()) {
      arguments.add("--gpu");
    }
    if (full) {
      arguments.add("--full");
    }
    if (json != null) {
      arguments.addAll(List.of(JSON, json));
    }
    return ChildProcess.run(
        spec.root().userObject().getClass().getName(),
        arguments,
        Map.of(InstructionSet.VARIABLE, set.oneDnnName()),
        spec.commandLine().getOut(),
        spec.commandLine().getErr());
  }

  /** The flag belongs to the whole command line. */
  private boolean isGpu() {
    OptionSpec gpu = spec.root().findOption("--gpu");
    return gpu != null && Boolean.TRUE.equals(gpu.getValue());
  }

  private void tell(String line) {
    spec.commandLine().getErr().println("dp: " + line);
  }
}
