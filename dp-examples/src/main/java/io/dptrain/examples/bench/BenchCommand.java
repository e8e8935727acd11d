package io.dptrain.examples.bench;

import io.dptrain.examples.FileFlag;
import io.dptrain.examples.Inputs;
import io.dptrain.examples.bench.model.BenchModel;
import io.dptrain.examples.bench.model.BenchModels;
import io.dptrain.examples.report.AtomicFiles;
import io.dptrain.examples.report.Json;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code dp bench}: what a private step costs beside an ordinary one. */
@Command(
    name = "bench",
    description = "Measure time and memory of private and ordinary steps, and noise, in turn.",
    mixinStandardHelpOptions = true,
    usageHelpAutoWidth = true)
public final class BenchCommand implements Callable<Integer> {
  private static final int LARGEST_BATCH = 16_384;
  private static final String JSON = "--json";

  @Spec private CommandSpec spec;

  @Option(
      names = "--models",
      paramLabel = "NAME",
      split = ",",
      description =
          "Models to measure, with commas between: mlp, cnn, cnn-gn, embedding, lstm, transformer."
              + " Default: all of them.")
  private List<String> models;

  @Option(
      names = "--batch",
      paramLabel = "B",
      split = ",",
      defaultValue = "64,256,1024",
      description = "Examples per step, with commas between. Default: ${DEFAULT-VALUE}.")
  private List<Integer> batches;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "100",
      description =
          "At most so many pairs of steps per row; at least 9 even if time is up."
              + " Default: ${DEFAULT-VALUE}.")
  private int rounds;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "10",
      description = "Time for the pairs of one row. Default: ${DEFAULT-VALUE}.")
  private double seconds;

  @Option(names = JSON, paramLabel = "FILE", description = "Write the rows as JSON too.")
  private String json;

  @Override
  public Integer call() {
    BenchRun run = new BenchRun(chosenModels(), chosenBatches(), chosenRounds(), this::tell);
    Path file = json == null ? null : FileFlag.path(JSON, json, "file");
    if (file != null) {
      AtomicFiles.requireWritable(JSON, file);
    }
    List<BenchRow> rows = run.rows();
    spec.commandLine().getOut().print(BenchTable.of(rows));
    printNoise();
    if (file != null) {
      Json.write(JSON, file, BenchJson.of(rows));
    }
    return 0;
  }

  private List<BenchModel> chosenModels() {
    return models == null
        ? BenchModels.all()
        : models.stream().map(BenchModels::named).distinct().toList();
  }

  private List<Integer> chosenBatches() {
    batches.forEach(batch -> Inputs.inRange("--batch", batch, 1, LARGEST_BATCH));
    return batches.stream().distinct().toList();
  }

  private Rounds chosenRounds() {
    return new Rounds(Inputs.atLeastOne("--rounds", rounds), Inputs.positive("--seconds", seconds));
  }

  private void tell(String line) {
    spec.commandLine().getErr().println("dp: " + line);
  }

  private void printNoise() {
    Pair noise = NoiseBenchmark.run(chosenRounds());
    spec.commandLine()
        .getOut()
        .printf(
            Locale.ROOT,
            "noise for %,d parameters: TensorFlow's sampler %.2f ms, secure noise %.2f ms,"
                + " ratio %.2f%n",
            NoiseBenchmark.PARAMETERS,
            noise.baselineMillis(),
            noise.millis(),
            noise.ratio());
  }
}
