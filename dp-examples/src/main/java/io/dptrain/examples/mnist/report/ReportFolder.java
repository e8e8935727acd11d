package io.dptrain.examples.mnist.report;

import io.dptrain.examples.BadInput;
import io.dptrain.examples.report.AtomicFiles;
import io.dptrain.examples.report.Json;
import io.dptrain.examples.report.OutputFolder;
import java.nio.file.Path;
import java.util.List;

/**
 * The folder that receives the report of a run.
 *
 * @param files checked before training
 */
public record ReportFolder(OutputFolder files) {
  /** File name of {@link RunSummary}. */
  public static final String SUMMARY = "summary.json";

  /** File name of {@link StepLog}. */
  public static final String STEPS = "steps.csv";

  /** File name of {@link Plots#accuracy}. */
  public static final String ACCURACY = "accuracy.png";

  /** File name of {@link Plots#gradientNorms}. */
  public static final String GRADIENT_NORMS = "gradient_norms.png";

  /** File name of {@link Plots#predictions}. */
  public static final String PREDICTIONS = "predictions.png";

  private static final List<String> NAMES =
      List.of(
          SUMMARY,
          STEPS,
          AtomicFiles.part(Path.of(STEPS)).toString(),
          ACCURACY,
          GRADIENT_NORMS,
          PREDICTIONS);

  /** See {@link OutputFolder#at}. */
  public static ReportFolder at(String flag, Path folder) {
    return new ReportFolder(OutputFolder.at(flag, folder, NAMES));
  }

  /**
   * Starts {@code steps.csv}.
   *
   * @throws BadInput if the file cannot be written
   */
  public StepLog openStepLog() {
    return StepLog.create(files.target(STEPS));
  }

  /** See {@link OutputFolder#writeSummary}. */
  public void writeSummary(RunSummary summary) {
    files.writeSummary(SUMMARY, Json.indented(SummaryJson.of(summary)));
  }
}
