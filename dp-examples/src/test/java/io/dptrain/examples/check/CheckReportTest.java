package io.dptrain.examples.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.dptrain.core.check.NeighborReport;
import io.dptrain.core.optimizer.VerificationReport;
import io.dptrain.examples.bench.model.BenchModels;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class CheckReportTest {
  private static final Machine MACHINE =
      new Machine("some", List.of(), Optional.empty(), "2.18.0", false);

  private static CheckReport report(List<Measured> noise, List<Measured> clipping) {
    return new CheckReport(MACHINE, List.of(), noise, clipping);
  }

  @Test
  void holds_allWithinRange_isTrue() {
    List<Measured> good = List.of(Measured.atMost("good", 1, 2), new Measured("good", 0, -1, 1));
    assertThat(report(good, good).holds()).isTrue();
  }

  @Test
  void holds_oneOutOfRangeOrNaN_isFalse() {
    assertThat(report(List.of(Measured.atMost("bad", 3, 2)), List.of()).holds()).isFalse();
    assertThat(report(List.of(), List.of(Measured.atMost("bad", Double.NaN, 2))).holds()).isFalse();
  }

  @Test
  void of_valueOutOfRange_isMarked() {
    String text = CheckText.of(report(List.of(Measured.atMost("error", 3, 2)), List.of()));
    assertThat(text).contains("error: 3.0000, allowed at most 2.00  <-- FAILS", "DOES NOT HOLD");
  }

  @Test
  void measured_exampleOverTheSensitivity_fails() {
    NeighborReport neighbors =
        new NeighborReport(
            4, 9, 1e-7, 1e-7, 1.01, 0, OptionalDouble.empty(), List.of(), List.of("it moved"));
    List<Measured> measured =
        ClippingCheck.measured("model", new VerificationReport(neighbors, List.of()));
    assertThat(measured).extracting(Measured::holds).containsExactly(true, true, false, false);
  }

  @Test
  void run_modelOfTheBenchmark_holds() {
    assertThat(ClippingCheck.run(BenchModels.named("embedding"))).allMatch(Measured::holds);
  }
}
