package io.dptrain.examples.lab;

import io.dptrain.examples.figure.Figure;
import io.dptrain.examples.lab.report.LabJson;
import io.dptrain.examples.lab.report.LabPage;
import io.dptrain.examples.report.Json;
import io.dptrain.examples.report.OutputFolder;
import io.dptrain.examples.run.Experiment;
import io.dptrain.examples.run.Result;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The folder with pictures of results, and a page of all. Not thread safe. */
final class LabReport {
  private static final String PAGE = "index.html";
  private static final String SUMMARY = "summary.json";

  private final OutputFolder folder;
  private final List<Result> results = new ArrayList<>();
  private final List<String> pictures = new ArrayList<>();

  LabReport(OutputFolder folder) {
    this.folder = folder;
  }

  /** All files that a report may have. */
  static List<String> names(List<Experiment> all) {
    return Stream.concat(Stream.of(PAGE, SUMMARY), all.stream().map(LabReport::picture)).toList();
  }

  private static String picture(Experiment experiment) {
    return experiment.name() + ".png";
  }

  /**
   * Draws a result.
   *
   * @return where the picture is, or why there is none
   */
  String add(Result result) {
    String name = picture(result.experiment());
    Optional<String> problem = folder.writePicture(name, () -> Figure.draw(result));
    results.add(result);
    pictures.add(problem.isPresent() ? "" : name);
    return problem.map(why -> "note: " + why).orElse("picture: " + folder.path().resolve(name));
  }

  /** Writes the page and the numbers, and says where the page is. */
  Path write() {
    folder.write(PAGE, out -> out.write(LabPage.of(results, pictures)));
    folder.writeSummary(SUMMARY, Json.indented(LabJson.of(results)));
    return folder.path().resolve(PAGE);
  }
}
