package io.dptrain.examples.rnn;

import io.dptrain.examples.Inputs;
import io.dptrain.examples.Numbers;
import io.dptrain.examples.RunnerFlags;
import io.dptrain.examples.rnn.model.CellKind;
import io.dptrain.examples.rnn.train.AddingData;
import io.dptrain.examples.rnn.train.AddingExperiment;
import io.dptrain.examples.rnn.train.RnnSettings;
import io.dptrain.examples.rnn.train.Variant;
import io.dptrain.examples.run.Runner;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The flags of {@code dp rnn}, checked when they are asked for. */
final class RnnFlags {
  private static final int LARGEST_LENGTH = 1_000;
  private static final int LARGEST_STEPS = 1_000_000;
  private static final int TEST_SIZE = 500;

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

  @Mixin private RunnerFlags runner;

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

  /** What runs them. */
  Runner runner() {
    return runner.runner();
  }

  /** One for each chosen network, on the same data. */
  List<AddingExperiment> experiments() {
    List<Variant> compared =
        Inputs.chosen("--variants", variants, List.of(Variant.values()), Variant::label);
    List<CellKind> networks =
        Inputs.chosen("--cells", cells, List.of(CellKind.values()), CellKind::label);
    Map<CellKind, RnnSettings> settings = new EnumMap<>(CellKind.class);
    networks.forEach(cell -> settings.put(cell, settings(Defaults.of(cell))));
    double checkedDelta = Inputs.delta("--delta", delta);
    AddingData data = AddingData.draw(datasetSize(), TEST_SIZE, length());
    return settings.entrySet().stream()
        .map(
            cell ->
                new AddingExperiment(cell.getKey(), compared, cell.getValue(), data, checkedDelta))
        .toList();
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

  private int length() {
    return Inputs.inRange("--length", length, 2, LARGEST_LENGTH);
  }

  private int datasetSize() {
    return Inputs.inRange("--dataset-size", datasetSize, 1, 100_000_000 / (2 * length()));
  }
}
