package io.dptrain.examples.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.dptrain.examples.figure.Figure;
import io.dptrain.examples.lab.report.LabText;
import io.dptrain.examples.run.Experiment;
import io.dptrain.examples.run.Result;
import io.dptrain.examples.run.Runner;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every claim of the lab, in small runs. */
class ExperimentsTest {
  private static final Runner SMALL = new Runner(3, 2, true);

  @ParameterizedTest(name = "{0}")
  @MethodSource("names")
  void claim_holds(String name) {
    Experiment experiment = named(name);
    Result result = SMALL.run(experiment);

    assertThat(result.holds()).as(LabText.summary(result)).isTrue();
    assertThat(Figure.draw(result).getWidth()).isGreaterThan(800);
    assertThat(experiment.panels())
        .allSatisfy(panel -> assertThat(isFound(result, panel.what())).as(panel.what()).isTrue());
  }

  private static boolean isFound(Result result, String what) {
    return result.numbers().contains(what)
        || result.seeds().get(0).findings().values().stream()
            .anyMatch(found -> !found.curve(what).x().isEmpty());
  }

  static List<String> names() {
    return Experiments.ALL.stream().map(Experiment::name).toList();
  }

  private static Experiment named(String name) {
    return Experiments.ALL.stream()
        .filter(experiment -> experiment.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void names_areWordsWithHyphensAndDiffer() {
    assertThat(names()).doesNotHaveDuplicates().allMatch(name -> name.matches("[a-z]+(-[a-z]+)*"));
  }

  @Test
  void claims_areOneSentence() {
    assertThat(Experiments.ALL)
        .allSatisfy(
            experiment ->
                assertThat(experiment.claim())
                    .hasSizeLessThan(240)
                    .matches("[A-Z].*[^.]\\.")
                    .doesNotContain("\n"));
  }
}
