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
import io.dptrain.examples.mnist.data.DigitSet;
import io.dptrain.examples.mnist.data.MnistData;
import io.dptrain.examples.mnist.report.DataFacts;
import io.dptrain.examples.mnist.report.NormQuantiles;
import io.dptrain.examples.mnist.report.Plots;
import io.dptrain.examples.mnist.report.Point;
import io.dptrain.examples.mnist.report.ReportFolder;
import io.dptrain.examples.mnist.report.RunSummary;
import io.dptrain.examples.mnist.report.StepLog;
import io.dptrain.examples.mnist.report.StepRow;
import io.dptrain.examples.mnist.report.TrainingFacts;
import io.dptrain.examples.report.PrivacyFacts;
import io.dptrain.examples.report.SamplingFacts;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Collects a run and writes its report folder. */
final class MnistReport implements TrainingListener, AutoCloseable {
  private static final int NORM_ROWS = 200;
  private static final int SHOWN_DIGITS = 60;
  private static final String GUARANTEE =
      "the released model is (epsilon, delta) differentially private with respect to one"
          + " training example; test accuracy is measured on test digits, which are public;"
          + " "
          + ReportFolder.GRADIENT_NORMS
          + " is not private";

  private final ReportFolder folder;
  private final MnistData data;
  private final MnistSettings settings;
  private final StepLog log;
  private final long normStride;
  private final List<Point> accuracy = new ArrayList<>();
  private final List<Point> epsilon = new ArrayList<>();
  private final List<NormQuantiles> norms = new ArrayList<>();
  private long begun;
  private long steps;
  private double seconds;

  MnistReport(ReportFolder folder, MnistData data, MnistSettings settings) {
    this.folder = folder;
    this.data = data;
    this.settings = settings;
    this.log = folder.openStepLog();
    this.normStride = 1 + settings.steps(data.train().size()) / NORM_ROWS;
  }

  @Override
  public void started(PrivateTrainer trainer) {
    begun = System.nanoTime();
  }

  @Override
  public void evaluated(PrivateTrainer trainer, Evaluation evaluation, double value) {
    accuracy.add(new Point(trainer.steps(), value));
  }

  @Override
  public void stepped(PrivateTrainer trainer, Optional<StepReport> report) {
    long step = trainer.steps();
    OptionalDouble spent = trainer.epsilon(settings.delta());
    log.append(new StepRow(step, epoch(step), spent, tested(step), seconds()));
    spent.ifPresent(value -> epsilon.add(new Point(step, value)));
    if (step % normStride == 1 || normStride == 1) {
      report
          .flatMap(StepReport::rawNormsNotPrivate)
          .filter(values -> values.length > 0)
          .ifPresent(values -> addNorms(step, values));
    }
  }

  @Override
  public void ended(PrivateTrainer trainer) {
    steps = trainer.steps();
    seconds = seconds();
  }

  private double epoch(long step) {
    return step * (double) settings.batchSize() / data.train().size();
  }

  private double seconds() {
    return (System.nanoTime() - begun) / 1e9;
  }

  /** The accuracy after a step, if it was measured then. */
  private OptionalDouble tested(long step) {
    return accuracy.stream()
        .skip(Math.max(0, accuracy.size() - 1))
        .filter(point -> point.step() == step)
        .mapToDouble(Point::value)
        .findFirst();
  }

  private void addNorms(long step, float[] values) {
    float[] sorted = values.clone();
    Arrays.sort(sorted);
    int end = sorted.length - 1;
    norms.add(
        new NormQuantiles(
            step,
            sorted[Math.round(0.1f * end)],
            sorted[Math.round(0.5f * end)],
            sorted[Math.round(0.9f * end)]));
  }

  /** What the run has reached, known before anything is drawn. */
  RunSummary results(TestResult evaluation, Optional<DpOptimizer> optimizer) {
    return summary(evaluation, optimizer, new ArrayList<>(data.origin().notes()));
  }

  /**
   * Writes pictures and summary; the summary last, because it stands for a complete report.
   *
   * @return a sentence for each picture that could not be drawn
   */
  List<String> write(RunSummary results, TestResult evaluation) {
    log.complete();
    List<String> undrawn = new ArrayList<>();
    drawPictures(results, evaluation, undrawn);
    folder.writeSummary(results.withWarnings(undrawn));
    return undrawn;
  }

  private void drawPictures(RunSummary results, TestResult evaluation, List<String> undrawn) {
    String title = title(results);
    draw(ReportFolder.ACCURACY, () -> Plots.accuracy(title, accuracy, epsilon), undrawn);
    if (!norms.isEmpty()) {
      draw(
          ReportFolder.GRADIENT_NORMS,
          () -> Plots.gradientNorms(norms, settings.l2ClipNorm()),
          undrawn);
    }
    draw(ReportFolder.PREDICTIONS, () -> predictions(evaluation), undrawn);
  }

  private void draw(String name, Supplier<BufferedImage> picture, List<String> undrawn) {
    folder.files().writePicture(name, picture).ifPresent(undrawn::add);
  }

  private String title(RunSummary results) {
    String reached =
        String.format(
            Locale.ROOT,
            "%s: test accuracy %.1f %%",
            data.origin().shortName(),
            100 * results.testAccuracy());
    String privacy =
        results
            .privacy()
            .map(
                facts ->
                    "epsilon "
                        + Rounded.epsilon(facts.epsilon())
                        + " at delta "
                        + Rounded.delta(settings.delta()))
            .orElse("trained without privacy");
    return reached + ", " + privacy;
  }

  private BufferedImage predictions(TestResult evaluation) {
    DigitSet test = data.test();
    int[] shown =
        new Random(settings.seed())
            .ints(0, test.size())
            .distinct()
            .limit(Math.min(SHOWN_DIGITS, test.size()))
            .toArray();
    byte[] pixels = new byte[shown.length * DigitSet.PIXELS];
    byte[] labels = new byte[shown.length];
    for (int i = 0; i < shown.length; i++) {
      labels[i] = (byte) test.label(shown[i]);
      for (int p = 0; p < DigitSet.PIXELS; p++) {
        pixels[i * DigitSet.PIXELS + p] = (byte) test.pixel(shown[i], p);
      }
    }
    int[] predicted = IntStream.of(shown).map(evaluation.predictions()::get).toArray();
    return Plots.predictions(
        "Predictions on test digits", DigitSet.of("shown test digits", pixels, labels), predicted);
  }

  private RunSummary summary(
      TestResult evaluation, Optional<DpOptimizer> optimizer, List<String> warnings) {
    int trainSize = data.train().size();
    Optional<PrivacyFacts> privacy =
        optimizer.map(dp -> Guarantees.ofRun(dp, settings.delta(), GUARANTEE));
    privacy.flatMap(facts -> facts.warning(trainSize)).ifPresent(warnings::add);
    optimizer.flatMap(this::looseness).ifPresent(warnings::add);
    return new RunSummary(
        "mnist",
        new DataFacts(data.origin().description(), data.synthetic(), trainSize, data.test().size()),
        evaluation.accuracy(),
        privacy,
        privacy.map(PrivacyFacts::sampling).orElseGet(() -> ordinarySampling(trainSize)),
        new TrainingFacts(steps, epoch(steps), settings.learningRate(), settings.seed(), seconds),
        warnings,
        Versions.all());
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

  @Override
  public void close() {
    log.close();
  }
}
