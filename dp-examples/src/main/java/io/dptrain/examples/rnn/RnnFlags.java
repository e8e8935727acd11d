package io.dptrain.examples.rnn;

import io.dptrain.examples.Inputs;
import io.dptrain.examples.Numbers;
import io.dptrain.examples.ThreadsFlag;
import io.dptrain.examples.rnn.model.CellKind;
import io.dptrain.examples.rnn.train.Experiment.Task;
import io.dptrain.examples.rnn.train.RnnSettings;
import io.dptrain.examples.rnn.train.RunKey;
import io.dptrain.examples.rnn.train.Variant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The flags of {@code dp rnn}, checked when they are asked for. */
final class RnnFlags {
  private static final int LARGEST_LENGTH = 1_000;
  private static final int LARGEST_STEPS = 1_000_000;

  @Option(
      names = "--cells",
      paramLabel = "NAME",
      split = ",",
      defaultValue = "rnn",
      description = "Networks, with commas between: rnn, lstm, gru. Default: ${DEFAULT-VALUE}.")
  private List<String> cells;

  @Option(
      names = "--variants",
      paramLabel = "NAME",
      split = ",",
      description =
          "Ways to train, with commas between: none, value, l2, l1, layer, backprop, history,"
              + " normalized, unit, sgd, sgd-l2, nesterov, nesterov-l2, private."
              + " Default: all of them.")
  private List<String> variants;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "3",
      description = "Runs of each, with the seeds 1 to N. Default: ${DEFAULT-VALUE}.")
  private int seeds;

  @Option(
      names = "--length",
      paramLabel = "T",
      defaultValue = "100",
      description = "Time steps of a sequence. Default: ${DEFAULT-VALUE}.")
  private int length;

  @Option(
      names = "--steps",
      paramLabel = "N",
      description = "Updates of a run at most. Default: depends on the network.")
  private Integer steps;

  @Option(
      names = "--learning-rate",
      paramLabel = "R",
      description =
          "With momentum; without, it is divided by one minus momentum. Default: depends on the"
              + " network.")
  private Double learningRate;

  @Option(
      names = "--clip-norm",
      paramLabel = "C",
      description =
          "l2 clip norm; the bounds of the other strategies follow from it. Default: depends on"
              + " the network.")
  private Double l2ClipNorm;

  @Option(
      names = "--momentum",
      paramLabel = "M",
      defaultValue = "0.9",
      description =
          "Of every variant but sgd and sgd-l2; the rest clips before it. Default:"
              + " ${DEFAULT-VALUE}.")
  private double momentum;

  @Option(
      names = "--units",
      paramLabel = "N",
      defaultValue = "32",
      description = "Numbers in a state. Default: ${DEFAULT-VALUE}.")
  private int units;

  @Option(
      names = "--batch-size",
      paramLabel = "B",
      defaultValue = "32",
      description =
          "Sequences in an update; in private training four times as many are expected. Default:"
              + " ${DEFAULT-VALUE}.")
  private int batchSize;

  @Option(
      names = "--dataset-size",
      paramLabel = "N",
      defaultValue = "20000",
      description = "Sequences to train on. Default: ${DEFAULT-VALUE}.")
  private int datasetSize;

  @Option(
      names = "--noise-multiplier",
      paramLabel = "S",
      defaultValue = "1",
      description = "Of private training. Default: ${DEFAULT-VALUE}.")
  private double noiseMultiplier;

  @Option(
      names = "--delta",
      paramLabel = "D",
      defaultValue = "1e-5",
      description = "Of private training. Default: ${DEFAULT-VALUE}.")
  private double delta;

  @Mixin private ThreadsFlag threads;

  /** Every run that is to be done: all seeds of a variant before the next variant. */
  List<Task> tasks(Map<CellKind, RnnSettings> settings, List<Variant> chosen) {
    int runs = Inputs.inRange("--seeds", seeds, 1, 1_000);
    List<Task> tasks = new ArrayList<>();
    settings.forEach(
        (cell, used) -> {
          for (Variant variant : chosen) {
            for (long seed = 1; seed <= runs; seed++) {
              tasks.add(new Task(new RunKey(cell, variant, seed), used));
            }
          }
        });
    return tasks;
  }

  List<Variant> variants() {
    return variants == null
        ? List.of(Variant.values())
        : chosen("--variants", variants, Variant.values(), Variant::label);
  }

  /** The settings of each chosen network. */
  Map<CellKind, RnnSettings> settings() {
    Map<CellKind, RnnSettings> settings = new EnumMap<>(CellKind.class);
    for (CellKind cell : chosen("--cells", cells, CellKind.values(), CellKind::label)) {
      settings.put(cell, settings(Defaults.of(cell)));
    }
    return settings;
  }

  private RnnSettings settings(Defaults defaults) {
    return new RnnSettings(
        Inputs.inRange("--units", units, 1, 1_024),
        Inputs.inRange("--steps", steps == null ? defaults.steps() : steps, 1, LARGEST_STEPS),
        Inputs.inRange("--batch-size", batchSize, 1, Math.min(datasetSize(), 4_096)),
        Inputs.single(
            "--learning-rate", learningRate == null ? defaults.learningRate() : learningRate),
        Inputs.clipNorm("--clip-norm", l2ClipNorm == null ? defaults.l2ClipNorm() : l2ClipNorm),
        momentum(),
        Inputs.trainingNoise("--noise-multiplier", noiseMultiplier));
  }

  private double momentum() {
    Inputs.require(
        momentum >= 0 && momentum < 1,
        "--momentum must be at least 0 and below 1, but is " + Numbers.plain(momentum));
    return momentum;
  }

  int length() {
    return Inputs.inRange("--length", length, 2, LARGEST_LENGTH);
  }

  int datasetSize() {
    return Inputs.inRange("--dataset-size", datasetSize, 1, 100_000_000 / (2 * length()));
  }

  double delta() {
    return Inputs.delta("--delta", delta);
  }

  int threads() {
    return threads.threads();
  }

  private static <T> List<T> chosen(
      String flag, List<String> names, T[] all, Function<T, String> label) {
    return names.stream()
        .map(name -> Inputs.named(flag, name, List.of(all), label))
        .distinct()
        .toList();
  }
}
