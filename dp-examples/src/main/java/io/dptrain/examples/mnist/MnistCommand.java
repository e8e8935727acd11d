package io.dptrain.examples.mnist;

import io.dptrain.accountant.ledger.BudgetAuthority;
import io.dptrain.examples.BadInput;
import io.dptrain.examples.FileFlag;
import io.dptrain.examples.Inputs;
import io.dptrain.examples.ReportFlag;
import io.dptrain.examples.budget.Ledgers;
import io.dptrain.examples.mnist.data.MnistData;
import io.dptrain.examples.mnist.data.MnistSource;
import io.dptrain.examples.mnist.report.RunSummary;
import io.dptrain.examples.mnist.train.BatchSampler;
import io.dptrain.examples.mnist.train.MnistSettings;
import io.dptrain.examples.mnist.train.MnistTraining;
import io.dptrain.examples.report.OutputFolder;
import java.security.SecureRandom;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code dp mnist}: trains a digit classifier with differential privacy. */
@Command(
    name = "mnist",
    description = "Train a convolutional network on MNIST with differential privacy.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true)
public final class MnistCommand implements Callable<Integer> {
  private static final String BUDGET = "--budget";
  private static final String CHECKPOINT = "--checkpoint";
  private static final double DEFAULT_DELTA = 1e-5;

  @Spec private CommandSpec spec;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Folder with the four MNIST IDX files, or 'synthetic' for digits that the program draws."
              + " Without it: the cache, else a download, else synthetic digits.")
  private String data;

  @Option(
      names = "--preset",
      defaultValue = "strong",
      description =
          "Published settings that fill in what is not given: strong (epsilon 0.865, 15 epochs),"
              + " medium (2.382, 60 epochs), weak (5.640, 45 epochs). Default: ${DEFAULT-VALUE}.")
  private Preset preset;

  @Option(
      names = "--noise-multiplier",
      paramLabel = "S",
      description = "Noise standard deviation divided by the clip norm.")
  private Double noiseMultiplier;

  @Option(
      names = "--clip-norm",
      paramLabel = "C",
      description = "Largest l2 norm of one example's gradient.")
  private Double l2ClipNorm;

  @Option(names = "--learning-rate", paramLabel = "R", description = "Of gradient descent.")
  private Double learningRate;

  @Option(
      names = "--batch-size",
      paramLabel = "B",
      defaultValue = "256",
      description = "Expected number of examples in a batch. Default: ${DEFAULT-VALUE}.")
  private int batchSize;

  @Option(
      names = "--sampler",
      paramLabel = "NAME",
      description =
          "How batches are drawn: poisson (default), random-allocation, truncated-poisson,"
              + " fixed-size, or fixed-order, which gives no amplification.")
  private BatchSampler sampler;

  @Option(names = "--epochs", paramLabel = "P", description = "Expected passes over the data.")
  private Integer epochs;

  @Option(
      names = "--target-epsilon",
      paramLabel = "E",
      description = "Choose the least noise that keeps epsilon at or below E.")
  private Double targetEpsilon;

  @Option(
      names = "--delta",
      paramLabel = "D",
      description = "Delta of the guarantee. Default: 1e-5.")
  private Double delta;

  @Option(
      names = BUDGET,
      paramLabel = "FOLDER",
      description =
          "Spend from the budget of a data set that './dp budget init FOLDER' began; the run is"
              + " refused if less is left.")
  private String budget;

  @Option(
      names = CHECKPOINT,
      paramLabel = "DIR",
      description =
          "Keep the run in a folder: started again, whatever ended it, it goes on from there, and"
              + " epsilon counts all that ran.")
  private String checkpoint;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description =
          "Seed of the initial weights and of the test digits shown; never of noise or private"
              + " batches. Default: a random one.")
  private Long seed;

  @Mixin private ReportFlag report;

  @Option(names = "--non-private", description = "Train without privacy, for comparison.")
  private boolean nonPrivate;

  @Override
  public Integer call() {
    MnistSettings settings = settings();
    OutputFolder folder = report.folder(MnistReport.names());
    try (BudgetAuthority authority = budget == null ? null : Ledgers.open(BUDGET, budget)) {
      run(settings, folder, Optional.ofNullable(authority));
    }
    return 0;
  }

  private void run(
      MnistSettings settings, OutputFolder folder, Optional<BudgetAuthority> authority) {
    CommandLine terminal = spec.commandLine();
    MnistText text = new MnistText(terminal.getOut(), terminal.getErr(), settings.delta());
    MnistData digits =
        MnistSource.standard((file, done, size) -> text.downloading(file, size)).load(data);
    Inputs.require(
        batchSize <= digits.train().size(),
        "--batch-size must be at most the number of training examples, %d, but is %d; lower it"
            .formatted(digits.train().size(), batchSize));
    try (MnistTraining training = built(digits, settings, authority);
        MnistReport collected = new MnistReport(folder, digits, settings)) {
      text.start(digits, settings, training);
      try {
        training.run(collected, text);
      } catch (IllegalStateException e) { // a folder that cannot go on, weights that are no numbers
        throw new BadInput(e.getMessage(), e);
      }
      RunSummary reached = collected.summary();
      text.results(reached);
      authority.ifPresent(text::budget);
      text.report(collected.write(reached, training.predictions()), folder.path());
    }
  }

  /** What is refused can be put right: noise that is too large, a folder of another run. */
  private static MnistTraining built(
      MnistData digits, MnistSettings settings, Optional<BudgetAuthority> authority) {
    try {
      return new MnistTraining(digits, settings, authority);
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new BadInput(e.getMessage(), e);
    }
  }

  private MnistSettings settings() {
    Inputs.require(
        noiseMultiplier == null || targetEpsilon == null,
        "--noise-multiplier and --target-epsilon exclude each other; give one of them");
    Inputs.require(
        !nonPrivate || nothingPrivateIsGiven(),
        "--non-private excludes --noise-multiplier, --target-epsilon, --delta, --clip-norm,"
            + " --sampler, --budget and --checkpoint; leave them out");
    Optional<Double> noise =
        nonPrivate || targetEpsilon != null
            ? Optional.empty()
            : Optional.of(given(noiseMultiplier, preset.noiseMultiplier));
    return new MnistSettings(
        given(sampler, BatchSampler.POISSON),
        noise.map(value -> Inputs.positive("--noise-multiplier", value)),
        Optional.ofNullable(targetEpsilon).map(value -> Inputs.positive("--target-epsilon", value)),
        Inputs.clipNorm("--clip-norm", given(l2ClipNorm, preset.l2ClipNorm)),
        Inputs.single("--learning-rate", given(learningRate, preset.learningRate)),
        Inputs.atLeastOne("--batch-size", batchSize),
        Inputs.atLeastOne("--epochs", given(epochs, preset.epochs)),
        Inputs.delta("--delta", given(delta, DEFAULT_DELTA)),
        given(seed, (long) new SecureRandom().nextInt()),
        Optional.ofNullable(checkpoint).map(name -> FileFlag.path(CHECKPOINT, name, "folder")));
  }

  private boolean nothingPrivateIsGiven() {
    return Stream.of(noiseMultiplier, targetEpsilon, delta, l2ClipNorm, sampler, budget, checkpoint)
        .allMatch(Objects::isNull);
  }

  private static <T> T given(T flag, T otherwise) {
    return flag == null ? otherwise : flag;
  }
}
