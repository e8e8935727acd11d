package io.dptrain.examples.mnist;

import io.dptrain.accountant.rdp.RdpGuarantee;
import io.dptrain.core.optimizer.DpOptimizer;
import io.dptrain.core.optimizer.StepReport;
import io.dptrain.core.training.Evaluation;
import io.dptrain.core.training.PrivateTrainer;
import io.dptrain.core.training.TrainingListener;
import io.dptrain.examples.Guarantees;
import io.dptrain.examples.Rounded;
import io.dptrain.examples.Versions;
import io.dptrain.examples.mnist.data.MnistData;
import io.dptrain.examples.mnist.report.NormQuantiles;
import io.dptrain.examples.mnist.report.Plots;
import io.dptrain.examples.mnist.report.PredictionGrid;
import io.dptrain.examples.mnist.report.RunSummary;
import io.dptrain.examples.mnist.report.StepLog;
import io.dptrain.examples.mnist.train.MnistSettings;
import io.dptrain.examples.report.AtomicFiles;
import io.dptrain.examples.report.Json;
import io.dptrain.examples.report.OutputFolder;
import io.dptrain.examples.report.PrivacyFacts;
import io.dptrain.examples.report.PrivacyJson;
import io.dptrain.examples.report.SamplingFacts;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Collects a run, by the number of its steps, and writes the report folder. */
final class MnistReport implements TrainingListener, AutoCloseable {
  private static final String SUMMARY = "summary.json";
  private static final String STEPS = "steps.csv";
  private static final String ACCURACY = "accuracy.png";
  private static final String GRADIENT_NORMS = "gradient_norms.png";
  private static final String PREDICTIONS = "predictions.png";
  private static final int DRAWN_STEPS = 200;
  private static final int SHOWN_DIGITS = 60;
  private static final String GUARANTEE =
      "the released model is (epsilon, delta) differentially private with respect to one"
          + " training example; test accuracy is measured on test digits, which are public;"
          + " "
          + GRADIENT_NORMS
          + " is not private";

  private final OutputFolder folder;
  private final MnistData data;
  private final MnistSettings settings;
  private final StepLog log;
  private final NavigableMap<Long, Double> accuracy = new TreeMap<>();
  private final NavigableMap<Long, Double> epsilon = new TreeMap<>();
  private final NavigableMap<Long, NormQuantiles> norms = new TreeMap<>();
  private PrivateTrainer trainer;
  private long begun;
  private double seconds;

  /** All files that a report may have. */
  static List<String> names() {
    String part = AtomicFiles.part(Path.of(STEPS)).toString();
    return List.of(SUMMARY, STEPS, part, ACCURACY, GRADIENT_NORMS, PREDICTIONS);
  }

  /** Begins {@code steps.csv}. */
  MnistReport(OutputFolder folder, MnistData data, MnistSettings settings) {
    this.folder = folder;
    this.data = data;
    this.settings = settings;
    this.log = new StepLog(folder.target(STEPS));
  }

  @Override
  public void started(PrivateTrainer trainer) {
    this.trainer = trainer;
    begun = System.nanoTime();
  }

  @Override
  public void evaluated(PrivateTrainer trainer, Evaluation evaluation, double value) {
    accuracy.put(trainer.steps(), value);
  }

  @Override
  public void stepped(PrivateTrainer trainer, Optional<StepReport> report) {
    long step = trainer.steps();
    OptionalDouble spent = trainer.epsilon(settings.delta());
    OptionalDouble tested =
        Stream.ofNullable(accuracy.get(step)).mapToDouble(share -> share).findFirst();
    log.append(step, epoch(step), spent, tested, seconds());
    if ((step - 1) % (1 + trainer.planned() / DRAWN_STEPS) == 0 || step == trainer.planned()) {
      spent.ifPresent(value -> epsilon.put(step, value));
      report
          .flatMap(StepReport::rawNormsNotPrivate)
          .filter(values -> values.length > 0)
          .ifPresent(values -> norms.put(step, NormQuantiles.of(values)));
    }
  }

  @Override
  public void ended(PrivateTrainer trainer) {
    seconds = seconds();
  }

  private double epoch(long step) {
    double perStep =
        trainer
            .optimizer()
            .map(run -> run.plan().sampling().denominator())
            .orElse((double) settings.batchSize());
    return step * perStep / data.train().size();
  }

  private double seconds() {
    return (System.nanoTime() - begun) / 1e9;
  }

  /** What the run has reached. */
  RunSummary summary() {
    int trainSize = data.train().size();
    Optional<PrivacyFacts> privacy = trainer.optimizer().map(this::guarantee);
    SamplingFacts sampling =
        privacy.map(PrivacyFacts::sampling).orElseGet(() -> ordinarySampling(trainSize));
    List<String> warnings = new ArrayList<>(data.origin().notes());
    privacy.flatMap(facts -> facts.warning(trainSize)).ifPresent(warnings::add);
    trainer.optimizer().flatMap(this::looseness).ifPresent(warnings::add);
    return new RunSummary(
        RunSummary.FORMAT_VERSION,
        "mnist",
        data.origin().description(),
        data.synthetic(),
        trainSize,
        data.test().size(),
        accuracy.lastEntry().getValue(),
        privacy.isPresent(),
        PrivacyJson.of(privacy, sampling),
        trainer.steps(),
        epoch(trainer.steps()),
        settings.learningRate(),
        settings.seed(),
        seconds,
        warnings,
        Versions.all());
  }

  private PrivacyFacts guarantee(DpOptimizer optimizer) {
    return Guarantees.ofRun(optimizer, settings.sampler().toString(), settings.delta(), GUARANTEE);
  }

  private SamplingFacts ordinarySampling(double trainSize) {
    return new SamplingFacts(
        "uniform with replacement, fixed size",
        settings.batchSize() / trainSize,
        settings.batchSize());
  }

  private Optional<String> looseness(DpOptimizer optimizer) {
    return optimizer
        .ledger()
        .rdpGuarantee(settings.delta())
        .filter(RdpGuarantee::orderAtEnd)
        .map(rdp -> "the best Renyi order lies at an end of those tried: rdp's epsilon is loose.");
  }

  /**
   * Writes pictures and summary; the summary last, because it stands for a complete report.
   *
   * @param predictions one label per test digit
   * @return a sentence for each picture that could not be drawn
   */
  List<String> write(RunSummary reached, List<Integer> predictions) {
    log.complete();
    List<String> undrawn = new ArrayList<>();
    draw(ACCURACY, () -> Plots.accuracy(title(reached), accuracy, epsilon), undrawn);
    if (!norms.isEmpty()) {
      draw(GRADIENT_NORMS, () -> Plots.gradientNorms(norms, settings.l2ClipNorm()), undrawn);
    }
    draw(PREDICTIONS, () -> grid(predictions).draw("Predictions on test digits"), undrawn);
    folder.writeSummary(SUMMARY, Json.indented(reached.withWarnings(undrawn)));
    return undrawn;
  }

  private void draw(String name, Supplier<BufferedImage> picture, List<String> undrawn) {
    folder.writePicture(name, picture).ifPresent(undrawn::add);
  }

  private String title(RunSummary reached) {
    String accuracy = String.format(Locale.ROOT, "%.1f %%", 100 * reached.testAccuracy());
    String privacy =
        reached.privatelyTrained()
            ? "epsilon "
                + Rounded.epsilon(reached.privacy().epsilon())
                + " at delta "
                + Rounded.delta(settings.delta())
            : "trained without privacy";
    return data.origin().shortName() + ": test accuracy " + accuracy + ", " + privacy;
  }

  private PredictionGrid grid(List<Integer> predictions) {
    int size = data.test().size();
    Random random = new Random(settings.seed());
    List<Integer> shown =
        random.ints(0, size).distinct().limit(Math.min(SHOWN_DIGITS, size)).boxed().toList();
    return new PredictionGrid(data.test(), predictions, shown);
  }

  @Override
  public void close() {
    log.close();
  }
}
