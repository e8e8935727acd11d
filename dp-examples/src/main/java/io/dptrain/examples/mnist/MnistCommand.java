package io.dptrain.examples.mnist;

import io.dptrain.accountant.ledger.BudgetAuthority;
import io.dptrain.core.training.PrivateTrainer;
import io.dptrain.core.training.TrainingListener;
import io.dptrain.examples.BadInput;
import io.dptrain.examples.FileFlag;
import io.dptrain.examples.budget.Ledgers;
import io.dptrain.examples.mnist.data.DownloadProgress;
import io.dptrain.examples.mnist.data.MnistData;
import io.dptrain.examples.mnist.data.MnistSource;
import io.dptrain.examples.mnist.report.ReportFolder;
import io.dptrain.examples.mnist.report.RunSummary;
import io.dptrain.examples.progress.ProgressDisplay;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
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

  @Option(
      names = "--report",
      paramLabel = "DIR",
      defaultValue = "dp-report-mnist",
      description = "Folder for the report. Default: ${DEFAULT-VALUE}.")
  private String report;

  @Option(names = "--non-private", description = "Train without privacy, for comparison.")
  private boolean nonPrivate;

  @Override
  public Integer call() {
    MnistSettings settings = settings();
    ReportFolder folder = ReportFolder.at("--report", FileFlag.path("--report", report, "folder"));
    Optional<Path> kept =
        Optional.ofNullable(checkpoint).map(path -> FileFlag.path(CHECKPOINT, path, "folder"));
    if (budget == null) {
      run(settings, folder, new MnistStores(Optional.empty(), kept));
    } else {
      try (BudgetAuthority authority = Ledgers.open(BUDGET, budget)) {
        run(settings, folder, new MnistStores(Optional.of(authority), kept));
      }
    }
    return 0;
  }

  private void run(MnistSettings settings, ReportFolder folder, MnistStores stores) {
    PrintWriter out = spec.commandLine().getOut();
    MnistData digits = load(out);
    long steps = settings.steps(digits.train().size());
    try (MnistTraining training = new MnistTraining(digits, settings, stores);
        MnistReport collected = new MnistReport(folder, digits, settings)) {
      MnistText.printStart(out, digits, settings, training.optimizer(), steps);
      ProgressDisplay display = ProgressDisplay.of(steps, "step", spec.commandLine().getErr());
      TrainingListener resumed =
          new TrainingListener() {
            @Override
            public void started(PrivateTrainer trainer) {
              MnistText.printResumed(out, trainer);
            }
          };
      TestResult tested =
          training.run(resumed, collected, new ConsoleProgress(display, settings.delta()));
      RunSummary results = collected.results(tested, training.optimizer());
      MnistText.printResults(out, results);
      stores.budget().ifPresent(from -> MnistText.printBudget(out, from));
      MnistText.printReport(out, collected.write(results, tested), folder.files().path());
    }
  }

  private MnistSettings settings() {
    if (noiseMultiplier != null && targetEpsilon != null) {
      throw new BadInput(
          "--noise-multiplier and --target-epsilon exclude each other; give one of them");
    }
    if (nonPrivate) {
      requireNothingPrivate();
    }
    boolean noiseGiven = !nonPrivate && targetEpsilon == null;
    return new MnistSettings(
        noiseGiven
            ? OptionalDouble.of(or(noiseMultiplier, preset.noiseMultiplier))
            : OptionalDouble.empty(),
        targetEpsilon == null ? OptionalDouble.empty() : OptionalDouble.of(targetEpsilon),
        or(delta, DEFAULT_DELTA),
        or(l2ClipNorm, preset.l2ClipNorm),
        or(learningRate, preset.learningRate),
        batchSize,
        epochs == null ? preset.epochs : epochs,
        seed == null ? new SecureRandom().nextInt() : seed,
        !nonPrivate);
  }

  private void requireNothingPrivate() {
    if (noiseMultiplier != null
        || targetEpsilon != null
        || delta != null
        || l2ClipNorm != null
        || budget != null
        || checkpoint != null) {
      throw new BadInput(
          "--non-private excludes --noise-multiplier, --target-epsilon, --delta, --clip-norm,"
              + " --budget and --checkpoint; leave them out");
    }
  }

  private static double or(Double given, double otherwise) {
    return given == null ? otherwise : given;
  }

  private MnistData load(PrintWriter out) {
    Set<String> announced = new HashSet<>();
    DownloadProgress progress =
        (file, done, size) -> {
          if (announced.add(file)) {
            out.printf(Locale.ROOT, "downloading %s (%.1f MB)%n", file, size / 1e6);
            out.flush();
          }
        };
    return MnistSource.standard(progress).load(data);
  }
}
