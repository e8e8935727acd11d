package io.dptrain.examples;

import io.dptrain.examples.report.OutputFolder;
import java.util.List;
import picocli.CommandLine.Option;

/** Where a command writes its report. */
public final class ReportFlag {
  private static final String NAME = "--report";

  @Option(
      names = NAME,
      paramLabel = "DIR",
      defaultValue = "dp-report-${COMMAND-NAME}",
      description = "Folder for the report. Default: ${DEFAULT-VALUE}.")
  private String report;

  /**
   * The folder, into which all files can be written.
   *
   * @param names of all files that a report may have
   */
  public OutputFolder folder(List<String> names) {
    return OutputFolder.at(NAME, FileFlag.path(NAME, report, "folder"), names);
  }
}
