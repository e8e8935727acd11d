package io.dptrain.examples.rnn.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dptrain.examples.report.MadeUpFacts;
import io.dptrain.examples.report.Median;
import io.dptrain.examples.rnn.train.AddingExperiment;
import io.dptrain.examples.rnn.train.Ending;
import io.dptrain.examples.rnn.train.Variant;
import io.dptrain.examples.run.Curve;
import io.dptrain.examples.run.Finding;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RowTest {
  private static final Finding SOLVED = MadeUpRows.run(0.5, 0.3, 0.01);
  private static final Finding STALLED = MadeUpRows.run(0.5, 0.2, 0.2, 0.1);
  private static final Finding STALLED_PRIVATE =
      MadeUpRows.run(0.5, 0.2).fact(MadeUpFacts.privacy(1));
  private static final Finding DIVERGED = MadeUpRows.run(0.5, Double.NaN);

  private static Row row(Finding... runs) {
    return MadeUpRows.row(Variant.L2, Optional.empty(), runs);
  }

  @Test
  void share_oneOfThreeSeeds_isAThird() {
    Row row = row(SOLVED, STALLED, DIVERGED);

    assertThat(row.share(Ending.SOLVED)).isEqualTo(1.0 / 3);
    assertThat(row.share(Ending.DIVERGED)).isEqualTo(1.0 / 3);
    assertThat(row.share(Ending.STALLED)).isEqualTo(1.0 / 3);
    assertThat(row.ended(Ending.STALLED)).containsExactly(STALLED);
    assertThat(row.testLoss()).isEqualTo(0.1);
    assertThat(row.stepsToSolve()).isEqualTo(20);
    assertThat(row.largestGradientNorm()).isEqualTo(3);
  }

  @Test
  void of_aPrivateRow_hasTheLargestEpsilonOfItsRuns() {
    Finding larger = MadeUpRows.run(0.5, 0.4).fact(MadeUpFacts.privacy(2));
    Row secured =
        MadeUpRows.row(
            Variant.PRIVATE, Optional.empty(), MadeUpRows.run(0.5, 0.3), larger, STALLED_PRIVATE);

    assertThat(secured.variant()).isEqualTo(Variant.PRIVATE);
    assertThat(secured.privacy()).contains(MadeUpFacts.privacy(2));
    assertThat(row(SOLVED).privacy()).isEmpty();
  }

  @Test
  void testLoss_twoSeeds_isTheirMean() {
    assertThat(row(SOLVED, STALLED).testLoss()).isCloseTo(0.055, within(1e-15));
  }

  @Test
  void stepsToSolve_noneSolved_isADashInTheTable() {
    Row row = row(DIVERGED);

    assertThat(row.stepsToSolve()).isNaN();
    assertThat(RnnTable.of(List.of(row)))
        .hasSize(3)
        .last()
        .asString()
        .matches("\\| rnn +\\| l2 +\\| +0 % \\| +100 % \\| +0 % \\| +- \\| +infinite \\| +1.0 \\|");
  }

  @Test
  void medianCurve_runsOfUnequalLength_keepsTheLastValueOfTheShort() {
    Curve median =
        Finding.across(List.of(SOLVED, STALLED, DIVERGED), Median::of).curve(AddingExperiment.LOSS);

    assertThat(median.x()).containsExactly(0.0, 10.0, 20.0, 30.0);
    assertThat(median.y()).containsExactly(0.5, 0.3, 0.2, 0.1);
  }

  @Test
  void privacy_ofAPrivateRow_isRoundedUp() {
    Row secured =
        MadeUpRows.row(
            Variant.PRIVATE, Optional.of(MadeUpFacts.privacy(1.23401)), MadeUpRows.run(0.5, 0.1));

    assertThat(RnnTable.privacy(List.of(secured, row(SOLVED))))
        .singleElement()
        .asString()
        .startsWith("rnn private: epsilon 1.235 at delta 1e-5")
        .contains("gradient norms are raw: NOT PRIVATE");
  }
}
